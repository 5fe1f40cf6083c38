"""One line in the log for each request, and the request's id in each answer (ASGI)."""

import logging
from time import perf_counter

from .asgi import Message, Send
from .current_request import HEADER, UNKNOWN, CurrentRequest

LINE = "%s %s %s %s %.1f ms %s %s"
# The paths of health.py, which load balancers ask for all the time.
PROBES = ("/healthz", "/readyz")

# RFC 9110, 9 and RFC 5789; others are not written, since a caller can make up any.
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_log = logging.getLogger(f"{__name__.partition('.')[0]}.requests")


class Answer:
    """Sends the answer to a request on with the request's id, and writes the line when it is complete.

    Parameters:
        request: The request, of which more is known by then.
        send: What sends the answer.
    """

    __slots__ = ("begin", "is_written", "request", "send", "status")

    def __init__(self, request: CurrentRequest, send: Send) -> None:
        self.request = request
        self.send = send
        self.status = 0  # Until the answer begins.
        self.is_written = False
        self.begin = perf_counter()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [pair for pair in message.get("headers", ()) if pair[0] != HEADER]
            headers.append((HEADER, self.request.id.encode()))
            await self.send({**message, "headers": headers})
            return
        await self.send(message)
        if not message.get("more_body"):
            self.write()

    def write(self) -> None:
        """Write the line, once."""
        if self.is_written:
            return
        self.is_written = True
        request = self.request
        if not _log.isEnabledFor(logging.INFO) or request.route in PROBES:
            return
        method = request.method if request.method in _METHODS else UNKNOWN
        milliseconds = (perf_counter() - self.begin) * 1000
        _log.info(
            LINE,
            method,
            request.route,
            request.operation,
            self.status or UNKNOWN,
            milliseconds,
            request.caller,
            request.id,
            extra={
                "method": method,
                "route": request.route,
                "operation": request.operation,
                "status": self.status or UNKNOWN,
                "milliseconds": round(milliseconds, 1),
                "caller": request.caller,
                "request_id": request.id,
            },
        )
