"""Over MCP, a call of a tool counts as the one call that it is."""

from typing import Any

import pytest
from credentials import credentials
from fastmcp import Client as McpClient
from mcp_client import over_mcp
from rate_limits import Limited

from {{ cookiecutter.__package }}.runtime import mcp
from {{ cookiecutter.__package }}.runtime.asgi import (
    App,
    Message,
    Receive,
    Send,
)
from {{ cookiecutter.__package }}.runtime.server import Server


def test_a_tool_call_counts_once_for_its_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model reads the sentence; what lists tools does not count, nor do other callers."""
    limited = Limited(monkeypatch, "2/minute")
    server = Server(limited.plugin, mcp.serve(limited.plugin))

    async def call(client: McpClient[Any]) -> list[Any]:
        for _ in range(3):
            await client.list_tools()
        return [await client.call_tool("getQuick", {}, raise_on_error=False) for _ in range(3)]

    results = over_mcp(call, credentials("alice"), _from("203.0.113.1", server))
    assert [each.is_error for each in results] == [False, False, True]
    assert "the limit is 2 requests per minute. Try again in" in str(results[-1].content)
    assert limited.send("alice", "203.0.113.1").status_code == 429
    another = over_mcp(call, credentials("robin"), _from("203.0.113.2", server))
    assert [each.is_error for each in another] == [False, False, True]


def _from(address: str, app: App) -> App:
    async def asked(scope: Message, receive: Receive, send: Send) -> None:
        await app({**scope, "client": (address, 1)}, receive, send)

    return asked
