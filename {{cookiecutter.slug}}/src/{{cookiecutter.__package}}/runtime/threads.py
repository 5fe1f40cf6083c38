"""Threads for plain functions: few while they are quick, more while they wait for something."""

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

# How many functions can wait for something, such as a slow API, at the same time.
MOST = 40
# How long a function waits for one of the few threads.
PATIENCE = 0.05

T = TypeVar("T")


class Executor(ThreadPoolExecutor):
    """An executor of functions that are started on an event loop.

    Python executes one thread at a time, so quick functions are done soonest by as few threads as
    asyncio starts: they go on with the next function, and need not be woken for it. But slow functions
    would hold up all others. So one that has waited for PATIENCE gets a further thread.

    Parameters:
        most: How many threads there are at most.
    """

    def __init__(self, most: int = MOST) -> None:
        few = min(most, (os.cpu_count() or 1) + 4)
        super().__init__(few, "plugin")
        self._spare = most - few
        self._more = ThreadPoolExecutor(max(1, self._spare), "plugin-more")
        self._helping: list[Future[None]] = []
        self._waiting: deque[tuple[float, Future[Any], Callable[[], Any]]] = deque()
        self._watched_on: asyncio.AbstractEventLoop | None = None

    def submit(self, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a function in a thread. The event loop calls this, for `run_in_executor`."""
        future: Future[T] = Future()
        self._waiting.append((time.monotonic(), future, partial(function, *args, **kwargs)))
        super().submit(self._run_next)
        if self._watched_on is not (loop := asyncio.get_running_loop()):
            self._watched_on = loop
            loop.call_later(PATIENCE, self._watch, loop)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop, once the functions that wait are done."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._more.shutdown(wait, cancel_futures=cancel_futures)

    def _run_next(self) -> None:
        try:
            _, future, function = self._waiting.popleft()
        except IndexError:
            return  # Another thread has taken it.
        if future.set_running_or_notify_cancel():
            try:
                result = function()
            except BaseException as error:
                future.set_exception(error)
                del future  # The error refers to this frame, which must not refer to the error.
            else:
                future.set_result(result)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give further threads to those that have waited too long; look again while any wait."""
        since = time.monotonic() - PATIENCE
        late = sum(begin < since for begin, _, _ in self._waiting.copy())
        self._helping = [each for each in self._helping if not each.done()]
        for _ in range(min(late, self._spare - len(self._helping))):
            self._helping.append(self._more.submit(self._run_next))
        if self._waiting:
            loop.call_later(PATIENCE, self._watch, loop)
        else:
            self._watched_on = None
