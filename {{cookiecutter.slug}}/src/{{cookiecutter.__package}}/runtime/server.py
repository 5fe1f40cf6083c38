"""Checks every request, and passes it to the app or to another part of the server (ASGI)."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..settings import settings
from . import current_request, errors
from .asgi import App, Message, Receive, Send, send_json
from .middleware import Gateway
from .settings import is_loopback
from .threads import Executor

Lifespan = Callable[[], AbstractAsyncContextManager[Any]]

# How long a caller may take to send a whole body.
BODY_SECONDS = 20


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

    Parameters:
        app: The framework's app behind its gateway.
        parts: What is served beside it.
    """

    def __init__(self, app: App, *parts: Part) -> None:
        self.app = app
        self.parts = parts
        self.exact: Mapping[str, App] = {path: part.app for part in parts for path in part.paths}
        self.below = [
            (path, part.app)
            for part in parts
            for path in part.paths
            if path.endswith("/") and path != "/"
        ]
        self.probes = {path for part in parts if part.is_probe for path in part.paths}
        self.is_local = settings().public_url_is_loopback

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        address, *_ = scope.get("client") or ("",)
        current_request.begin(current_request.CurrentRequest(address))
        try:
            scope = _origin_form(scope)
            if self.is_local and scope["path"] not in self.probes:
                _check_host(scope)
            if _has_body(scope):
                scope, receive = await _read(scope, receive)
        except Refused as refused:
            headers = [(b"connection", b"close")]  # The rest of the body is not read.
            await send_json(refused.status, errors.body(str(refused)), headers, send)
        else:
            await self._part(scope["path"])(scope, receive, send)

    def _part(self, path: str) -> App:
        if path in self.exact:
            return self.exact[path]
        return next((app for start, app in self.below if path.startswith(start)), self.app)

    async def _live(self, scope: Message, receive: Receive, send: Send) -> None:
        """Start the parts before the app, and stop them before the server knows that it stopped."""
        asyncio.get_running_loop().set_default_executor(Executor())
        async with AsyncExitStack() as started:

            async def stop_first(message: Message) -> None:
                # The server may end the process as soon as it reads that everything has stopped.
                if message["type"].startswith("lifespan.shutdown."):
                    await started.aclose()
                await send(message)

            for part in self.parts:
                if part.lifespan:
                    await started.enter_async_context(part.lifespan())
            keep()
            await self.app(scope, receive, stop_first)


def _origin_form(scope: Message) -> Message:
    """Take the path from a target that is a whole URL (RFC 9112, 3.2.2)."""
    path: str = scope["path"]
    if path.startswith("/") or "://" not in path:
        return scope
    raw = scope.get("raw_path", b"").partition(b"://")[2].partition(b"/")[2]
    decoded = path.partition("://")[2].partition("/")[2]
    return {**scope, "path": f"/{decoded}", "raw_path": b"/" + raw}


def _check_host(scope: Message) -> None:
    for name, value in scope["headers"]:
        if name == b"host" and not is_loopback(_hostname(value)):
            raise Refused(
                421,
                "This plugin is only served on this machine; set PUBLIC_URL to serve it elsewhere",
            )


def _hostname(host: bytes) -> str:
    try:
        return urlsplit(f"//{host.decode('latin-1')}").hostname or ""
    except ValueError:
        return ""


def _has_body(scope: Message) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


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
