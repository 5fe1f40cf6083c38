"""Threads for plain functions: few while they are quick, more while they wait for something."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from threading import Lock
from typing import Any, TypeVar

# How many threads quick functions get: one executes Python, and the others read or write.
FEW = 3
# How many functions can wait for something, such as a slow API, at the same time.
MOST = 40
# How long a function waits for one of the few threads.
PATIENCE = 0.05

T = TypeVar("T")


class Call:
    """A function that runs in a thread, with the context of the coroutine that waits for its answer.

    Parameters:
        function: The function.
        arguments: Its arguments.
    """

    def __init__(self, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
        self.since = time.monotonic()
        self._loop = asyncio.get_running_loop()
        self._run = partial(copy_context().run, function, *arguments)
        self.answer: asyncio.Future[Any] = self._loop.create_future()

    def run(self) -> None:
        """Run the function, and hand over what it returns or raises."""
        try:
            self._hand_over(self.answer.set_result, self._run())
        except StopIteration as error:  # It cannot be raised into a future.
            stopped = RuntimeError("A function raised StopIteration")
            stopped.__cause__ = error
            self._hand_over(self.answer.set_exception, stopped)
        except BaseException as error:
            self._hand_over(self.answer.set_exception, error)

    def _hand_over(self, how: Callable[[Any], None], what: object) -> None:
        with suppress(RuntimeError):  # The event loop is closed: nobody waits any more.
            self._loop.call_soon_threadsafe(self._settle, how, what)

    def _settle(self, how: Callable[[Any], None], what: object) -> None:
        if not self.answer.done():
            how(what)


class _Submitted:
    """A function that the event loop submits."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self.since = time.monotonic()
        self.future: Future[Any] = Future()
        self._function = function

    def run(self) -> None:
        if self.future.set_running_or_notify_cancel():
            try:
                self.future.set_result(self._function())
            except BaseException as error:
                self.future.set_exception(error)


class Executor(ThreadPoolExecutor):
    """An executor of functions that are started on an event loop.

    Python executes one thread at a time, so quick functions are done soonest by a few threads: each
    goes on with the next function that waits, and need not be woken for it. But slow functions would
    hold up all others. So one that has waited for PATIENCE gets a further thread.

    Parameters:
        most: How many threads there are at most.
    """

    def __init__(self, most: int = MOST) -> None:
        self._few = min(most, FEW)
        super().__init__(self._few, "plugin")
        self._spare = most - self._few
        self._more = ThreadPoolExecutor(max(1, self._spare), "plugin-more")
        self._helping: list[Future[None]] = []
        self._waiting: deque[Call | _Submitted] = deque()
        self._lock = Lock()
        self._working = 0
        self._watched_on: asyncio.AbstractEventLoop | None = None

    def call(self, function: Callable[..., Any], *arguments: object) -> Call:
        """Run a function in a thread, for a coroutine."""
        call = Call(function, arguments)
        self._put(call)
        return call

    def submit(self, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a function in a thread. The event loop calls this, for `run_in_executor`."""
        submitted = _Submitted(partial(function, *args, **kwargs))
        self._put(submitted)
        return submitted.future

    def withdraw(self, call: Call) -> bool:
        """Take back a call; False if a thread has begun with it."""
        with self._lock:
            if call not in self._waiting:
                return False
            self._waiting.remove(call)
        return True

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop, once the functions that wait are done."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._more.shutdown(wait, cancel_futures=cancel_futures)

    def _put(self, work: Call | _Submitted) -> None:
        with self._lock:
            self._waiting.append(work)
            is_one_more = self._working < self._few
            self._working += is_one_more
        if is_one_more:
            super().submit(self._work)
        if self._watched_on is not (loop := asyncio.get_running_loop()):
            self._watched_on = loop
            loop.call_later(PATIENCE, self._watch, loop)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._working -= 1
                    return
                work = self._waiting.popleft()
            work.run()
            del work  # An error refers to this frame, which must not refer to the error.

    def _help(self) -> None:
        with self._lock:
            if not self._waiting:
                return  # Another thread has taken it.
            work = self._waiting.popleft()
        work.run()

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give further threads to those that have waited too long; look again while any wait."""
        since = time.monotonic() - PATIENCE
        late = sum(each.since < since for each in self._waiting.copy())
        self._helping = [each for each in self._helping if not each.done()]
        for _ in range(min(late, self._spare - len(self._helping))):
            self._helping.append(self._more.submit(self._help))
        if self._waiting:
            loop.call_later(PATIENCE, self._watch, loop)
        else:
            self._watched_on = None
