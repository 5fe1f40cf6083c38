"""Counts in the memory of this process.

The storage of `limits` itself starts a thread up to a hundred times a second that looks at every
caller; for 100,000 callers it took half a processor. Here the oldest windows are removed on the way.
"""

import time
from collections import defaultdict
from threading import Lock

from limits.storage import Storage

# Callers for each length of a window. More, such as a flood from everywhere, replace the oldest.
MOST = 100_000


class Memory(Storage):
    """A storage of `limits` for fixed windows."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        # By the length of windows, the end of each and its count; the one that ends first is first.
        self._windows: dict[int, dict[str, tuple[float, int]]] = defaultdict(dict)

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors of the storage; there are none."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a request.

        Parameters:
            key: Who and what is counted.
            expiry: The length of a window in seconds.
            amount: How much the request counts.

        Returns:
            The count of the window.
        """
        now = time.monotonic()
        with self._lock:
            windows = self._windows[expiry]
            _remove_ended(windows, now)
            end, count = windows.get(key, (now + expiry, 0))
            if not count and len(windows) >= MOST:
                del windows[next(iter(windows))]
            windows[key] = (end, count + amount)
        return count + amount

    def get(self, key: str) -> int:
        """Get the count of a caller's window."""
        return self._find(key)[1]

    def get_expiry(self, key: str) -> float:
        """Get the time at which a caller's window ends, in seconds since the epoch."""
        return time.time() + max(0, self._find(key)[0] - time.monotonic())

    def clear(self, key: str) -> None:
        """Forget a caller."""
        with self._lock:
            for windows in self._windows.values():
                windows.pop(key, None)

    def reset(self) -> int:
        """Forget all callers.

        Returns:
            How many there were.
        """
        with self._lock:
            forgotten = sum(map(len, self._windows.values()))
            self._windows.clear()
        return forgotten

    def check(self) -> bool:
        """Whether the storage answers."""
        return True

    def _find(self, key: str) -> tuple[float, int]:
        with self._lock:
            found = (windows[key] for windows in self._windows.values() if key in windows)
            end, count = next(found, (0.0, 0))
        return (end, count) if end > time.monotonic() else (0.0, 0)


def _remove_ended(windows: dict[str, tuple[float, int]], now: float) -> None:
    while windows:
        oldest = next(iter(windows))
        if windows[oldest][0] > now:
            return
        del windows[oldest]
