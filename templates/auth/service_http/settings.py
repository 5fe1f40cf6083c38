    service_token: SecretStr = SecretStr("")
    openai_verification_token: str = ""
