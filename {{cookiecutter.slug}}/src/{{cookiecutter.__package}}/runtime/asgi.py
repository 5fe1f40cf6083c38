"""The types of ASGI (https://asgi.readthedocs.io), and how a whole response is sent."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[..., Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]


async def send_json(status: int, body: bytes, headers: Headers, send: Send) -> None:
    """Send a whole JSON response."""
    others = [(name, value) for name, value in headers if name.lower() != b"content-type"]
    await send_whole(status, body, [*others, (b"content-type", b"application/json")], send)


async def send_whole(status: int, body: bytes, headers: Headers, send: Send) -> None:
    """Send a whole response, with its length."""
    others = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*others, length]})
    await send({"type": "http.response.body", "body": body})
