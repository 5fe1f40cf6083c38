"""The errors that operations raise, and the JSON that the caller gets for them."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from .current_request import current


class PluginError(Exception):
    """A request that is answered with an error.

    Parameters:
        detail: What was wrong, for the caller.
        headers: Headers for the answer.
    """

    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = dict(headers or {})


class NotReady(Exception):
    """The plugin cannot be served as it is; the message says what to change."""


class Unauthorized(PluginError):
    """The token is missing or wrong."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(PluginError):
    """The data belongs to another user."""

    status = HTTPStatus.FORBIDDEN


class NotFound(PluginError):
    """What the request asks for does not exist."""

    status = HTTPStatus.NOT_FOUND


class Invalid(PluginError):
    """The request does not match openapi.yaml."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooLarge(PluginError):
    """The request or the answer is too long."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class BadGateway(PluginError):
    """An API behind the plugin cannot be reached, or its answer cannot be passed on."""

    status = HTTPStatus.BAD_GATEWAY


class GatewayTimeout(PluginError):
    """An operation, or an API behind the plugin, takes too long."""

    status = HTTPStatus.GATEWAY_TIMEOUT


class Overloaded(PluginError):
    """The plugin has too much to do at the moment."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class RateLimited(PluginError):
    """The caller has reached RATE_LIMIT."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Unavailable(PluginError):
    """Something that the plugin needs does not answer at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def require_owner(user: str, owner: str) -> None:
    """Refuse a caller who asks for the data of another user.

    Parameters:
        user: Who is calling.
        owner: Whose data it is.

    Raises:
        Forbidden: If they are not the same.
    """
    if user != owner:
        raise Forbidden(f"This belongs to another user; your own data is under the name {user}")


def body(detail: str, status: int = HTTPStatus.BAD_REQUEST) -> bytes:
    """The JSON body of every error, the schema `Error` of openapi.yaml.

    Parameters:
        detail: What was wrong, for the caller.
        status: The status; from 500 on, the body names the request, to find it in the log.
    """
    content = {"detail": detail}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and (request := current()):
        content["request_id"] = request.id
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def phrase(status: int) -> str:
    """The standard words for a status: "Not Found" for 404."""
    return HTTPStatus(status).phrase


def invalid(place: str, found: Sequence[Mapping[str, Any]]) -> Invalid:
    """Describe in one sentence what pydantic found.

    Parameters:
        place: The part of the request: path, query or body.
        found: The errors, as pydantic's `ValidationError.errors()` lists them.

    Returns:
        The error to raise.
    """
    lines = (f"{'.'.join(map(str, (place, *each['loc'])))}: {each['msg']}" for each in found)
    return Invalid("; ".join(dict.fromkeys(lines)))
