"""Spans and metrics of requests, without what identifies a caller."""

from collections.abc import Callable
from typing import Any

from opentelemetry import trace
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

from ..asgi import App, Message, Receive, Send
from ..current_request import UNKNOWN, current
from ..request_log import PROBES

# The request as it is, in the one that the instrumentation sees.
_WHOLE = "plugin.scope"
_ROUTE, _OPERATION = "plugin.route", "plugin.operation"
# What continues the caller's trace (https://www.w3.org/TR/trace-context/).
_TRACE_CONTEXT = (b"traceparent", b"tracestate")


class Traced:
    """Gives each request a span that is named by its operationId, and measures it.

    The instrumentation sees neither the path nor the query, the address or the headers of a request:
    there are names and tokens in them, and it cannot read all that a caller may send.

    Parameters:
        app: What answers requests, as ASGI.
        locate: Finds the route and the operationId of a request.
        tracers: The tracer provider.
        meters: The meter provider.
    """

    def __init__(
        self, app: App, locate: Callable[[Message], tuple[str, str]], tracers: Any, meters: Any
    ) -> None:
        self.app = app
        self.locate = locate
        self.instrumented: App = OpenTelemetryMiddleware(
            self._answer,
            default_span_details=_describe,
            tracer_provider=tracers,
            meter_provider=meters,
            exclude_spans=["receive", "send"],
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        route, operation = self.locate(scope)
        if route in PROBES:
            await self.app(scope, receive, send)
            return
        seen = {
            "type": "http",
            "http_version": scope.get("http_version", ""),
            "method": scope["method"],
            "scheme": scope.get("scheme", "http"),
            "server": scope.get("server"),
            "headers": [
                pair for pair in scope["headers"] if pair[0] in _TRACE_CONTEXT and pair[1].isascii()
            ],
            _WHOLE: scope,
            _ROUTE: route,
            _OPERATION: operation,
        }
        await self.instrumented(seen, receive, send)

    async def _answer(self, seen: Message, receive: Receive, send: Send) -> None:
        span = trace.get_current_span()
        request = current()
        if request:
            request.trace = trace.format_trace_id(span.get_span_context().trace_id)
            span.set_attribute("request.id", request.id)

        async def send_named(message: Message) -> None:
            # A tool that is called over MCP is only known by now; the span ends with the answer.
            if message["type"] == "http.response.start" and request:
                if request.operation != UNKNOWN:
                    span.update_name(request.operation)
                if request.caller != UNKNOWN:
                    span.set_attribute("plugin.caller", request.caller)
            await send(message)

        await self.app(seen[_WHOLE], receive, send_named)


def _describe(seen: Message) -> tuple[str, dict[str, str]]:
    """Name the span: by the operationId, or else by what is asked for, if that is known."""
    route, operation, method = seen[_ROUTE], seen[_OPERATION], seen["method"]
    attributes = {} if route == UNKNOWN else {"http.route": route}
    if operation != UNKNOWN:
        return operation, attributes
    return (f"{method} {route}" if attributes else "unknown"), attributes
