# /// script
# requires-python = ">=3.11"
# dependencies = ["fastmcp>=4.1,<5"]
# ///
"""FastMCP's client, with a token.

python fastmcp_client.py URL TOKEN CALLS
"""

import asyncio
import json
import sys
from typing import Any

from fastmcp import Client

url, token, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])


async def main() -> None:
    """Connect and call."""
    async with Client(f"{url}/mcp", auth=token or None) as client:

        async def call(tool: str, arguments: dict[str, Any]) -> Any:
            return (await client.call_tool(tool, arguments)).structured_content

        operations = [tool.name for tool in await client.list_tools()]
        answers = [await call(each["operation"], each["arguments"]) for each in calls]
        print(json.dumps({"operations": operations, "answers": answers}))


asyncio.run(main())
