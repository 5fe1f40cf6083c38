"""Serves the plugin on this machine for as long as a conversation lasts."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from ... import auth
from ...settings import settings
from .. import SLUG, documents
from ..errors import NotReady

_START_SECONDS, _STOP_SECONDS = 30, 3


@contextmanager
def served(*, has_provider: bool) -> Iterator[tuple[str, list[str]]]:
    """Serve the plugin on a free port, in a thread, whatever its public address.

    So it can run beside `serve`, with the same database.

    Parameters:
        has_provider: Whether a mock provider was started for those who sign in.

    Yields:
        The address, and where operations are forwarded to.

    Raises:
        NotReady: If the plugin cannot be served.
    """
    from ..command import load

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://localhost:{listener.getsockname()[1]}"
        os.environ |= {"HOST": "127.0.0.1", "PORT": url.rpartition(":")[2], "PUBLIC_URL": url}
        settings.cache_clear()
        if documents.manifest()["auth"].get("type") == "oauth" and not has_provider:
            raise NotReady(
                "Users of this plugin sign in. Add --dev-login to sign in as anyone, on this machine; "
                f"or run `uv run {SLUG} serve`, and add --url with its address."
            )
        app = load()
        auth.on_start()
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=_STOP_SECONDS)
        )
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait_for(server, thread)
            yield url, _forwarded()
        finally:
            server.should_exit = True
            thread.join(2 * _STOP_SECONDS)


def _forwarded() -> list[str]:
    from ... import operations
    from ..binding import on_start

    return on_start(operations)


def _wait_for(server: uvicorn.Server, thread: Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise NotReady(f"The plugin does not start: `uv run {SLUG} serve` says why.")
        time.sleep(0.01)
