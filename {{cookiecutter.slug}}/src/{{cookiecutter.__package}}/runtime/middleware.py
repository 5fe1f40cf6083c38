"""What every framework's app gets: the same paths, methods and limits, as openapi.yaml has them (ASGI)."""

import re
from functools import cache
from urllib.parse import unquote_to_bytes

from . import documents, errors
from .asgi_types import App, Headers, Message, Receive, Send

# ChatGPT takes no longer answer than this.
LONGEST_ANSWER = 100_000


class Gateway:
    """Stands in front of the framework's app.

    * A path is split into segments before it is decoded (RFC 3986), so `a%2Fb` is one segment.
    * Only the methods that openapi.yaml describes reach an operation: others are answered with 405.
      A fixed path comes before one with a parameter in its place: where `/users/me` has no DELETE,
      `DELETE /users/me` is not that of `/users/{id}`.
    * HEAD is answered as GET without the body (RFC 9110, 9.3.2).
    * An answer that is too long for hosts is not sent; the caller is asked to narrow the request.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            path = _path(scope)
        except UnicodeDecodeError:
            await send_json(400, errors.body("The path is not UTF-8 text"), [], send)
            return
        method, allowed = scope["method"], _methods(path)
        is_head = method == "HEAD"
        if is_head:
            method, send = "GET", _without_body(send)
        if allowed and method not in allowed and not _is_preflight(scope):
            await _refuse_method(method, allowed, send)
            return
        scope = {**scope, "path": path, "method": method}
        await self.app(scope, receive, Answer(send))


def _path(scope: Message) -> str:
    """Decode each segment by itself; `/` and `%` stay escaped, for `Operation` to unescape."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    if b"%" not in raw:
        return raw.partition(b"?")[0].decode()
    segments = raw.partition(b"?")[0].split(b"/")
    return "/".join(
        unquote_to_bytes(segment).decode().replace("%", "%25").replace("/", "%2F")
        for segment in segments
    )


def _is_preflight(scope: Message) -> bool:
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


def _methods(path: str) -> frozenset[str]:
    """Find the methods that openapi.yaml describes at a path; none for any other path."""
    fixed, patterns = _paths()
    if path in fixed:
        return fixed[path]
    return next((methods for pattern, methods in patterns if pattern.fullmatch(path)), frozenset())


@cache
def _paths() -> tuple[dict[str, frozenset[str]], list[tuple[re.Pattern[str], frozenset[str]]]]:
    paths = {
        path: frozenset(method.upper() for method in item if method in documents.METHODS)
        for path, item in documents.openapi()["paths"].items()
    }
    paths |= dict.fromkeys(documents.PATHS, frozenset({"GET"}))
    templated = sorted(
        (path for path in paths if "{" in path),
        key=lambda path: ["{" in part for part in path.split("/")],
    )
    patterns = [
        (re.compile("[^/]+".join(map(re.escape, re.split(r"{[^}]*}", path)))), paths[path])
        for path in templated
    ]
    return {path: paths[path] for path in paths if "{" not in path}, patterns


async def _refuse_method(method: str, allowed: frozenset[str], send: Send) -> None:
    listed = allowed | {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
    headers = [(b"allow", ", ".join(sorted(listed)).encode())]
    if method == "OPTIONS":
        await _send_whole(200, b"", headers, send)
    else:
        await send_json(405, errors.body(errors.phrase(405)), headers, send)


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


class Answer:
    """Sends a JSON answer on if it is short enough, and a refusal in its place otherwise."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message = {}
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            # A length in bytes bounds the characters, so most answers need no second look.
            if message["status"] == 204:  # RFC 9110, 8.6: no content has neither type nor length.
                message = {**message, "headers": _without_content(message["headers"])}
            headers = dict(message["headers"])
            is_json = headers.get(b"content-type", b"").startswith(b"application/json")
            if is_json and int(headers.get(b"content-length", LONGEST_ANSWER + 1)) > LONGEST_ANSWER:
                self.start = message
                return
        elif self.start:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(bytes(self.body))
            return
        await self.send(message)

    async def _finish(self, body: bytes) -> None:
        start, length = self.start, len(body)
        if length > LONGEST_ANSWER:
            length = len(body.decode("utf-8", "replace"))
        if length > LONGEST_ANSWER:
            detail = (
                f"The answer has {length:,} characters, {LONGEST_ANSWER:,} at most can be sent. "
                "Narrow the request, or ask for one page at a time."
            )
            await send_json(413, errors.body(detail), start["headers"], self.send)
        else:
            await _send_whole(start["status"], body, start["headers"], self.send)


def _without_content(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if not name.lower().startswith(b"content-")]


async def send_json(status: int, body: bytes, headers: Headers, send: Send) -> None:
    """Send a whole JSON response."""
    others = [(name, value) for name, value in headers if name.lower() != b"content-type"]
    await _send_whole(status, body, [*others, (b"content-type", b"application/json")], send)


async def _send_whole(status: int, body: bytes, headers: Headers, send: Send) -> None:
    others = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*others, length]})
    await send({"type": "http.response.body", "body": body})
