    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oauth_client_id: str = ""
    oauth_client_secret: SecretStr = SecretStr("")
    oauth_redirect_uris: str = ""
    secret_key: SecretStr = SecretStr("")
    openai_verification_token: str = ""

    @property
    def has_loopback_url(self) -> bool:
        """Whether the world sees the plugin on this machine alone."""
        return is_loopback(urlsplit(self.public_url).hostname or "")
