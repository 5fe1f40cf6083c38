# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx2>=2.5,<3", "mcp>=2.3,<3"]
# ///
"""The official MCP client for Python, with the newest protocol and the previous one.

python mcp_client.py URL TOKEN CALLS
"""

import asyncio
import json
import sys
from typing import Any, Literal

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

url, token, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
headers = {"Authorization": f"Bearer {token}"} if token else {}


async def drive(mode: Literal["auto", "legacy"]) -> dict[str, Any]:
    """Connect with a version of the protocol and call."""
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(f"{url}/mcp", http_client=http)
        async with Client(transport, mode=mode, cache=None) as client:

            async def call(tool: str, arguments: dict[str, Any]) -> Any:
                result = await client.call_tool(tool, arguments)
                assert not result.is_error, result
                return result.structured_content

            operations = [tool.name for tool in (await client.list_tools()).tools]
            answers = [await call(each["operation"], each["arguments"]) for each in calls]
            return {"operations": operations, "answers": answers}


legacy = asyncio.run(drive("legacy"))
report = asyncio.run(drive("auto"))
assert legacy == report, legacy
print(json.dumps(report))
