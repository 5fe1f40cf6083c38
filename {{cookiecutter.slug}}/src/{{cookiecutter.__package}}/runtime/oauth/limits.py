"""How much of this server sign-in may take, so that nobody can stall the rest with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

# Sign-in has threads of its own: those of the API and of authentication are never waited for.
THREADS = 16
# What a client is told to wait for before it tries again.
RETRY_SECONDS = 5

T = TypeVar("T")
_threads: RunVar[CapacityLimiter] = RunVar("sign-in")


class Busy(Exception):
    """All turns are taken."""


class Turns:
    """Lets so many at once do something that takes long, and turns the rest away.

    Parameters:
        most: How many.
    """

    def __init__(self, most: int) -> None:
        self._free = BoundedSemaphore(most)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Take a turn.

        Raises:
            Busy: If none is free.
        """
        if not self._free.acquire(blocking=False):
            raise Busy("too many at the same time")
        try:
            yield
        finally:
            self._free.release()


async def in_thread(function: Callable[..., T], *arguments: object) -> T:
    """Run a function that waits for the database or for others, in a thread of sign-in."""
    try:
        limiter = _threads.get()
    except LookupError:
        limiter = CapacityLimiter(THREADS)
        _threads.set(limiter)
    return await to_thread.run_sync(function, *arguments, limiter=limiter)
