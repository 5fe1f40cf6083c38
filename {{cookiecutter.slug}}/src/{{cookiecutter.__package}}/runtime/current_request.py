"""What is known of the request that is being answered, in whatever thread or task does it."""

from contextvars import ContextVar


class CurrentRequest:
    """A request on its way through the server.

    Parameters:
        address: The caller's address, as the ASGI server says it; "" if it does not.
    """

    __slots__ = ("address",)

    def __init__(self, address: str) -> None:
        self.address = address


_current: ContextVar[CurrentRequest | None] = ContextVar("request", default=None)


def begin(request: CurrentRequest) -> None:
    """Make a request the current one, for this task and the threads that it starts."""
    _current.set(request)


def current() -> CurrentRequest | None:
    """The request that is being answered; None outside of one, such as in a command."""
    return _current.get()
