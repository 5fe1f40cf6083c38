def credentials(user: str) -> dict[str, str]:
    """The headers that the host sends, for whichever user."""
    return {"Authorization": f"Bearer {os.environ['SERVICE_TOKEN']}"}
