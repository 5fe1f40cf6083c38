"""The settings of forwarding: where the API is, what it asks for, and what is checked before."""

from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..errors import NotReady
from .table import table


class UpstreamSettings(BaseSettings):
    """Each field is the environment variable of the same name in capitals, or a line of .env.

    Parameters:
        upstream_url: The URL of the API; by default that of upstream.json.
        upstream_authorization: What the API gets as the header Authorization.
        upstream_validate: What happens with values that openapi.yaml does not allow: nothing
            (`off`), a line in the log (`log`) or 422 (`refuse`). Descriptions of APIs often
            contradict what the API itself accepts, so they are not refused by default.
    """

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    upstream_url: str = Field(default_factory=lambda: table().url, validate_default=True)
    upstream_authorization: SecretStr = SecretStr("")
    upstream_validate: Literal["off", "log", "refuse"] = "log"

    @field_validator("upstream_url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an absolute URL, such as https://api.example.com/v1")
        if parts.username or parts.password:
            raise ValueError("must have no user in it: set UPSTREAM_AUTHORIZATION instead")
        if parts.query or parts.fragment or parts.port == 0:
            raise ValueError("must have no query and no fragment")
        return url.rstrip("/")

    @field_validator("upstream_authorization")
    @classmethod
    def _header(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value().strip()
        if not (text.isascii() and text.isprintable()):
            raise ValueError("must be printable ASCII text, such as Bearer and a token")
        return SecretStr(text)


@cache
def settings() -> UpstreamSettings:
    """Read the settings, once.

    Raises:
        NotReady: If one of them cannot be used.
    """
    try:
        return UpstreamSettings()
    except ValidationError as error:
        lines = (
            f"{'.'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors()
        )
        raise NotReady("\n".join(lines)) from None


def require() -> str:
    """Find the API to forward to.

    Returns:
        Its URL.

    Raises:
        NotReady: If UPSTREAM_URL is not set and upstream.json has no URL, or if a setting is wrong.
    """
    if not settings().upstream_url:
        raise NotReady(
            "UPSTREAM_URL is not set, and the document that the plugin was made from names no "
            "server: set it to the URL of the API, in the environment or in .env"
        )
    return settings().upstream_url
