"""Traces and metrics with OpenTelemetry, if its environment variables ask for them.

Nothing of OpenTelemetry is imported unless they do, and none of its packages is installed without the
extra `otel`.

Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

import os
from collections.abc import Mapping
from importlib.util import find_spec

from pydantic_settings import DotEnvSettingsSource

from ...settings import settings
from .. import SLUG, errors

SIGNALS = ("TRACES", "METRICS")
EXPORTERS = ("otlp", "console", "none")
# The protocol of the exporter that the extra installs.
PROTOCOL = "http/protobuf"
_NEEDED = (
    "opentelemetry.sdk",
    "opentelemetry.exporter.otlp.proto.http",
    "opentelemetry.instrumentation.asgi",
    "opentelemetry.instrumentation.httpx",
)


def wanted() -> Mapping[str, tuple[str, ...]]:
    """Find out what is to be exported.

    A signal is exported if its variable OTEL_…_EXPORTER says so, or if an OTLP endpoint is set for it.
    A variable that is in .env alone is set in the environment, where OpenTelemetry reads it.

    Returns:
        The signals, each with its exporters; nothing if there are none.

    Raises:
        errors.NotReady: If a variable has another value than those that are supported, or
            OpenTelemetry is not installed.
    """
    _read_dotenv()
    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return {}
    found = {signal: _exporters(signal) for signal in SIGNALS}
    found = {signal: exporters for signal, exporters in found.items() if exporters}
    if any("otlp" in exporters for exporters in found.values()):
        for name in ("", *(f"{signal}_" for signal in found)):
            _check_protocol(f"OTEL_EXPORTER_OTLP_{name}PROTOCOL")
    if found and not all(map(_is_installed, _NEEDED)):
        raise errors.NotReady(
            "The variables OTEL_… ask for OpenTelemetry, which is not installed: run `uv sync --extra "
            f"otel`, and `uv run --extra otel {SLUG} serve`, or set OTEL_SDK_DISABLED=true."
        )
    return found


def _read_dotenv() -> None:
    lines = DotEnvSettingsSource(type(settings()), case_sensitive=True).env_vars
    for name, value in lines.items():
        if name.startswith("OTEL_") and value and not os.environ.get(name):
            os.environ[name] = value


def _exporters(signal: str) -> tuple[str, ...]:
    variable = f"OTEL_{signal}_EXPORTER"
    named = os.environ.get(variable, "").lower().split(",")
    chosen = tuple(name.strip() for name in named if name.strip())
    if not chosen:
        endpoints = ("OTEL_EXPORTER_OTLP_ENDPOINT", f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")
        return ("otlp",) if any(os.environ.get(name) for name in endpoints) else ()
    if unknown := [name for name in chosen if name not in EXPORTERS]:
        raise errors.NotReady(f"{variable}: {unknown[0]} is not supported; use otlp or console.")
    return tuple(name for name in dict.fromkeys(chosen) if name != "none")


def _check_protocol(variable: str) -> None:
    if os.environ.get(variable, "").strip().lower() not in ("", PROTOCOL):
        raise errors.NotReady(f"{variable}: only {PROTOCOL} is supported; leave the variable out.")


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
