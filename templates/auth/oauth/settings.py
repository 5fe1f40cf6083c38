"""The plugin's settings. Add a field, and it is read from the environment variable of its name."""

from functools import cache

from pydantic import SecretStr

from .runtime.settings import ServerSettings


class Settings(ServerSettings):
    """Each field is the environment variable of the same name in capitals, or a line of .env."""

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oauth_client_id: str = ""
    oauth_client_secret: SecretStr = SecretStr("")
    oauth_redirect_uris: str = ""
    oauth_registration: bool = True
    oauth_client_documents: bool = True
    secret_key: SecretStr = SecretStr("")


@cache
def settings() -> Settings:
    """Read the settings, once."""
    return Settings()
