"""Where counts are kept: in memory, or in the Redis or memcached of RATE_LIMIT_STORAGE.

A storage elsewhere may fail or hang. A limit is there to protect the plugin, so it must not stop it:
requests are then served without being counted, and wait for the storage only now and then.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from .. import SLUG, errors
from .notation import EXTRAS

if TYPE_CHECKING:
    from limits.storage import Storage as Kept

# How long a request waits for the storage.
SECONDS = 0.5
# When the storage has failed, one request tries it again after this time.
PAUSE_SECONDS = 5.0
LOG_SECONDS = 60.0
# How many requests ask the storage at the same time. Each answer takes it about a millisecond.
THREADS = 8

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Storage:
    """A storage, and whether it answers.

    Parameters:
        kept: The storage, as `limits` has it.
        is_elsewhere: Whether it is reached over a network.
    """

    def __init__(self, kept: "Kept", *, is_elsewhere: bool) -> None:
        from limits.strategies import FixedWindowRateLimiter

        self.windows = FixedWindowRateLimiter(kept)
        self._threads = ThreadPoolExecutor(THREADS, "rate-limit") if is_elsewhere else None
        self._retry_at: float | None = None  # None while it answers.
        self._log_at = 0.0

    def call(self, function: Callable[..., T], *arguments: object) -> T | None:
        """Call a function that asks the storage.

        Returns:
            What the function returns, or None if the storage does not answer.
        """
        if self._threads is None:
            return function(*arguments)
        if self._is_paused():
            return None
        asked = self._threads.submit(function, *arguments)
        try:
            return self._answered(asked.result(SECONDS))
        except Exception as error:  # The clients of the storages have errors of their own.
            asked.cancel()
            self._failed(error)
            return None

    async def call_async(self, function: Callable[..., T], *arguments: object) -> T | None:
        """The same as `call`, without blocking the event loop."""
        if self._threads is None:
            return function(*arguments)
        if self._is_paused():
            return None
        asked: Future[T] = self._threads.submit(function, *arguments)
        try:
            return self._answered(await asyncio.wait_for(asyncio.wrap_future(asked), SECONDS))
        except Exception as error:
            self._failed(error)
            return None

    def _is_paused(self) -> bool:
        if self._retry_at is None:
            return False
        now = time.monotonic()
        if now < self._retry_at:
            return True
        self._retry_at = now + PAUSE_SECONDS  # This request tries, and no other waits with it.
        return False

    def _answered(self, answer: T) -> T:
        self._retry_at = None
        return answer

    def _failed(self, error: Exception) -> None:
        now = time.monotonic()
        self._retry_at = now + PAUSE_SECONDS
        if now >= self._log_at:
            self._log_at = now + LOG_SECONDS
            _log.error(
                "RATE_LIMIT_STORAGE does not answer, so requests are not limited: %s",
                f"{type(error).__name__}: {error}".rstrip(": "),
            )


@cache
def opened(url: str) -> Storage:
    """Open a storage, once. It is connected to when it is needed.

    Parameters:
        url: RATE_LIMIT_STORAGE; "" for the memory of this process.

    Raises:
        errors.NotReady: If the package that it needs is not installed, or the address is wrong.
    """
    if not url:
        from .memory import Memory

        return Storage(Memory(), is_elsewhere=False)
    package, extra = EXTRAS[urlsplit(url).scheme]
    if find_spec(package) is None:
        raise errors.NotReady(
            f"RATE_LIMIT_STORAGE needs the extra {extra}, which is not installed: start the plugin "
            f'with `uv run --extra {extra} {SLUG} serve`, or run `pip install ".[{extra}]"`.'
        )
    try:
        return Storage(_elsewhere(url), is_elsewhere=True)
    except Exception as error:
        raise errors.NotReady(f"RATE_LIMIT_STORAGE cannot be used: {error}") from error


def _elsewhere(url: str) -> "Kept":
    from limits.storage import storage_from_string

    scheme = urlsplit(url).scheme
    if scheme == "memcached":
        limited: dict[str, Any] = {"connect_timeout": SECONDS, "timeout": SECONDS}
    else:
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        limited = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
        # Once more at once, because a connection may have been closed since the last request.
        limited["retry"] = Retry(NoBackoff(), 1)
        if scheme == "redis+sentinel":
            # A replica knows a new window too late.
            limited |= {"sentinel_kwargs": {**limited}, "use_replicas": False}
    opened: Any = storage_from_string(url, **limited)
    kept: Kept = opened
    return kept
