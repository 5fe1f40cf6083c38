"""The plugin over MCP (streamable HTTP): each operation of openapi.yaml is a tool.

Source: https://modelcontextprotocol.io/specification
"""

import logging
import re
from collections.abc import Generator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2
from fastmcp import FastMCP
from fastmcp.server.dependencies import get_http_headers
from fastmcp.tools import Tool
from fastmcp.utilities.openapi import HTTPRoute
from mcp_types import ToolAnnotations
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from ..settings import settings
from . import cors, documents, errors
from .asgi_types import App, Message, Receive, Send
from .authentication import caller
from .server import Part

PATH = "/mcp"

# A call that the plugin refuses is answered with the reason; the log needs no traceback of it.
logging.getLogger("fastmcp.server.server").setLevel(logging.CRITICAL)


def serve(app: App) -> Part:
    """Make an MCP server that answers each call of a tool with a request to the app, in process.

    Parameters:
        app: The framework's app behind its gateway.

    Returns:
        What answers at `PATH`, for callers with good credentials.
    """
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app, raise_app_exceptions=False),
        base_url=settings().public_url,
        auth=_SameCaller(),
        # All callers share this client, so it must not remember anything of any.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )
    spec, manifest = documents.openapi(), documents.manifest()
    server = FastMCP.from_openapi(
        spec,
        client,
        name=manifest["name_for_human"],
        # Hosts may read no more than the first 512 characters: what counts must come first.
        instructions=manifest["description_for_model"],
        version=spec["info"]["version"],
        mcp_component_fn=_describe,
    )
    # Without sessions any worker can answer any request, and no caller can take over a session.
    served = server.http_app(
        path=PATH, middleware=_middleware(), json_response=True, stateless_http=True
    )
    return Part(served, (PATH,), lambda: served.lifespan(served))


def _middleware() -> list[Middleware]:
    # CORS comes first: a preflight has no credentials, and refusals can be read as well.
    from_browsers = Middleware(
        CORSMiddleware,
        allow_origins=_origins(),
        allow_origin_regex=cors.LOCALHOST,
        allow_methods=["POST"],
        allow_headers=["*"],
        expose_headers=["WWW-Authenticate"],
        allow_private_network=True,
    )
    return [from_browsers, Middleware(Guard)]


class Guard:
    """Refuses who may not call: pages of other origins, and callers without good credentials.

    The credentials are those of the app, and are asked for with every request: a wrong token
    reaches no tool, not even the list of them.
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
            body = errors.body(error.detail)
            refusal = Response(body, error.status, error.headers, media_type="application/json")
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _check_origin(origin: str | None) -> None:
    # MCP, Transports, Security: a page that points its own name at this machine is kept out so.
    if origin and origin not in _origins() and not re.fullmatch(cors.LOCALHOST, origin):
        raise errors.Forbidden("Pages of this origin may not call the plugin")


def _origins() -> list[str]:
    return [*cors.ORIGINS, settings().public_url]


class _SameCaller(httpx2.Auth):
    """Gives a request to the app the credentials of the MCP request that it is made for."""

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        # FastMCP passes the caller's other headers on, but not this one.
        authorization = get_http_headers(include={"authorization"}).get("authorization")
        if authorization:
            request.headers["Authorization"] = authorization
        yield request


def _describe(route: HTTPRoute, tool: object) -> None:
    """Give a tool what FastMCP does not: the operation's whole name, a title and its hints."""
    if not isinstance(tool, Tool):
        return
    tool.name = route.operation_id or tool.name
    tool.title = route.summary or tool.name
    tool.annotations = ToolAnnotations(
        title=tool.title,
        read_only_hint=route.method == "GET",
        # MCP calls an update destructive unless it only adds. POST adds; PUT and PATCH overwrite
        # what was there before, which is as lost as what DELETE deletes.
        destructive_hint=route.method in ("PUT", "PATCH", "DELETE"),
        # The plugin's own data are a closed world; a web search would be an open one.
        open_world_hint=False,
    )
