"""Limits on what sign-in may use of the server, so that nobody can stall the rest with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from authlib.oauth2 import OAuth2Error

from ...settings import settings
from .. import errors
from ..rate_limit import callers, counters, notation

# Sign-in has its own threads, so that the API and authentication never wait for it.
THREADS = 16
RETRY_SECONDS = 5  # in Retry-After

T = TypeVar("T")
_threads: RunVar[CapacityLimiter] = RunVar("sign-in")


class Busy(Exception):
    """All slots are taken."""


class Slots:
    """A limit on how many threads do something slow at once; the others do not wait for a slot.

    Parameters:
        most: The number of slots.
    """

    def __init__(self, most: int) -> None:
        self._free = BoundedSemaphore(most)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Take a slot for the duration of the context.

        Raises:
            Busy: If no slot is free.
        """
        if not self._free.acquire(blocking=False):
            raise Busy("too many at the same time")
        try:
            yield
        finally:
            self._free.release()


class TooManyRequests(OAuth2Error):
    """An address has reached OAUTH_RATE_LIMIT.

    Parameters:
        limited: What was refused, with its Retry-After.
    """

    error = "temporarily_unavailable"
    status_code = 429

    def __init__(self, limited: errors.RateLimited) -> None:
        super().__init__(limited.detail)
        self.seconds = limited.headers["Retry-After"]

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("Retry-After", self.seconds)]


async def count() -> None:
    """Count a request for a page of sign-in, or a registration (OAUTH_RATE_LIMIT).

    Raises:
        TooManyRequests: If its address has reached the limit.
    """
    current = settings()
    limits = current.oauth_rate_limit
    if notation.is_off(limits):
        return
    counter = await counters.opened_async("sign-in", limits, current.rate_limit_storage)
    try:
        await counter.count_async(callers.address())
    except errors.RateLimited as limited:
        raise TooManyRequests(limited) from None


async def in_thread(function: Callable[..., T], *arguments: object) -> T:
    """Run a function that waits for the database or another server in one of sign-in's threads."""
    try:
        limiter = _threads.get()
    except LookupError:
        limiter = CapacityLimiter(THREADS)
        _threads.set(limiter)
    return await to_thread.run_sync(function, *arguments, limiter=limiter)
