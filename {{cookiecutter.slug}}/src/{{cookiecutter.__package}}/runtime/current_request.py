"""What is known of the request that is being answered, in whatever thread or task does it."""

import random
import re
from contextvars import ContextVar

# The header with which a proxy or a caller names a request, and with which every answer does.
HEADER = b"x-request-id"
# In place of what is not known.
UNKNOWN = "-"
# The kind of a caller who is one of many.
USER = "user"
_SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class CurrentRequest:
    """A request on its way through the server.

    Parameters:
        address: The caller's address, as the ASGI server says it; "" if it does not.
        method: The HTTP method.
        id: What the log and the answer call the request.

    What is found out later is UNKNOWN at first:
        route: The path as openapi.yaml has it, such as `/todos/{username}`, or that of a document
            or part.
        operation: The operationId.
        caller: Who calls: `anonymous` where the plugin is open to anyone, `service` or USER.
        trace: The id of the trace, while OpenTelemetry is on.
    """

    __slots__ = ("address", "caller", "id", "method", "operation", "route", "trace")

    def __init__(self, address: str, method: str = UNKNOWN, id: str = UNKNOWN) -> None:
        self.address = address
        self.method = method
        self.id = id
        self.route = self.operation = self.caller = self.trace = UNKNOWN

    def found(self, route: str, operation: str) -> None:
        """Note what is called; a tool that is called over MCP is an operation at the route of MCP."""
        if self.route is UNKNOWN:
            self.route = route
        self.operation = operation


_current: ContextVar[CurrentRequest | None] = ContextVar("request", default=None)


def begin(request: CurrentRequest) -> None:
    """Make a request the current one, for this task and the threads that it starts."""
    _current.set(request)


def current() -> CurrentRequest | None:
    """The request that is being answered; None outside of one, such as in a command."""
    return _current.get()


def choose_id(proposed: bytes) -> str:
    """Name a request.

    Parameters:
        proposed: The header X-Request-Id; b"" without one.

    Returns:
        The same, if it has 1 to 64 letters, digits, `.`, `_` and `-`; otherwise 12 random digits.
    """
    if proposed and _SANE.fullmatch(proposed):
        return proposed.decode()
    # It need not be secret; 48 bits are short to read, and enough to find a request.
    return f"{random.getrandbits(48):012x}"
