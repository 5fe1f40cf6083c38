"""The plugin's settings, from the environment and from the file .env."""

from functools import cache
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

{{ 'pydantic' | imports(['Field', 'SecretStr' if cookiecutter.auth in ('service_http', 'oauth') else '', 'field_validator', 'model_validator']) }}
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Each field is the variable of the same name in capitals; README.md explains them."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=3333, ge=1, le=65535)
    public_url: str = ""
    codespaces: bool = False
    codespace_name: str = ""
    github_codespaces_port_forwarding_domain: str = "app.github.dev"
{% if cookiecutter.__database %}
    database_url: str = "sqlite:///{{ cookiecutter.slug }}.db"
{% endif %}
{% include 'auth/' ~ cookiecutter.auth ~ '/settings.py' %}

    @field_validator("public_url")
    @classmethod
    def _origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be a whole URL, as in https://plugin.example.com")
        extras = (parts.port == 0, parts.path.strip("/"), parts.query, parts.fragment)
        if any(extras) or parts.username:
            raise ValueError("must be an origin alone, without a path, a query or a user")
        return f"{parts.scheme}://{parts.netloc.lower()}" if url else ""

    @model_validator(mode="after")
    def _find_public_url(self) -> Self:
        if not self.public_url and self.codespaces and self.codespace_name:
            domain = self.github_codespaces_port_forwarding_domain
            self.public_url = f"https://{self.codespace_name}-{self.port}.{domain}"
        self.public_url = self.public_url or f"http://localhost:{self.port}"
        return self

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine reaches the plugin."""
        return is_loopback(self.host) and is_loopback(urlsplit(self.public_url).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def settings() -> Settings:
    """Read the settings, once."""
    return Settings()
