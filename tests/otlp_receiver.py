"""What receives traces and metrics in tests (OTLP over HTTP, as protobuf)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple

from loopback import listening
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Span(NamedTuple):
    """A span as it was received."""

    name: str
    id: bytes
    parent: bytes
    trace: str
    attributes: dict[str, Any]
    resource: dict[str, Any]
    # All that was sent of it.
    raw: str


class Receiver:
    """Keeps what it receives."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.spans: list[Span] = []
        # The attributes of each data point, by the names of metrics.
        self.metrics: dict[str, list[dict[str, Any]]] = {}
        self.raw = b""

    def named(self, name: str) -> Span:
        """The only span with a name."""
        (found,) = (span for span in self.spans if span.name == name)
        return found

    def below(self, parent: Span) -> list[Span]:
        """The children of a span."""
        return [span for span in self.spans if span.parent == parent.id]

    def receive(self, path: str, body: bytes) -> None:
        self.raw += body
        if path == "/v1/traces":
            self._receive_spans(ExportTraceServiceRequest.FromString(body))
        elif path == "/v1/metrics":
            self._receive_metrics(ExportMetricsServiceRequest.FromString(body))

    def _receive_spans(self, request: ExportTraceServiceRequest) -> None:
        for group in request.resource_spans:
            resource = _attributes(group.resource.attributes)
            for each in (each for scope in group.scope_spans for each in scope.spans):
                attributes = _attributes(each.attributes)
                span = (each.name, each.span_id, each.parent_span_id, each.trace_id.hex())
                self.spans.append(Span(*span, attributes, resource, str(each)))

    def _receive_metrics(self, request: ExportMetricsServiceRequest) -> None:
        for group in request.resource_metrics:
            for metric in (each for scope in group.scope_metrics for each in scope.metrics):
                data: Any = getattr(metric, metric.WhichOneof("data") or "gauge")
                points = [_attributes(point.attributes) for point in data.data_points]
                self.metrics.setdefault(metric.name, []).extend(points)


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: Any) -> Any:
    return getattr(value, str(value.WhichOneof("value") or "string_value"))


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Receive at a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.receive(self.path, body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with listening(Handler) as url:
        receiver = Receiver(url)
        yield receiver
