"""What the plugin refuses to do, as operations and auth raise it and HTTP answers it."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any


class PluginError(Exception):
    """A request that is answered with an error. `detail` tells the caller what was wrong."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = dict(headers or {})


class NotReady(Exception):
    """Something must be set before the plugin can serve; the message says what."""


class Unauthorized(PluginError):
    """The token is missing or wrong."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(PluginError):
    """The data is another user's."""

    status = HTTPStatus.FORBIDDEN


class NotFound(PluginError):
    """What the request names is not there."""

    status = HTTPStatus.NOT_FOUND


class Invalid(PluginError):
    """The request does not fit openapi.yaml."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def body(detail: str) -> bytes:
    """The JSON body of every error, the schema `Error` of openapi.yaml."""
    return json.dumps({"detail": detail}, ensure_ascii=False, separators=(",", ":")).encode()


def phrase(status: int) -> str:
    """What an error says that has no more to say: "Not Found" for 404."""
    return HTTPStatus(status).phrase


def invalid(found: Sequence[Mapping[str, Any]]) -> PluginError:
    """Turn what pydantic found into one sentence for the caller.

    Only the first place (path, query or body) is told of: the others come with the next try.
    """
    place = found[0]["loc"][0]
    if any(error["type"] == "json_invalid" for error in found):
        return unparsable()
    told = [
        f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
        for error in found
        if error["loc"][0] == place
    ]
    return Invalid("; ".join(told))


def unparsable() -> PluginError:
    """The refusal of a body that is not JSON at all."""
    return PluginError("There was an error parsing the body")
