"""What is exported of spans: of those of libraries, nothing that identifies a caller."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import INVALID_SPAN, Status

# The attributes that are kept. Not among them are addresses and paths (http.url, url.full), which
# have names in them, and queries, which have tokens. A statement (db.query.text) has placeholders.
KEPT = {
    *("http.request.method", "http.response.status_code", "http.route"),
    *("http.method", "http.status_code", "http.scheme", "http.flavor"),
    *("network.protocol.version", "url.scheme", "error.type"),
    *("server.address", "server.port", "net.peer.name", "net.peer.port"),
    *("db.system", "db.system.name", "db.name", "db.namespace"),
    *("db.statement", "db.query.text", "db.operation.name"),
    *("request.id", "plugin.caller"),
}
_PACKAGE = __name__.partition(".")[0]
# The libraries of MCP make three more spans of a call, which say nothing that its own does not say.
_SILENT = ("mcp-python-sdk", "fastmcp")


class Provider(TracerProvider):
    """Makes tracers, and for the libraries of MCP one that makes no spans."""

    def get_tracer(self, instrumenting_module_name: str, *args: Any, **kwargs: Any) -> Any:
        if instrumenting_module_name in _SILENT:
            return _Silent()
        return super().get_tracer(instrumenting_module_name, *args, **kwargs)


class _Silent:
    """A tracer whose spans are not made current, so what happens in them belongs to the request."""

    def start_span(self, *args: Any, **kwargs: Any) -> Any:
        return INVALID_SPAN

    @contextmanager
    def start_as_current_span(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        yield INVALID_SPAN


class Discreet(SpanExporter):
    """Exports spans without what identifies a caller; those of the plugin's own code as they are.

    What is not known to be harmless is left out, so a newer version of an instrumentation adds
    nothing. Messages of errors are too, since a database repeats the values in them.

    Parameters:
        exporter: What exports them.
    """

    def __init__(self, exporter: Any) -> None:
        self.exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result: SpanExportResult = self.exporter.export([_discreet(span) for span in spans])
        return result

    def shutdown(self) -> None:
        self.exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return bool(self.exporter.force_flush(timeout_millis))


def _discreet(span: ReadableSpan) -> ReadableSpan:
    scope = span.instrumentation_scope
    if scope and scope.name.partition(".")[0] == _PACKAGE:
        return span
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: each for name, each in (span.attributes or {}).items() if name in KEPT},
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=scope,
    )
