"""What stands around the app, whichever framework it is written with (ASGI)."""

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import cache
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from . import documents, errors

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[..., Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

# ChatGPT takes no longer answer than this.
LONGEST_ANSWER = 100_000


def around(app: App) -> App:
    """Put all that this module has around an app."""
    return answer_head(keep_segments(refuse_other_methods(limit_answers(app))))


def keep_segments(app: App) -> App:
    """Let a parameter have a slash in it: `a%2Fb` is one segment, as RFC 3986 has it.

    Servers decode the whole path before it is routed. Here each segment is decoded by itself, and
    `/` and `%` in it stay escaped until a route has found it; `Segment` undoes that.
    """

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        if raw := scope.get("raw_path"):
            segments = raw.partition(b"?")[0].split(b"/")
            scope = {**scope, "path": "/".join(_segment(segment) for segment in segments)}
        await app(scope, receive, send)

    return wrapped


def _segment(raw: bytes) -> str:
    text = unquote_to_bytes(raw).decode("utf-8", "replace")
    return text.replace("%", "%25").replace("/", quote("/", safe=""))


def refuse_other_methods(app: App) -> App:
    """Answer 405 to what openapi.yaml does not describe at the path of an operation.

    A fixed path comes before one with a parameter in its place, as OpenAPI has it: where
    `/users/me` has no DELETE, `DELETE /users/me` is not that of `/users/{id}`.
    """

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        described = _methods(scope["path"]) if scope["type"] == "http" else set()
        preflight = b"access-control-request-method" in dict(scope.get("headers", []))
        if not described or scope["method"] in described or preflight:
            await app(scope, receive, send)
            return
        allow = described | {"OPTIONS"} | ({"HEAD"} if "GET" in described else set())
        headers = [(b"allow", ", ".join(sorted(allow)).encode())]
        if scope["method"] == "OPTIONS":
            await _send(200, b"", headers, send)
        else:
            headers.append((b"content-type", b"application/json"))
            await _send(405, errors.body(errors.phrase(405)), headers, send)

    return wrapped


def _methods(path: str) -> set[str]:
    """Find the methods that openapi.yaml describes at a path."""
    for pattern, methods in _paths():
        if pattern.fullmatch(path):
            return methods
    return set()


@cache
def _paths() -> list[tuple[re.Pattern[str], set[str]]]:
    paths = documents.openapi()["paths"] | dict.fromkeys(documents.PATHS, ("get",))
    fixed_first = sorted(paths, key=lambda path: ["{" in part for part in path.split("/")])
    return [
        (
            re.compile("[^/]+".join(map(re.escape, re.split(r"{[^}]*}", path)))),
            {method.upper() for method in paths[path]},
        )
        for path in fixed_first
    ]


def answer_head(app: App) -> App:
    """Answer HEAD as GET without the body (RFC 9110, 9.3.2); not every framework does."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if scope["type"] == "http" and scope["method"] == "HEAD":
            await app({**scope, "method": "GET"}, receive, send_head)
        else:
            await app(scope, receive, send)

    return wrapped


def limit_answers(app: App) -> App:
    """Refuse to send an answer that hosts cut off: the caller is told to ask for less."""

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = bytearray()

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_whole(start, bytes(body), send)
                return
            await send(message)

        await app(scope, receive, hold if scope["type"] == "http" else send)

    return wrapped


async def _send_whole(start: Message, body: bytes, send: Send) -> None:
    text = dict(start["headers"]).get(b"content-type", b"").startswith(b"application/json")
    length = len(body.decode("utf-8", "replace")) if text else 0
    if length > LONGEST_ANSWER:
        detail = (
            f"The answer has {length:,} characters, {LONGEST_ANSWER:,} at most can be sent. "
            "Narrow the request, or ask for one page at a time."
        )
        body = errors.body(detail)
        start = {**start, "status": 413}
    await _send(start["status"], body, start["headers"], send)


async def _send(status: int, body: bytes, headers: Headers, send: Send) -> None:
    """Send a whole response, with its length."""
    others = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*others, length]})
    await send({"type": "http.response.body", "body": body})
