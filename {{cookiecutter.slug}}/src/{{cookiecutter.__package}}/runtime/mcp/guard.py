"""Checks who calls over MCP: pages of ChatGPT and of this machine, and callers with credentials."""

import re

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from ...settings import settings
from .. import cors, errors
from ..asgi import App, Message, Receive, Send
from ..authentication import caller

# Pages of this machine, such as those of an MCP client that is being tried.
_LOOPBACK = r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"


def guarded(app: App) -> App:
    """Put the guard in front of the MCP server.

    Parameters:
        app: What answers the callers that are let in.
    """
    # CORS comes first: a preflight has no credentials, and refusals can be read as well.
    return CORSMiddleware(
        _Guard(app),
        allow_origins=_origins(),
        allow_origin_regex=_LOOPBACK,
        allow_methods=["POST"],
        allow_headers=["*"],
        expose_headers=["WWW-Authenticate", *cors.EXPOSED],
        allow_private_network=True,
    )


class _Guard:
    """Refuses pages of other origins, and callers without valid credentials.

    The credentials are those of the app, and are checked with every request: a wrong token
    gets nothing, not even the list of tools.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(raw=scope["headers"])
        try:
            _check_origin(headers.get("Origin"))
            await caller(headers.get("Authorization"))
        except errors.PluginError as error:
            body = errors.body(error.detail, error.status)
            refusal = Response(body, error.status, error.headers, media_type="application/json")
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _check_origin(origin: str | None) -> None:
    # MCP, Transports, Security: this keeps out pages that point their own host name here.
    if origin and origin not in _origins() and not re.fullmatch(_LOOPBACK, origin):
        raise errors.Forbidden("Pages of this origin cannot call the plugin")


def _origins() -> list[str]:
    return [*cors.ORIGINS, settings().public_url]
