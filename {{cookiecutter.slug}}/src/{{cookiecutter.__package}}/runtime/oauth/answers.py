"""The error responses of sign-in, and the headers of all its responses."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from authlib.oauth2 import OAuth2Error
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .. import errors

# Responses contain codes and tokens, so they are not cached, and their addresses are not sent on.
HEADERS = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_log = logging.getLogger(__name__)


def handlers(refuse: Callable[[OAuth2Error], Response]) -> dict[Any, Any]:
    """Make Starlette's exception handlers.

    Parameters:
        refuse: Makes the response for a request that breaks the protocol.
    """

    def refused(request: Request, error: Exception) -> Response:
        return refuse(error) if isinstance(error, OAuth2Error) else _bug(request, error)

    return {
        OAuth2Error: refused,
        HTTPException: _http_error,
        errors.NotReady: _not_ready,
        errors.PluginError: _refused,
        Exception: _bug,
    }


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return _bug(request, error)
    return _answer(error.status_code, error.detail, error.headers)


def _not_ready(request: Request, error: Exception) -> Response:
    _log.error("%s", error)
    return _answer(503, "Sign-in is not set up on this server")


def _refused(request: Request, error: Exception) -> Response:
    """Answer what the plugin raises on purpose, such as Unavailable for its database."""
    if not isinstance(error, errors.PluginError):
        return _bug(request, error)
    return _answer(error.status, error.detail, error.headers)


def _bug(request: Request, error: Exception) -> Response:
    return _answer(500, errors.phrase(500))


def _answer(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(errors.body(detail, status), status, headers, "application/json")
