"""Spans of the statements that the database executes."""

from collections.abc import Callable
from typing import Any

from opentelemetry.instrumentation.sqlalchemy import engine as instrumentation
from opentelemetry.instrumentation.sqlalchemy.version import __version__

_NAME = "opentelemetry.instrumentation.sqlalchemy"


def trace_statements(engine: Any, tracers: Any, meters: Any) -> Callable[[], None]:
    """Trace the statements of an engine, and count its connections.

    SQLAlchemyInstrumentor would do the same for all engines, but it declines SQLAlchemy 2.1, and
    imports its asynchronous part, which needs another package.

    Parameters:
        engine: The engine.
        tracers: The tracer provider.
        meters: The meter provider.

    Returns:
        What ends it.
    """
    connections = meters.get_meter(_NAME, __version__).create_up_down_counter(
        "db.client.connections.usage",
        unit="connections",
        description="The number of connections in the state of the attribute.",
    )
    tracer: Any = instrumentation.EngineTracer  # It has no types.
    tracer(tracers.get_tracer(_NAME, __version__), engine, connections)
    end: Callable[[], None] = tracer.remove_all_event_listeners
    return end
