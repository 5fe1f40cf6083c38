"""Over MCP too, an operation that takes too long is answered."""

import asyncio
from typing import Any

import pytest
from credentials import credentials
from fastmcp import Client as McpClient
from mcp_client import CALLER, over_mcp
from slow_plugin import SECONDS, Slow

from {{ cookiecutter.__package }}.runtime import mcp
from {{ cookiecutter.__package }}.runtime.server import Server


def test_a_tool_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model reads why."""
    slow = Slow(monkeypatch)
    headers = credentials(CALLER)

    async def call(client: McpClient[Any]) -> list[Any]:
        tools = ("getThread", "getCoroutine")
        return await asyncio.gather(
            *(client.call_tool(tool, {}, raise_on_error=False) for tool in tools)
        )

    results = over_mcp(call, headers, Server(slow.app, mcp.serve(slow.app)))
    slow.released.set()
    for result in results:
        assert result.is_error
        assert f"took longer than {SECONDS} seconds" in str(result.content)
