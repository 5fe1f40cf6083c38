# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx2>=2.5,<3", "mcp>=2.3,<3"]
# ///
"""The official MCP client for Python, which signs in by itself in the default browser.

python mcp_sign_in.py URL
"""

import asyncio
import json
import sys
import webbrowser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider, TokenStorage
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)

url = sys.argv[1]


class Memory(TokenStorage):
    """Stores tokens while the program runs."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


async def open_browser(address: str) -> None:
    """Ask the user to sign in."""
    webbrowser.open(address)


async def main() -> None:
    """Connect, sign in and call."""
    answered: asyncio.Future[AuthorizationCodeResult] = asyncio.Future()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Receive the code from the browser."""
        target = (await reader.readuntil(b"\r\n")).split()[1].decode()
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone")
        await writer.drain()
        writer.close()
        result = AuthorizationCodeResult(
            code=query["code"], state=query.get("state"), iss=query.get("iss")
        )
        answered.set_result(result)

    async def wait_for_answer() -> AuthorizationCodeResult:
        return await asyncio.wait_for(answered, 120)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sign_in = OAuthClientProvider(
        f"{url}/mcp",
        OAuthClientMetadata(
            client_name="The official client", redirect_uris=[f"http://127.0.0.1:{port}/back"]
        ),
        Memory(),
        open_browser,
        wait_for_answer,
    )
    async with server, httpx2.AsyncClient(auth=sign_in, timeout=60) as http:
        transport = streamable_http_client(f"{url}/mcp", http_client=http)
        async with Client(transport) as client:

            async def call(tool: str, **arguments: Any) -> Any:
                result = await client.call_tool(tool, arguments)
                assert not result.is_error, result
                return result.structured_content

            operations = [tool.name for tool in (await client.list_tools()).tools]
            assert await call("addTodo", username="alice", todo="buy milk") == {}
            added = (await call("getTodos", username="alice"))["todos"]
            assert await call("deleteTodo", username="alice", todo_idx=len(added) - 1) == {}
            deleted = (await call("getTodos", username="alice"))["todos"]
            print(json.dumps({"operations": operations, "added": added, "deleted": deleted}))


asyncio.run(main())
