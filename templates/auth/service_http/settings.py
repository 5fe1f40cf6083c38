    service_token: SecretStr = SecretStr("")
