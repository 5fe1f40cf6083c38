"""Runs the function of an operation, for at most OPERATION_TIMEOUT seconds.

A coroutine is cancelled when its time is over. A plain function runs in a thread, and nothing can stop
a thread: its answer is dropped, and it keeps its thread until it returns.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..settings import settings
from . import errors
from .operation import Operation, Request
from .threads import MOST, Call, Executor

RETRY_SECONDS = 5  # in Retry-After

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Threads:
    """The threads in which plain functions run; calls wait until one is free.

    While functions whose time is over keep all threads, calls are refused instead: none of those
    functions may ever return.

    Parameters:
        most: The number of threads.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._executor = Executor(most)
        self._running: dict[object, float] = {}

    def start(self, function: Callable[..., Any], *arguments: object) -> Call:
        """Call a function in a thread, with the context of the caller.

        Raises:
            errors.Overloaded: If functions whose time is over keep all threads.
        """
        if len(self._running) >= self.most and self.overdue() >= self.most:
            raise _overloaded()
        return self._executor.call(self._run, function, arguments)

    def withdraw(self, call: Call) -> bool:
        """Take back a call; False if a thread has begun with it."""
        return self._executor.withdraw(call)

    def are_busy(self) -> bool:
        """Whether any function is running."""
        return bool(self._running)

    def overdue(self) -> int:
        """Count the threads that are kept by functions whose time is over."""
        latest = time.monotonic() - settings().operation_timeout
        return sum(start <= latest for start in list(self._running.values()))

    def _run(self, function: Callable[..., T], arguments: tuple[object, ...]) -> T:
        call = object()
        self._running[call] = time.monotonic()
        try:
            return function(*arguments)
        finally:
            del self._running[call]


threads = Threads(MOST)


async def run(
    operation: Operation, request: Request, user: str, extras: Mapping[str, Any] | None = None
) -> Any:
    """Run the function of an operation: a coroutine on this event loop, a plain one in a thread.

    Parameters:
        operation: The operation.
        request: The request.
        user: Who is calling.
        extras: The arguments that the framework supplies.

    Returns:
        What `Operation.run` returns.

    Raises:
        errors.PluginError: If the request does not match openapi.yaml.
        errors.GatewayTimeout: If the function takes longer than OPERATION_TIMEOUT.
        errors.Overloaded: If no thread is free.
    """
    if operation.is_forwarded:  # The client of the API has this limit too, and names the API.
        return await operation.run_async(request, user, extras or {})
    if operation.is_async:
        return await _run_async(operation, request, user, extras or {})
    call = threads.start(operation.run, request, user, extras or {})
    # Cheaper than `asyncio.timeout`, which takes a twentieth of the time of a short request.
    limit = asyncio.get_running_loop().call_later(
        settings().operation_timeout, _end, operation, call
    )
    try:
        return await call.answer
    except asyncio.CancelledError:
        threads.withdraw(call)
        raise
    finally:
        limit.cancel()


async def _run_async(
    operation: Operation, request: Request, user: str, extras: Mapping[str, Any]
) -> Any:
    limit = asyncio.timeout(settings().operation_timeout)
    try:
        async with limit:
            return await operation.run_async(request, user, extras)
    except TimeoutError:
        if not limit.expired():  # It is the function's own.
            raise
    _log.error(
        "%s has not returned within %s (OPERATION_TIMEOUT), so it was cancelled",
        operation.id,
        _seconds(),
    )
    raise _late(operation)


def _end(operation: Operation, call: Call) -> None:
    if not call.answer.done():
        call.answer.set_exception(give_up(operation, call))


def give_up(operation: Operation | None, call: Call) -> errors.PluginError:
    """Drop the answer of a call whose time is over.

    Parameters:
        operation: The operation that is called, if the call has begun.
        call: The call in a thread.

    Returns:
        The error for the caller.
    """
    if threads.withdraw(call) or operation is None:
        _log.error("No thread was free within %s (OPERATION_TIMEOUT)", _seconds())
        return _overloaded()
    _log.error(
        "%s has not returned within %s (OPERATION_TIMEOUT), so its answer is dropped. It keeps its "
        "thread until it returns; %d of the %d threads are now in this state",
        operation.id,
        _seconds(),
        threads.overdue(),
        threads.most,
    )
    return _late(operation)


def _late(operation: Operation) -> errors.PluginError:
    detail = f"The operation took longer than {_seconds()}"
    if operation.method != "GET":
        detail += "; it may still have taken effect"
    return errors.GatewayTimeout(detail)


def _overloaded() -> errors.PluginError:
    detail = "The plugin has too much to do at the moment; try again later"
    return errors.Overloaded(detail, {"Retry-After": str(RETRY_SECONDS)})


def _seconds() -> str:
    return f"{settings().operation_timeout:g} seconds"
