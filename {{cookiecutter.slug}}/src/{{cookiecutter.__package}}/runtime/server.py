"""Checks every request, and passes it to the app or to another part of the server (ASGI)."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..settings import settings
from . import current_request, errors, failures, telemetry
from .asgi import App, Headers, Message, Receive, Send, send_json
from .current_request import UNKNOWN, CurrentRequest
from .middleware import Gateway
from .request_log import Answer
from .settings import is_loopback
from .threads import Executor

Lifespan = Callable[[], AbstractAsyncContextManager[Any]]

# How long a caller may take to send a whole body.
BODY_SECONDS = 20
_ONLY_HERE = "This plugin is only served on this machine; set PUBLIC_URL to serve it elsewhere"


class Part(NamedTuple):
    """Something that is served beside the app.

    Parameters:
        app: What answers, as ASGI.
        paths: The paths it answers; one that ends with `/` stands for all below it, but `/` itself
            for the root alone.
        lifespan: What is entered before the first request and left after the last.
        is_probe: Whether load balancers and platforms ask for it, every few seconds and with an IP
            address as Host.
    """

    app: App
    paths: tuple[str, ...]
    lifespan: Lifespan | None = None
    is_probe: bool = False


def gateway(app: App, *, websockets: bool = False) -> App:
    """Put the gateway in front of the framework's app.

    Parameters:
        app: The app.
        websockets: Whether the app has WebSocket routes; without them connections are refused.
    """
    return Gateway(app, websockets)


def keep() -> None:
    """Keep what was imported out of the garbage collector's sight.

    It stays until the server stops, so walking it again and again finds nothing: with the libraries
    of MCP that took 70 ms each time, in the middle of a request.
    """
    gc.collect()
    gc.freeze()


class Refused(Exception):
    """A request that is refused before it reaches the app: the status, and what was wrong."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Server:
    """What a server runs.

    * A request for another host is refused while PUBLIC_URL is this machine: so that no page can
      reach the plugin by pointing its own host name at it (DNS rebinding). Probes are answered.
    * A body is read whole before anyone answers, up to BODY_LIMIT and within BODY_SECONDS: so that
      slow callers do not block a thread.
    * Each request gets an id, which its answer has in a header, and a line in the log.

    Parameters:
        app: The framework's app behind its gateway.
        parts: What is served beside it.
    """

    def __init__(self, app: App, *parts: Part) -> None:
        self.app = app
        self.parts = parts
        # What answers, with its route in the log, which the gateway finds for the app.
        self.exact: Mapping[str, tuple[str, App]] = {
            path: (path, part.app) for part in parts for path in part.paths
        }
        self.below = [
            (path, part.app)
            for part in parts
            for path in part.paths
            if path.endswith("/") and path != "/"
        ]
        self.probes = {path for part in parts if part.is_probe for path in part.paths}
        self.is_local = settings().public_url_is_loopback
        self.wanted = telemetry.wanted()
        self.http: App = self._http

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        address, *_ = scope.get("client") or ("",)
        name = current_request.choose_id(_proposed_id(scope["headers"]))
        request = CurrentRequest(address, scope["method"], name)
        current_request.begin(request)
        answer = Answer(request, send)
        try:
            await self.http(scope, receive, answer)
        except Exception as error:
            await failures.answer(error, bool(answer.status), answer)
        finally:
            answer.write()  # If the answer was not completed.

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            scope = _origin_form(scope)
            is_foreign, has_body = _read_headers(scope["headers"])
            if is_foreign and self.is_local and scope["path"] not in self.probes:
                raise Refused(421, _ONLY_HERE)
            if has_body:
                scope, receive = await _read(scope, receive)
        except Refused as refused:
            _note(self.locate(scope))
            headers = [(b"connection", b"close")]  # The rest of the body is not read.
            await send_json(refused.status, errors.body(str(refused)), headers, send)
        else:
            route, app = self._part(scope["path"])
            if route is not UNKNOWN:
                _note((route, UNKNOWN))
            await app(scope, receive, send)

    def locate(self, scope: Message) -> tuple[str, str]:
        """Find what a request calls: the route and the operationId, UNKNOWN if there is none."""
        route, app = self._part(scope["path"])
        return app.locate(scope) if isinstance(app, Gateway) else (route, UNKNOWN)

    def _part(self, path: str) -> tuple[str, App]:
        if path in self.exact:
            return self.exact[path]
        for start, app in self.below:
            if path.startswith(start):
                return start, app
        return UNKNOWN, self.app

    async def _live(self, scope: Message, receive: Receive, send: Send) -> None:
        """Start the parts before the app, and stop them before the server knows that it stopped."""
        asyncio.get_running_loop().set_default_executor(Executor())
        async with AsyncExitStack() as started:

            async def stop_first(message: Message) -> None:
                # The server may end the process as soon as it reads that everything has stopped.
                if message["type"].startswith("lifespan.shutdown."):
                    await started.aclose()
                await send(message)

            try:
                await self._measure(started)
            except Exception as error:
                # Raised, it would be taken for the sign of an app that has no lifespan.
                why = f"OpenTelemetry cannot start: {error}"
                await send({"type": "lifespan.startup.failed", "message": why})
                return
            for part in self.parts:
                if part.lifespan:
                    await started.enter_async_context(part.lifespan())
            keep()
            await self.app(scope, receive, stop_first)

    async def _measure(self, started: AsyncExitStack) -> None:
        """Put OpenTelemetry in front, until all that is started has stopped."""
        if not self.wanted:
            return
        from .telemetry.running import running

        measured = running(self.wanted, self._http, self.locate)
        self.http = await started.enter_async_context(measured)


def _origin_form(scope: Message) -> Message:
    """Take the path from a target that is a whole URL (RFC 9112, 3.2.2)."""
    path: str = scope["path"]
    if path.startswith("/") or "://" not in path:
        return scope
    raw = scope.get("raw_path", b"").partition(b"://")[2].partition(b"/")[2]
    decoded = path.partition("://")[2].partition("/")[2]
    return {**scope, "path": f"/{decoded}", "raw_path": b"/" + raw}


def _note(found: tuple[str, str]) -> None:
    if request := current_request.current():
        request.found(*found)


def _proposed_id(headers: Headers) -> bytes:
    for name, value in headers:
        if name == current_request.HEADER:
            return value
    return b""


def _read_headers(headers: Headers) -> tuple[bool, bool]:
    """Find out at once whether the host is another machine, and whether there is a body."""
    is_foreign = has_body = False
    for name, value in headers:
        if name == b"host":
            is_foreign = is_foreign or _is_foreign(value)
        elif name == b"transfer-encoding" or (name == b"content-length" and value != b"0"):
            has_body = True
    return is_foreign, has_body


@lru_cache(64)
def _is_foreign(host: bytes) -> bool:
    try:
        return not is_loopback(urlsplit(f"//{host.decode('latin-1')}").hostname or "")
    except ValueError:
        return True


async def _read(scope: Message, receive: Receive) -> tuple[Message, Receive]:
    """Read the body; what is returned hands it on in one piece, with its length."""
    limit = settings().body_limit
    too_large = Refused(413, f"The body is larger than {limit:,} bytes (BODY_LIMIT)")
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if any(not value.isdigit() or int(value) > limit for value in lengths):
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "The caller left before the body was complete")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > limit:
                    raise too_large
    except TimeoutError:
        detail = f"The body did not arrive within {BODY_SECONDS} seconds"
        raise Refused(408, detail) from None
    whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]
    framing = (b"content-length", b"transfer-encoding")
    headers = [pair for pair in scope["headers"] if pair[0] not in framing]
    headers.append((b"content-length", str(len(body)).encode()))

    async def receive_whole() -> Message:
        return whole.pop() if whole else await receive()

    return {**scope, "headers": headers}, receive_whole
