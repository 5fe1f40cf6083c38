    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oauth_client_id: str = ""
    oauth_client_secret: SecretStr = SecretStr("")
    oauth_redirect_uris: str = ""
    oauth_registration: bool = True
    oauth_client_documents: bool = True
    # Enough for a class of 30 behind one address that signs in twice in a minute.
    oauth_rate_limit: str = "300/minute"
    secret_key: SecretStr = SecretStr("")
