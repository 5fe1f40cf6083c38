"""Counts requests against limits."""

import asyncio
import math
import time
from typing import NamedTuple

from .. import SLUG, errors
from . import notation, storage


class _Over(NamedTuple):
    """A caller has reached a limit: the limit in words, and the seconds until it is free."""

    limit: str
    seconds: int


class Counter:
    """Counts the requests of each caller, in windows that begin with the caller's first request.

    Parameters:
        name: What is counted; counters of other names count for themselves.
        limits: The limits, as a setting has them.
        kept: Where the counts are kept.
    """

    def __init__(self, name: str, limits: str, kept: storage.Storage) -> None:
        self._name = name
        self._limits = notation.parse(limits)
        self._storage = kept

    def count(self, caller: str) -> None:
        """Count a request. A request is allowed if the storage does not answer.

        Parameters:
            caller: A key of `callers`.

        Raises:
            errors.RateLimited: If the caller has reached a limit.
        """
        _refuse(self._storage.call(self._count, caller))

    async def count_async(self, caller: str) -> None:
        """The same as `count`, without blocking the event loop."""
        _refuse(await self._storage.call_async(self._count, caller))

    def _count(self, caller: str) -> _Over | None:
        windows = self._storage.windows
        for limit in self._limits:
            key = (SLUG, self._name, caller)
            if not windows.hit(limit, *key):
                left = windows.get_window_stats(limit, *key).reset_time - time.time()
                # Redis rounds to whole seconds, which may be half a second too early.
                seconds = min(math.ceil(left + 0.5), limit.get_expiry())
                return _Over(notation.in_words(limit), max(1, seconds))
        return None


def _refuse(over: _Over | None) -> None:
    if over:
        wait = "1 second" if over.seconds == 1 else f"{over.seconds} seconds"
        detail = f"Too many requests: the limit is {over.limit}. Try again in {wait}"
        raise errors.RateLimited(detail, {"Retry-After": str(over.seconds)})


_counters: dict[tuple[str, str, str], Counter] = {}


def opened(name: str, limits: str, url: str) -> Counter:
    """Make a counter, once.

    Parameters:
        name: What is counted.
        limits: The limits, as a setting has them.
        url: RATE_LIMIT_STORAGE.

    Raises:
        errors.NotReady: If the storage cannot be used.
    """
    key = (name, limits, url)
    if key not in _counters:
        _counters.setdefault(key, Counter(name, limits, storage.opened(url)))
    return _counters[key]


async def opened_async(name: str, limits: str, url: str) -> Counter:
    """The same as `opened`, without blocking the event loop while the library is loaded."""
    if (name, limits, url) in _counters:
        return _counters[name, limits, url]
    return await asyncio.to_thread(opened, name, limits, url)
