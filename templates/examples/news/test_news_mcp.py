"""The news over MCP."""

from typing import Any

from credentials import credentials
from fastmcp import Client as McpClient
from mcp_client import CALLER, over_mcp


def test_headlines_are_read_and_searched_over_mcp() -> None:
    """A model gets the newest headlines, and those that it searches for."""

    async def ask(client: McpClient[Any]) -> list[Any]:
        latest = await client.call_tool("getHeadlines", {"topic": "world", "limit": 1})
        found = await client.call_tool("searchNews", {"query": "proof"})
        return [latest.structured_content, found.structured_content]

    latest, found = over_mcp(ask, credentials(CALLER))
    assert [each["title"] for each in latest["headlines"]] == ["Robots & people meet"]
    assert [each["title"] for each in found["headlines"]] == ["1 < 2, as they prove"]
    assert found["feeds"][0]["fetched_at"]


def test_a_request_that_is_wrong_is_explained_over_mcp() -> None:
    """The model learns enough to make a better call."""

    async def miss(client: McpClient[Any]) -> str:
        arguments = {"since": "yesterday"}
        result = await client.call_tool("getHeadlines", arguments, raise_on_error=False)
        assert result.is_error
        return str(result.content)

    assert "query.since" in over_mcp(miss, credentials(CALLER))
