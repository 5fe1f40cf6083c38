# /// script
# requires-python = ">=3.11"
# dependencies = ["awslabs.openapi-mcp-server>=1.1.6,<2"]
# ///
"""awslabs.openapi-mcp-server: turns the plugin's API into an MCP server over stdio.

python awslabs_server.py URL TOKEN CALLS
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

url, token, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
settings = {
    "API_NAME": "plugin",
    "API_BASE_URL": url,
    "API_SPEC_URL": f"{url}/openapi.yaml",
    "ALLOW_INSECURE_HTTP": "true",
    "ALLOW_PRIVATE_NETWORKS": "true",
    "SERVER_TRANSPORT": "stdio",
}
if token:
    settings |= {"AUTH_TYPE": "bearer", "AUTH_TOKEN": token}
command = Path(sys.executable).with_name("awslabs.openapi-mcp-server")
server = StdioServerParameters(
    command=str(command), args=["--log-level", "ERROR"], env=dict(os.environ) | settings
)


async def main() -> None:
    """Start the server, connect and call."""
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        await session.initialize()

        async def call(tool: str, arguments: dict[str, Any]) -> Any:
            result = await session.call_tool(tool, arguments)
            assert not result.isError, result
            return result.structuredContent

        operations = [tool.name for tool in (await session.list_tools()).tools]
        answers = [await call(each["operation"], each["arguments"]) for each in calls]
        print(json.dumps({"operations": operations, "answers": answers}))


asyncio.run(main())
