"""A stop that load balancers notice: after SIGTERM the server goes on for STOP_DELAY seconds."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from ..settings import settings


@contextmanager
def announced(begin: Callable[[], None]) -> Iterator[None]:
    """Announce a stop by SIGTERM at once, and pass it on to the ASGI server after STOP_DELAY.

    The server's own handler is wrapped, so this works for any server that sets one with
    `signal.signal` before its lifespan begins, as uvicorn does. Ctrl-C is left alone, and so is a
    server that has no such handler or does not run in the main thread.

    Parameters:
        begin: Called when SIGTERM arrives, within the handler of the signal.
    """
    stop = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(stop):
        yield
        return
    loop = asyncio.get_running_loop()
    waiting: list[asyncio.TimerHandle] = []

    def on_signal(number: int, frame: FrameType | None) -> None:
        begin()
        loop.call_soon_threadsafe(wait, number)

    def wait(number: int) -> None:
        # A service manager may signal each process, and the parent then its workers again.
        if not waiting:
            waiting.append(loop.call_later(settings().stop_delay, stop, number, None))

    signal.signal(signal.SIGTERM, on_signal)
    try:
        yield
    finally:
        for each in waiting:
            each.cancel()
        signal.signal(signal.SIGTERM, stop)
