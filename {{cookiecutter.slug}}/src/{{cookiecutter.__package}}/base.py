"""What models of requests have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator


class Request(BaseModel):
    """What a request brings. An optional field may be left out; it is never null."""

    model_config = ConfigDict(allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _is_not_null(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("Input should not be null; leave it out")
        return value


class Body(Request):
    """A JSON body: its types are taken as they are, so "1" is no number."""

    model_config = ConfigDict(strict=True)
