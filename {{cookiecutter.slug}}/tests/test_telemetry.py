"""OpenTelemetry is started by its environment variables, and costs nothing without them."""

import pytest
from support import loaded_at_start

from {{ cookiecutter.__package }}.runtime import telemetry
from {{ cookiecutter.__package }}.runtime.errors import NotReady

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
EVERYTHING = {"TRACES": ("otlp",), "METRICS": ("otlp",)}


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenTelemetry as if it were installed, and allowed, which it is not in tests."""
    monkeypatch.delenv("OTEL_SDK_DISABLED")
    monkeypatch.setattr(telemetry, "_is_installed", lambda module: True)


@pytest.mark.parametrize(
    ("variables", "exported"),
    [
        ({}, {}),
        ({ENDPOINT: "http://localhost:4318"}, EVERYTHING),
        ({ENDPOINT: "http://localhost:4318", "OTEL_SDK_DISABLED": "true"}, {}),
        (
            {ENDPOINT: "http://localhost:4318", "OTEL_METRICS_EXPORTER": "none"},
            {"TRACES": ("otlp",)},
        ),
        ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://localhost"}, {"METRICS": ("otlp",)}),
        ({"OTEL_TRACES_EXPORTER": "otlp, Console"}, {"TRACES": ("otlp", "console")}),
    ],
)
def test_the_variables_say_what_is_exported(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], exported: object
) -> None:
    """A signal is sent if its exporter is named, or an endpoint is set for it."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert telemetry.wanted() == exported


def test_without_the_extra_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the owner asked for is not left out silently."""
    monkeypatch.setenv(ENDPOINT, "http://localhost:4318")
    monkeypatch.setattr(telemetry, "_is_installed", lambda module: module != "opentelemetry.sdk")
    with pytest.raises(NotReady, match="uv sync --extra otel"):
        telemetry.wanted()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("OTEL_TRACES_EXPORTER", "zipkin"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")],
)
def test_what_is_not_supported_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """The sentence names the variable."""
    monkeypatch.setenv(ENDPOINT, "http://localhost:4318")
    monkeypatch.setenv(variable, value)
    with pytest.raises(NotReady, match=variable):
        telemetry.wanted()


def test_a_plugin_without_the_variables_imports_nothing_of_it() -> None:
    """Neither OpenTelemetry's SDK nor what would start it."""
    modules = loaded_at_start()
    for name in ("opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.instrumentation"):
        assert name not in modules
    assert f"{telemetry.__name__}.running" not in modules
