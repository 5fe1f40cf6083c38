"""Remembers what was found elsewhere, and what could not be, so that it is not asked for each time."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class Memory(Generic[T]):
    """Remembers results and failures.

    Parameters:
        failure: The kind of exception that is remembered as well.
        result_seconds: For how long a result is.
        failure_seconds: For how long a failure is.
        most: How many of each are, at most; the oldest make room.
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

    def known(self, key: str) -> T | None:
        """Say what is remembered: the result, or None if there is nothing.

        Raises:
            The failure that is remembered.
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

    def find(self, key: str, look_up: Callable[[], T]) -> T:
        """Say what is remembered, or look it up and remember it.

        Parameters:
            key: What it is called.
            look_up: Returns the result, or raises the failure.
        """
        if (known := self.known(key)) is not None:
            return known
        try:
            result = look_up()
        except self._failure as error:
            self._keep(self._failures, key, self._seconds[1], error)
            raise
        self._keep(self._results, key, self._seconds[0], result)
        return result

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._results.clear()
            self._failures.clear()

    def _keep(self, kept: dict[str, tuple[float, S]], key: str, seconds: float, what: S) -> None:
        with self._lock:
            kept.pop(key, None)
            if len(kept) >= self._most:
                kept.pop(next(iter(kept)))
            kept[key] = (time.monotonic() + seconds, what)
