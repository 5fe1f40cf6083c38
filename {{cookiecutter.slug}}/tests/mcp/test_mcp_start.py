"""The MCP server is built for the first caller who may ask, and no sooner."""

import gc
from typing import Any

from credentials import credentials
from fastmcp import Client as McpClient
from fastmcp import FastMCP
from mcp_client import CALLER, list_tools, over_mcp
from support import loaded_at_start


def test_the_libraries_of_mcp_are_not_loaded_at_the_start() -> None:
    """A plugin that nobody calls over MCP does without them."""
    assert "fastmcp" not in loaded_at_start()


def test_the_garbage_collector_leaves_mcp_alone() -> None:
    """What was built for the first caller stays, so no request waits until it has been walked."""

    async def is_walked(client: McpClient[Any]) -> bool:
        return any(type(each) is FastMCP for each in gc.get_objects())

    assert not over_mcp(is_walked, credentials(CALLER))


def test_the_plugin_can_be_started_again() -> None:
    """Each start builds what it serves."""
    for _ in range(2):
        assert over_mcp(list_tools, credentials(CALLER))
