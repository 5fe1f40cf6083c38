"""Starts OpenTelemetry in a process that serves the plugin, and stops it when that stops."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

# The current names of metrics and attributes; the instrumentations' default are those of before.
os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, Resource
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter

from .. import SLUG
from ..asgi import App, Message
from .requests import Traced
from .spans import Discreet, Provider

_SPAN_EXPORTERS: dict[str, Callable[[], Any]] = {
    "otlp": OTLPSpanExporter,
    "console": ConsoleSpanExporter,
}
_METRIC_EXPORTERS: dict[str, Callable[[], Any]] = {
    "otlp": OTLPMetricExporter,
    "console": ConsoleMetricExporter,
}
# What this process has made itself.
_made: list[object] = []


@asynccontextmanager
async def running(
    wanted: Mapping[str, tuple[str, ...]], app: App, locate: Callable[[Message], tuple[str, str]]
) -> AsyncIterator[App]:
    """Trace and measure an app.

    Parameters:
        wanted: What is exported, as `telemetry.wanted` returns it.
        app: What answers requests, as ASGI.
        locate: Finds the route and the operationId of a request.

    Returns:
        What answers requests in its place. It is the same app if somebody else has started
        OpenTelemetry in this process, such as the command opentelemetry-instrument.
    """
    current = trace.get_tracer_provider()
    if current not in _made and not isinstance(current, trace.ProxyTracerProvider):
        yield app
        return
    resource = _resource()
    tracers = Provider(resource=resource)
    for name in wanted.get("TRACES", ()):
        tracers.add_span_processor(BatchSpanProcessor(Discreet(_SPAN_EXPORTERS[name]())))
    readers = [
        PeriodicExportingMetricReader(_METRIC_EXPORTERS[name]())
        for name in wanted.get("METRICS", ())
    ]
    meters = MeterProvider(metric_readers=readers, resource=resource)
    if not _made:  # They can be set once, for spans and metrics of the owner's own.
        trace.set_tracer_provider(tracers)
        metrics.set_meter_provider(meters)
        _made.append(tracers)
    ends = _trace_calls(tracers, meters)
    try:
        yield Traced(app, locate, tracers, meters)
    finally:
        for end in ends:
            end()
        # What is left is sent, in threads, since a receiver may take its time.
        await asyncio.gather(
            asyncio.to_thread(tracers.shutdown), asyncio.to_thread(meters.shutdown)
        )


def _resource() -> Any:
    """Describe this process: the slug, if nothing else names it, and an id of its own.

    Without the id, the metrics of several processes would be taken for those of one.
    """
    resource = Resource.create()
    own = {SERVICE_INSTANCE_ID: str(uuid4())}
    if str(resource.attributes.get(SERVICE_NAME, "")).startswith("unknown_service"):
        own[SERVICE_NAME] = SLUG
    if SERVICE_INSTANCE_ID in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
        del own[SERVICE_INSTANCE_ID]
    return resource.merge(Resource(own))


def _trace_calls(tracers: Any, meters: Any) -> list[Callable[[], None]]:
    """Trace calls of other servers, and statements if there is a database; returns what ends it."""
    calls: Any = HTTPXClientInstrumentor()
    calls.instrument(tracer_provider=tracers, meter_provider=meters)
    # asgi.py has imported it, if there is one.
    database = sys.modules.get(f"{__name__.partition('.')[0]}.database")
    ends: list[Callable[[], None]] = [calls.uninstrument]
    if database:
        from .statements import trace_statements

        ends.append(trace_statements(database.engine(), tracers, meters))
    return ends
