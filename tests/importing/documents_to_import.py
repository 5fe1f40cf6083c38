"""The documents of tests/documents, and what must hold for whatever is made of one."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from fastmcp.utilities.openapi import parse_openapi_to_http_routes
from openapi_spec_validator import OpenAPIV31SpecValidator

from plugin_template import importing
from plugin_template.documents import openapi
from plugin_template.importing import runtime_check

TEMPLATE = Path(__file__).parents[2]
DOCUMENTS = TEMPLATE / "tests" / "documents"
APIS = sorted((DOCUMENTS / "apis").iterdir())
ODDITIES = sorted(
    file for file in (DOCUMENTS / "oddities").glob("*.yaml") if ".expected" not in file.name
)


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is not a module")
    module = importlib.util.module_from_spec(spec)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # the template is copied whole
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = written
    return module


# What plugins check of their own documents, by the very files that they have.
check_spec = runtime_check.load("check").check_spec
faults = _load(TEMPLATE / "{{cookiecutter.slug}}/tests/openapi_schemas.py").faults

ANSWERS = {"name": "Things", "description": "Keeps things.", "auth": "service_http"}
_NAMES = re.compile(r"{([^{}]*)}")


def document(imported: importing.Imported, auth: str = "service_http") -> dict[str, Any]:
    """Write openapi.yaml, and read it again."""
    text = runtime_check.write_yaml(openapi.gateway(imported, {**ANSWERS, "auth": auth}))
    read: dict[str, Any] = yaml.safe_load(text)
    plain, oddities = runtime_check.read_yaml(text.encode())
    if plain != read or oddities:
        raise AssertionError(f"readers of YAML do not agree: {oddities}")
    return read


def broken(imported: importing.Imported) -> list[str]:
    """List every rule that what was imported breaks: none may be broken, whatever the source was."""
    written = document(imported)
    found = [
        str(problem)
        for host in ("v1", "actions")
        for problem in check_spec(written, host=host)
        if problem.level == "error"
    ]
    found += faults(written)
    found += [str(error) for error in OpenAPIV31SpecValidator(written).iter_errors()]
    try:  # A plugin makes its tools for MCP of the document, and does not start without them.
        parse_openapi_to_http_routes(written)
    except ValueError as error:
        found.append(f"FastMCP: {error}")
    for each in imported.operations:
        declared = {p["name"] for p in each.node.get("parameters", []) if p["in"] == "path"}
        for path in (each.path, each.upstream_path):
            if set(_NAMES.findall(path)) != declared or not re.fullmatch(r"/[^?#]*", path):
                found.append(f"{each.operation_id}: {path} has not the parameters {declared}")
    return found


def at(node: Any, pointer: str) -> Any:
    """Give what is at a JSON pointer."""
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node
