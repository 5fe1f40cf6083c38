    diary_greeting: SecretStr = SecretStr("")
