"""The settings that every plugin has, such as where it listens and its public address."""

import os
import socket
from ipaddress import ip_address
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .rate_limit import notation
from .workspaces import workspace_url


class ServerSettings(BaseSettings):
    """Each field is the environment variable of the same name in capitals, or a line of .env."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=3333, ge=1, le=65535)
    public_url: str = ""
    database_url: str = ""
    # At most 15 connections a process, as SQLAlchemy has it: PostgreSQL's 100 are enough for six.
    database_pool_size: int = Field(default=5, ge=1)
    database_max_overflow: int = Field(default=10, ge=0)
    # Shorter than OPERATION_TIMEOUT, so that the caller is told what is busy.
    database_pool_timeout: float = Field(default=10, gt=0, allow_inf_nan=False)
    servers: int = Field(default=1, ge=1)
    stop_delay: float = Field(default=0, ge=0, allow_inf_nan=False)
    body_limit: int = Field(default=1_000_000, ge=1)
    # Hosts wait 30 seconds for an answer.
    operation_timeout: float = Field(default=25, gt=0, allow_inf_nan=False)
    rate_limit: str = ""
    rate_limit_storage: str = ""
    docs: bool | None = None
    log_format: Literal["text", "json"] = "text"
    openai_verification_token: str = ""
    openai_apps_challenge: str = ""

    @field_validator("public_url")
    @classmethod
    def _origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an absolute URL, such as https://plugin.example.com")
        extras = (parts.port == 0, parts.path.strip("/"), parts.query, parts.fragment)
        if any(extras) or parts.username:
            raise ValueError("must be an origin without a path, a query or a user")
        return f"{parts.scheme}://{parts.netloc.lower()}" if url else ""

    @field_validator("rate_limit", "oauth_rate_limit", check_fields=False)
    @classmethod
    def _limits(cls, given: str) -> str:
        return notation.check(given)

    @field_validator("rate_limit_storage")
    @classmethod
    def _storage(cls, url: str) -> str:
        return notation.check_storage(url)

    @model_validator(mode="after")
    def _find_public_url(self) -> Self:
        if not self.public_url:
            workspace = workspace_url(os.environ, socket.gethostname(), self.port)
            self.public_url = workspace or f"http://localhost:{self.port}"
        return self

    @property
    def public_url_is_loopback(self) -> bool:
        """Whether only this machine can reach PUBLIC_URL."""
        return is_loopback(urlsplit(self.public_url).hostname or "")

    @property
    def serves_docs(self) -> bool:
        """Whether the API explorer is served: as DOCS says, otherwise only on this machine."""
        return self.public_url_is_loopback if self.docs is None else self.docs

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the plugin."""
        return is_loopback(self.host) and self.public_url_is_loopback


def is_loopback(host: str) -> bool:
    """Whether a host name or an IP address is this machine's own."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
