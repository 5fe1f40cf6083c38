{% set fields %}
{% include 'auth/' ~ cookiecutter.auth ~ '/settings.py' ignore missing %}
{% include 'examples/' ~ cookiecutter.__example ~ '/settings.py' ignore missing %}
{% endset %}
{% set types = ['Field', 'SecretStr'] | select('in', fields) | list %}
"""The plugin's settings. Add a field, and it is read from the environment variable of its name."""

from functools import cache

{% if types %}
{{ 'pydantic' | imports(types) }}

{% endif %}
from .runtime.settings import ServerSettings


class Settings(ServerSettings):
    """Each field is the environment variable of the same name in capitals, or a line of .env."""
{% if fields.strip() %}

{{ fields.strip('\n') }}
{% endif %}


@cache
def settings() -> Settings:
    """Read the settings, once."""
    return Settings()
