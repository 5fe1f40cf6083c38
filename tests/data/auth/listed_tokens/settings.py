"""The plugin's settings. Add a field, and it is read from the environment variable of its name."""

from functools import cache

from pydantic import Field

from .runtime.settings import ServerSettings


class Settings(ServerSettings):
    """Each field is the environment variable of the same name in capitals, or a line of .env."""

    tokens: dict[str, str] = Field(default_factory=dict)


@cache
def settings() -> Settings:
    """Read the settings, once."""
    return Settings()
