"""What every framework's app gets: the same paths, methods and limits, as openapi.yaml has them (ASGI)."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from . import documents, errors, failures
from .asgi import App, Headers, Message, Receive, Send, send_json, send_whole
from .check.openapi.grammar import METHODS
from .current_request import UNKNOWN, current
from .schemas import resolve

# ChatGPT accepts no longer response.
LONGEST_ANSWER = 100_000

_PRIVATE = b"access-control-allow-private-network"


class Gateway:
    """Stands in front of the framework's app.

    * A path is split into segments before it is decoded (RFC 3986), so `a%2Fb` is one segment, and
      `//todos` is not `/todos`.
    * Only the methods that openapi.yaml describes reach an operation: others are answered with 405.
      A fixed path comes before one with a parameter in its place: where `/users/me` has no DELETE,
      `DELETE /users/me` is not that of `/users/{id}`.
    * A request with two Authorization headers is refused, since frameworks read different ones.
    * HEAD is answered as GET without the body (RFC 9110, 9.3.2).
    * An answer that is too long for hosts is not sent; the caller is asked to narrow the request.
    * What the app raises is logged, and answered with 500 if the app has not answered.

    Parameters:
        app: The app.
        websockets: Whether the app has WebSocket routes.
        paths: Finds the operations by their paths; by default those of openapi.yaml at the start.
    """

    def __init__(
        self, app: App, websockets: bool, paths: "Callable[[], Paths] | None" = None
    ) -> None:
        self.app = app
        self.websockets = websockets
        self.paths = paths or _paths

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and not self.websockets:
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "HEAD":
            method, send = "GET", _without_body(send)
        try:
            path = _path(scope)
        except UnicodeDecodeError:
            await send_json(400, errors.body("The path is not UTF-8 text"), [], send)
            return
        if path.startswith("//"):  # Some routers leave the empty segment out.
            await send_json(404, errors.body(errors.phrase(404)), [], send)
            return
        authorizations, is_preflight = _headers(scope)
        if authorizations > 1:
            detail = "Send one Authorization header, not several"
            await send_json(400, errors.body(detail), [], send)
            return
        found = _find(self.paths(), path)
        operations = found.operations
        known = operations.get(method, _NO_OPERATION)
        if request := current():
            request.found(found.route, known.id)
        if method == "OPTIONS" and is_preflight:
            send = _Preflight(scope, send)
        elif operations and method not in operations:
            await _refuse_method(method, operations, send)
            return
        is_operation = bool(operations) and path not in documents.PATHS
        answer = _Answer(send, known.narrowing, is_operation)
        try:
            await self.app({**scope, "path": path, "method": method}, receive, answer)
        except Exception as error:
            await failures.answer(error, answer.has_begun, send)

    def locate(self, scope: Message) -> tuple[str, str]:
        """Find what a request calls: the route and the operationId, UNKNOWN if there is none."""
        try:
            found = _find(self.paths(), _path(scope))
        except UnicodeDecodeError:
            return UNKNOWN, UNKNOWN
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        return found.route, found.operations.get(method, _NO_OPERATION).id


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


def _headers(scope: Message) -> tuple[int, bool]:
    """Count the Authorization headers, and say whether it may be a preflight."""
    names = [name for name, _ in scope["headers"]]
    return names.count(b"authorization"), b"access-control-request-method" in names


class Known(NamedTuple):
    """What is known of an operation: its operationId, and the parameters that narrow its answer."""

    id: str
    narrowing: tuple[str, ...]


# The methods that openapi.yaml describes at a path.
_Operations = Mapping[str, Known]


class Route(NamedTuple):
    """A path as openapi.yaml has it, or that of a document, with its operations."""

    route: str
    operations: _Operations


_NO_OPERATION = Known(UNKNOWN, ())
_NOWHERE = Route(UNKNOWN, {})


class Paths(NamedTuple):
    """The operations of a document: those at fixed paths, then those at paths with parameters."""

    fixed: Mapping[str, Route]
    patterns: list[tuple[re.Pattern[str], Route]]


def _find(paths: Paths, path: str) -> Route:
    """Find the operations at a path; none for a path that is not in openapi.yaml."""
    if path in paths.fixed:
        return paths.fixed[path]
    return next((found for pattern, found in paths.patterns if pattern.fullmatch(path)), _NOWHERE)


@cache
def _paths() -> Paths:
    return paths_of(documents.openapi())


def paths_of(document: Mapping[str, Any]) -> Paths:
    """Find the operations of an OpenAPI document, and the documents beside them."""
    paths: dict[str, _Operations] = {
        path: {
            method.upper(): Known(
                str(operation.get("operationId") or UNKNOWN),
                tuple(_query(document, item, operation)),
            )
            for method, operation in item.items()
            if method in METHODS
        }
        for path, item in document["paths"].items()
    }
    paths |= {path: {"GET": _NO_OPERATION} for path in documents.PATHS}
    routes = {path: Route(path, operations) for path, operations in paths.items()}
    templated = sorted(
        (path for path in paths if "{" in path),
        key=lambda path: ["{" in part for part in path.split("/")],
    )
    patterns = [
        (re.compile("[^/]+".join(map(re.escape, re.split(r"{[^}]*}", path)))), routes[path])
        for path in templated
    ]
    return Paths({path: found for path, found in routes.items() if "{" not in path}, patterns)


def _query(document: Any, item: Any, operation: Any) -> Iterator[str]:
    for each in [*(item.get("parameters") or []), *(operation.get("parameters") or [])]:
        parameter = resolve(document, each)
        if parameter.get("in") == "query":
            yield str(parameter.get("name"))


async def _refuse_method(method: str, operations: _Operations, send: Send) -> None:
    listed = {*operations, "OPTIONS"} | ({"HEAD"} if "GET" in operations else set())
    headers = [(b"allow", ", ".join(sorted(listed)).encode())]
    if method == "OPTIONS":
        await send_whole(200, b"", headers, send)
    else:
        await send_json(405, errors.body(errors.phrase(405)), headers, send)


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


class _Preflight:
    """Completes the answer to a preflight, so that it is the same whatever the framework.

    An origin that gets no permission gets 400. One that does may call from a public page to this
    machine too, which Chrome asks for (Private Network Access).
    """

    def __init__(self, scope: Message, send: Send) -> None:
        self.is_private = (b"access-control-request-private-network", b"true") in scope["headers"]
        self.send = send
        self.is_refused = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            self.is_refused = b"access-control-allow-origin" not in names
            if self.is_private and not self.is_refused:
                headers = [each for each in message["headers"] if each[0].lower() != _PRIVATE]
                message = {**message, "headers": [*headers, (_PRIVATE, b"true")]}
            if self.is_refused:
                detail = "Pages of this origin cannot call the plugin"
                await send_json(400, errors.body(detail), [(b"vary", b"Origin")], self.send)
        if not self.is_refused:
            await self.send(message)


class _Answer:
    """Sends an answer on if it is short enough, and a refusal in its place otherwise.

    That is JSON, and what an operation answers as text.
    """

    def __init__(self, send: Send, narrowing: tuple[str, ...], is_operation: bool) -> None:
        self.send = send
        self.narrowing = narrowing
        self.is_operation = is_operation
        self.has_begun = False
        self.start: Message = {}
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            if message["status"] == 204:  # RFC 9110, 8.6: no content has neither type nor length.
                message = {**message, "headers": _without_content(message["headers"])}
            if _may_be_long(message["headers"], self.is_operation):
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
                f"{_advice(self.narrowing)}"
            )
            await send_json(413, errors.body(detail), start["headers"], self.send)
        else:
            await send_whole(start["status"], body, start["headers"], self.send)


def _may_be_long(headers: Headers, is_operation: bool) -> bool:
    # A length in bytes bounds the characters, so most answers need no second look.
    kind, length = b"", None
    for name, value in headers:
        if name == b"content-type":
            kind = value.partition(b";")[0].lower()
        elif name == b"content-length":
            length = int(value)
    if kind == b"application/json" or kind.endswith(b"+json"):
        return length is None or length > LONGEST_ANSWER
    # Text without a length is a stream, which is not held back.
    return is_operation and kind.startswith(b"text/") and (length or 0) > LONGEST_ANSWER


def _without_content(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if not name.lower().startswith(b"content-")]


def _advice(narrowing: tuple[str, ...]) -> str:
    if narrowing:
        return f"Narrow the request with: {', '.join(narrowing)}."
    return "This operation has no parameter to narrow the request: delete some of what it lists."
