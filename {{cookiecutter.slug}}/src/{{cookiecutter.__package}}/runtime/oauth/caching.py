"""Caches what other servers answered, failures included, so that they are not asked each time."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class Cache(Generic[T]):
    """A cache of results and failures, safe for threads.

    Parameters:
        failure: The type of exception that is cached too.
        result_seconds: How long a result is cached.
        failure_seconds: How long a failure is cached.
        most: The largest number of results, and of failures; the oldest are dropped first.
    """

    def __init__(
        self,
        failure: type[Exception],
        *,
        result_seconds: float,
        failure_seconds: float,
        most: int,
    ) -> None:
        self._failure = failure
        self._seconds = (result_seconds, failure_seconds)
        self._most = most
        self._results: dict[str, tuple[float, T]] = {}
        self._failures: dict[str, tuple[float, Exception]] = {}
        self._lock = Lock()

    def get(self, key: str) -> T | None:
        """Get the cached result, or None if nothing is cached.

        Raises:
            The failure, if that is what is cached.
        """
        now = time.monotonic()
        with self._lock:
            until, result = self._results.get(key, (0.0, None))
            failed_until, failure = self._failures.get(key, (0.0, None))
        if result is not None and now < until:
            return result
        if failure is not None and now < failed_until:
            raise type(failure)(*failure.args)
        return None

    def get_or_load(self, key: str, load: Callable[[], T]) -> T:
        """Get the cached result, or load it and cache it.

        Parameters:
            key: The key of the result.
            load: Returns the result, or raises the failure.
        """
        if (cached := self.get(key)) is not None:
            return cached
        try:
            result = load()
        except self._failure as error:
            self._put(self._failures, key, self._seconds[1], error)
            raise
        self._put(self._results, key, self._seconds[0], result)
        return result

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._results.clear()
            self._failures.clear()

    def _put(self, cached: dict[str, tuple[float, S]], key: str, seconds: float, what: S) -> None:
        with self._lock:
            cached.pop(key, None)
            if len(cached) >= self._most:
                cached.pop(next(iter(cached)))
            cached[key] = (time.monotonic() + seconds, what)
