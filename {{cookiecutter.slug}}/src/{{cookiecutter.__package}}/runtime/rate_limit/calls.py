"""Counts the calls of operations: RATE_LIMIT.

Whether they are counted is decided once, when the app is made. If they are not, a request passes no
code of this package.
"""

from collections.abc import Awaitable, Callable

from ...settings import settings
from . import callers, counters, storage
from .notation import is_off

Identify = Callable[[str | None], Awaitable[str]]
_VARIABLES = ("rate_limit", "oauth_rate_limit")


def counted(identify: Identify) -> Identify:
    """Count the calls of whoever a function names. For frameworks that run on the event loop.

    Parameters:
        identify: Names the caller of a request by the Authorization header.

    Returns:
        A function that does the same, and then raises `errors.RateLimited` for a caller who is over
        RATE_LIMIT; the same function if there is no limit. Callers whom `identify` refuses are not
        counted.

    Raises:
        errors.NotReady: If RATE_LIMIT_STORAGE cannot be used.
    """
    counter = _counter()
    if counter is None:
        return identify

    async def identify_and_count(authorization: str | None) -> str:
        user = await identify(authorization)
        await counter.count_async(callers.caller(user))
        return user

    return identify_and_count


def counted_in_thread(identify: Callable[[str | None], str]) -> Callable[[str | None], str]:
    """The same as `counted`, for a framework that handles each request in a thread."""
    counter = _counter()
    if counter is None:
        return identify

    def identify_and_count(authorization: str | None) -> str:
        user = identify(authorization)
        counter.count(callers.caller(user))
        return user

    return identify_and_count


def _counter() -> counters.Counter | None:
    current = settings()
    if current.rate_limit_storage:
        storage.opened(current.rate_limit_storage)  # So that a wrong one is reported at the start.
    if is_off(current.rate_limit):
        return None
    return counters.opened("operations", current.rate_limit, current.rate_limit_storage)


def on_start(workers: int) -> list[str]:
    """Say what limits mean for several processes.

    Parameters:
        workers: How many processes serve the plugin.

    Returns:
        A line for the person who starts the server, if limits were set and each process counts for
        itself.
    """
    current = settings()
    given = [
        name.upper()
        for name in _VARIABLES
        if name in current.model_fields_set and not is_off(getattr(current, name))
    ]
    if workers == 1 or current.rate_limit_storage or not given:
        return []
    return [
        f"{' and '.join(given)}: each of the {workers} processes counts for itself, so callers have "
        f"up to {workers} times as much. Set RATE_LIMIT_STORAGE to count them together."
    ]
