"""Which model is asked, and where: the variables that programs with OpenAI's API have in common."""

from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..errors import NotReady
from ..settings import is_loopback

OPENAI = "https://api.openai.com/v1"


class ChatSettings(BaseSettings):
    """Each field is the environment variable of the same name in capitals, or a line of .env.

    Parameters:
        openai_base_url: The endpoint, which has `/chat/completions` and `/models` below it.
        openai_api_key: Its key; an endpoint on this machine usually needs none.
        openai_model: The model; without it, the only one that the endpoint has.
    """

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    openai_base_url: str = OPENAI
    openai_api_key: SecretStr = SecretStr("")
    openai_model: str = ""

    @field_validator("openai_base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an absolute URL, such as http://localhost:11434/v1")
        return url.strip().rstrip("/")

    @field_validator("openai_api_key")
    @classmethod
    def _header(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value().strip()
        if not (text.isascii() and text.isprintable()):
            raise ValueError("must be printable ASCII text")
        return SecretStr(text)

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is on this machine."""
        return is_loopback(urlsplit(self.openai_base_url).hostname or "")


def read_settings() -> ChatSettings:
    """Read the settings.

    Raises:
        NotReady: If one of them cannot be used, or the endpoint needs a key and there is none.
    """
    try:
        found = ChatSettings()
    except ValidationError as error:
        lines = [f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise NotReady("\n".join(lines)) from None
    if found.openai_base_url == OPENAI and not found.openai_api_key.get_secret_value():
        raise NotReady(
            "No model to talk to: set OPENAI_API_KEY, or OPENAI_BASE_URL for another endpoint, such "
            "as http://localhost:11434/v1 for Ollama."
        )
    return found
