"""Functions of every kind do what openapi.yaml says, in each framework."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from conftest import FRAMEWORKS, Bake, Plugin
from running import run_tests

DATA = Path(__file__).parent / "data" / "operations"
# The framework's own responses: text with a status, and a stream.
RESPONSES = {
    "fastapi": "from fastapi.responses import PlainTextResponse as make_response\n"
    "from fastapi.responses import StreamingResponse as make_stream\n",
    "flask": "from flask import Response as make_stream\n"
    "from flask import make_response as _make\n\n\n"
    "def make_response(text, status):\n"
    '    return _make(text, status, {"Content-Type": "text/plain"})\n',
    "quart": "from quart import Response\n\n"
    "make_stream = Response\n\n\n"
    "def make_response(text, status):\n"
    '    return Response(text, status, content_type="text/plain")\n',
}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_functions_of_every_kind_are_bound(bake: Bake, framework: str) -> None:
    """def and async def, models, responses, statuses and fixed paths work in each framework."""
    plugin = bake(framework=framework, auth="service_http", endpoints="GET /x", mcp=False)
    _write(plugin, "operations.py", "openapi.yaml", "test_bound.py")
    models = plugin.path / "src" / plugin.package / "models.py"
    models.write_text(RESPONSES[framework], encoding="utf-8")
    run_tests(plugin.path, "tests/test_bound.py")


def test_fastapi_supplies_what_is_its_own(bake: Bake) -> None:
    """Depends, Header, Request and BackgroundTasks work, and nobody's dependency runs unasked."""
    plugin = bake(framework="fastapi", auth="service_http", endpoints="GET /x", mcp=False)
    _write(plugin, "fastapi_operations.py", "openapi.yaml", "test_fastapi.py")
    spec = plugin.spec
    spec["paths"] = {path: spec["paths"][path] for path in list(spec["paths"])[:2]}
    (plugin.path / "openapi.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")
    run_tests(plugin.path, "tests/test_fastapi.py")


def _write(plugin: Plugin, operations: str, document: str, test: str) -> None:
    source = plugin.path / "src" / plugin.package
    shutil.copy(DATA / operations, source / "operations.py")
    shutil.copy(DATA / document, plugin.path)
    text = (DATA / test).read_text(encoding="utf-8").replace("PACKAGE", plugin.package)
    (plugin.path / "tests" / test).write_text(text, encoding="utf-8")
