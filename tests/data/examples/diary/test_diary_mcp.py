"""Notes are kept over MCP."""

from typing import Any

from credentials import credentials
from fastmcp import Client as McpClient
from mcp_client import CALLER, over_mcp


def test_notes_are_kept_over_mcp() -> None:
    """What one call adds the next one lists."""

    async def keep(client: McpClient[Any]) -> None:
        await client.call_tool("addNote", {"topic": "trees", "note": "an oak"})
        notes = await client.call_tool("getNotes", {"topic": "trees"})
        assert notes.structured_content == {"notes": ["an oak"]}

    over_mcp(keep, credentials(CALLER))
