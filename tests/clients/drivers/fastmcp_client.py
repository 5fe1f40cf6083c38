# /// script
# requires-python = ">=3.11"
# dependencies = ["fastmcp>=4.1,<5"]
# ///
"""FastMCP's client, with a token.

python fastmcp_client.py URL [TOKEN]
"""

import asyncio
import json
import sys
from typing import Any

from fastmcp import Client

url, token = sys.argv[1], sys.argv[2] if sys.argv[2:] else ""


async def main() -> None:
    """Connect and call."""
    async with Client(f"{url}/mcp", auth=token or None) as client:

        async def call(tool: str, **arguments: Any) -> Any:
            return (await client.call_tool(tool, arguments)).structured_content

        operations = [tool.name for tool in await client.list_tools()]
        assert await call("addTodo", username="alice", todo="buy milk") == {}
        added = (await call("getTodos", username="alice"))["todos"]
        assert await call("deleteTodo", username="alice", todo_idx=len(added) - 1) == {}
        deleted = (await call("getTodos", username="alice"))["todos"]
        print(json.dumps({"operations": operations, "added": added, "deleted": deleted}))


asyncio.run(main())
