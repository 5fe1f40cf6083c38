"""The plugin over MCP (streamable HTTP): each operation of openapi.yaml is a tool.

Source: https://modelcontextprotocol.io/specification
"""

import logging
from collections.abc import Generator
from functools import partial
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2
from fastmcp import FastMCP
from fastmcp.exceptions import ToolError
from fastmcp.server.dependencies import get_http_headers
from fastmcp.server.http import StarletteWithLifespan
from fastmcp.tools import Tool
from fastmcp.utilities.openapi import HTTPRoute
from mcp_types import ToolAnnotations

from ... import operations
from ...settings import settings
from .. import binding, documents
from ..asgi import App
from . import PATH

# A call that the plugin refuses is answered with the reason; a traceback in the log would add nothing.
logging.getLogger("fastmcp.server.server").setLevel(logging.CRITICAL)

# So much of an error's body FastMCP itself passes on.
LONGEST_REASON = 1_000


def build(app: App) -> StarletteWithLifespan:
    """Make an MCP server that answers each call of a tool with a request to the app, in process.

    Parameters:
        app: The framework's app behind its gateway.

    Returns:
        What answers at `PATH`. Its lifespan must be entered.
    """
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app, raise_app_exceptions=False),
        base_url=settings().public_url,
        auth=_SameCaller(),
        event_hooks={"response": [_say_when]},
        # All callers share this client, so it must not remember anything of any.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )
    spec, manifest = documents.openapi(), documents.manifest()
    server = FastMCP.from_openapi(
        spec,
        client,
        name=manifest["name_for_human"],
        # Hosts may read no more than the first 512 characters: put what matters first.
        instructions=manifest["description_for_model"],
        version=spec["info"]["version"],
        mcp_component_fn=partial(_describe, forwarded=_forwarded()),
    )
    # Without sessions any worker can answer any request, and no caller can take over a session.
    return server.http_app(path=PATH, json_response=True, stateless_http=True)


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


async def _say_when(response: httpx2.Response) -> None:
    """Pass on why a call is refused with 429, in the form of other errors; FastMCP drops that."""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        why = (await response.aread()).decode("utf-8", "replace")
        raise ToolError(f"HTTP error 429: {response.reason_phrase} - {why[:LONGEST_REASON]}")


def _forwarded() -> frozenset[str]:
    bound, _ = binding.match(documents.openapi(), operations)
    return frozenset(each.id for each in bound if each.is_forwarded)


def _describe(route: HTTPRoute, tool: object, forwarded: frozenset[str]) -> None:
    """Give a tool what FastMCP does not: the operation's whole name, a title and its hints."""
    if not isinstance(tool, Tool):
        return
    if route.operation_id in forwarded:
        # What an API answers is not validated; it may be text, or not what its document says.
        tool.output_schema = None
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
