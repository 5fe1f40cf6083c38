"""What models of requests have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core import PydanticCustomError


class Request(BaseModel):
    """What a request brings. An optional field may be left out; it is never null."""

    model_config = ConfigDict(allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        if value is None:
            raise PydanticCustomError("null", "Input should not be null; leave it out")
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and not text.isascii():
                _refuse_half_characters(text)
        return value


class Body(Request):
    """A JSON body: its types are taken as they are, so "1" is no number."""

    model_config = ConfigDict(strict=True)


def _refuse_half_characters(text: str) -> None:
    # JSON can escape half of a surrogate pair, which no database and no answer can hold.
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("text", "Input should be text in whole characters") from None
