"""The plugin over MCP, at /mcp. Its libraries are loaded for the first caller.

They take 2 s and 45 MB, which a plugin does not need until somebody calls it over MCP.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from ..asgi import App, Message, Receive, Send
from ..server import Part, keep
from .guard import guarded

PATH = "/mcp"


def serve(app: App) -> Part:
    """Serve the operations over MCP.

    Parameters:
        app: The framework's app behind its gateway, which each call of a tool goes to.

    Returns:
        What answers at `PATH`.
    """
    served = _Lazily(app)
    return Part(guarded(served), (PATH,), served.lifespan)


class _Lazily:
    """Builds the MCP server for the first request, and keeps it until the server stops."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.life: _Life | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if self.life is None:
            raise RuntimeError("The server has not started: its lifespan must be entered")
        served = await self.life.served()
        await served(scope, receive, send)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run for as long as the server runs; a server may be started again afterwards."""
        before, self.life = self.life, _Life(self.app)
        living = asyncio.ensure_future(self.life.live())
        stop = self.life.stop
        try:
            yield
        finally:
            stop()
            await living
            self.life = before


class _Life:
    """One run of the MCP server. One task enters and leaves its lifespan, as the library needs it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.wanted = asyncio.Event()
        self.stopped = asyncio.Event()
        self.built: asyncio.Future[App] = asyncio.get_running_loop().create_future()

    async def served(self) -> App:
        self.wanted.set()
        return await asyncio.shield(self.built)

    def stop(self) -> None:
        self.stopped.set()
        self.wanted.set()

    async def live(self) -> None:
        await self.wanted.wait()
        if self.stopped.is_set():
            return
        try:
            app: Any = await asyncio.to_thread(self._build)
            async with app.lifespan(app):
                self.built.set_result(app)
                await self.stopped.wait()
        except Exception as error:
            if self.built.done():
                raise
            self.built.set_exception(error)

    def _build(self) -> Any:
        # Its lines go to the log with all others, and it makes no spans of its own.
        os.environ.setdefault("FASTMCP_LOG_ENABLED", "false")
        os.environ.setdefault("FASTMCP_TELEMETRY_MODE", "off")
        built = import_module(f"{__package__}.server").build(self.app)
        keep()
        return built
