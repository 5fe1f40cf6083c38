"""An MCP client for tests, connected to the plugin without a network."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastmcp import Client as McpClient
from fastmcp.client.transports import StreamableHttpTransport
from mcp_types import Tool

from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.runtime.asgi import App
from {{ cookiecutter.__package }}.settings import settings

CALLER = "robin"  # a user whose data no other test reads

Do = Callable[[McpClient[Any]], Coroutine[Any, Any, Any]]


def over_mcp(do: Do, headers: dict[str, str], served: App = app) -> Any:
    """Start the plugin, and connect to it with headers for every request."""

    def in_process(
        headers: dict[str, str] | None = None,
        timeout: httpx2.Timeout | None = None,
        auth: httpx2.Auth | None = None,
        **options: Any,
    ) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(served), headers=headers)

    async def connect() -> Any:
        url = f"{settings().public_url}/mcp"
        transport = StreamableHttpTransport(url, headers, httpx_client_factory=in_process)
        async with _started(served), McpClient(transport) as client:
            return await do(client)

    return asyncio.run(connect())


async def list_tools(client: McpClient[Any]) -> list[Tool]:
    """List the tools."""
    return await client.list_tools()


@asynccontextmanager
async def _started(served: App) -> AsyncIterator[None]:
    """Start the plugin and stop it, as a server does."""
    to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    from_app: asyncio.Queue[Any] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    running = asyncio.ensure_future(served(scope, to_app.get, from_app.put))
    for moment in ("startup", "shutdown"):
        await to_app.put({"type": f"lifespan.{moment}"})
        assert (await from_app.get())["type"] == f"lifespan.{moment}.complete"
        if moment == "startup":
            yield
    await running
