    feeds_file: str = ""
    feeds_private_addresses: bool = False
