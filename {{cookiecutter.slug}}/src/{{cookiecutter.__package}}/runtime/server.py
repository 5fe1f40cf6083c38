"""Puts the parts of the plugin together: the app, and what is served beside it (ASGI)."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, NamedTuple

from .asgi_types import App, Message, Receive, Send
from .middleware import Gateway

Lifespan = Callable[[], AbstractAsyncContextManager[Any]]


class Part(NamedTuple):
    """Something that is served beside the app.

    Parameters:
        app: What answers, as ASGI.
        paths: The paths it answers; one that ends with `/` stands for all below it.
        lifespan: What is entered before the first request and left after the last.
    """

    app: App
    paths: tuple[str, ...]
    lifespan: Lifespan | None = None


def gateway(app: App) -> App:
    """Put the gateway in front of the framework's app."""
    return Gateway(app)


class Server:
    """What a server runs.

    Parameters:
        app: The framework's app behind its gateway.
        parts: What is served beside it.
    """

    def __init__(self, app: App, *parts: Part) -> None:
        self.app = app
        self.parts = parts
        self.exact: Mapping[str, App] = {path: part.app for part in parts for path in part.paths}
        self.below = [
            (path, part.app) for part in parts for path in part.paths if path.endswith("/")
        ]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._part(scope.get("path", ""))(scope, receive, send)

    def _part(self, path: str) -> App:
        if path in self.exact:
            return self.exact[path]
        return next((app for start, app in self.below if path.startswith(start)), self.app)

    async def _live(self, scope: Message, receive: Receive, send: Send) -> None:
        """Start the parts before the app, and stop them before the server knows that it stopped."""
        async with AsyncExitStack() as started:

            async def stop_first(message: Message) -> None:
                # The server may end the process as soon as it reads that everything has stopped.
                if message["type"].startswith("lifespan.shutdown."):
                    await started.aclose()
                await send(message)

            for part in self.parts:
                if part.lifespan:
                    await started.enter_async_context(part.lifespan())
            await self.app(scope, receive, stop_first)
