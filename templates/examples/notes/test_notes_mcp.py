"""Notes over MCP."""

from typing import Any

from credentials import credentials
from fastmcp import Client as McpClient
from mcp_client import CALLER, list_tools, over_mcp


def test_a_note_is_added_found_and_read_over_mcp() -> None:
    """What one call writes the next one finds."""

    async def keep(client: McpClient[Any]) -> list[Any]:
        note = {"title": "Robin's bicycle", "text": "# Lock\nThe combination is 4711."}
        added = await client.call_tool("addNote", note)
        found = await client.call_tool("searchNotes", {"query": "bicycle combination", "limit": 1})
        read = await client.call_tool("getNote", added.structured_content)
        return [added.structured_content, found.structured_content, read.structured_content]

    added, found, read = over_mcp(keep, credentials(CALLER))
    (passage,) = found["passages"]
    assert (passage["id"], passage["place"]) == (added["id"], "Lock")
    assert read["text"] == "# Lock\nThe combination is 4711."


def test_a_missing_note_is_explained_over_mcp() -> None:
    """The model learns where ids are found."""

    async def miss(client: McpClient[Any]) -> str:
        result = await client.call_tool("getNote", {"id": 10**9}, raise_on_error=False)
        assert result.is_error
        return str(result.content)

    assert "searchNotes finds those" in over_mcp(miss, credentials(CALLER))


def test_notes_belong_to_the_caller_over_mcp() -> None:
    """A tool acts for the caller of that very request; where nobody is known, notes are everyone's."""

    async def add(client: McpClient[Any]) -> Any:
        added = await client.call_tool("addNote", {"title": "Diary", "text": "secret"})
        return added.structured_content

    async def spy(client: McpClient[Any]) -> str:
        result = await client.call_tool("getNote", added, raise_on_error=False)
        return str(result.content)

    over_mcp(list_tools, credentials("alice"))
    added = over_mcp(add, credentials("alice"))
    is_shared = credentials("alice") == credentials("mallory")
    assert ("secret" in over_mcp(spy, credentials("mallory"))) == is_shared
