"""The plugin's settings. Add a field, and it is read from the environment variable of its name."""

from functools import cache

from .runtime.settings import ServerSettings


class Settings(ServerSettings):
    """Each field is the environment variable of the same name in capitals, or a line of .env."""


@cache
def settings() -> Settings:
    """Read the settings, once."""
    return Settings()
