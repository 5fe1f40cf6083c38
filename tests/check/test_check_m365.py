"""What `check` says of the package for Microsoft 365 Copilot agrees with Microsoft's schemas."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Bake
from host_schemas import faults
from packing import contents, packed
from test_check_packages import _put, mutations

from plugin_template.importing.runtime_check import load

m365 = load("check.packages.m365")
Tree = load("check.packages").Tree

APP, AGENT, PLUGIN = "manifest.json", "declarativeAgent.json", "plugin.json"
SCHEMAS = {
    APP: "m365-app-1.30",
    AGENT: "m365-declarative-agent-1.8",
    PLUGIN: "m365-plugin-2.4",
}
# Where `check` refuses more than the schema, and why.
STRICTER: dict[str, Callable[[tuple[Any, ...], object], bool]] = {
    # Files that are missing in the package, which the schema cannot know.
    APP: lambda path, _: path[:1] in (("icons",), ("agentSkills",), ("copilotAgents",)),
    # An agent without instructions loads and does nothing; files as above.
    AGENT: lambda path, _: path[:1] in (("instructions",), ("actions",)),
    # A function that the API lacks, or that is there twice, fails when it is called. Names that are
    # shown have to have a character that can be seen, as the schema's own texts say.
    # Addresses are text; the schema looks at their form alone.
    PLUGIN: lambda path, value: (
        path[:1] in (("functions",), ("runtimes",))
        or str(*path[:1]).endswith("_url")
        or value == ""
    ),
}


@pytest.fixture(scope="module")
def package(bake_once: Bake, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of a package."""
    copy = packed(bake_once(auth="oauth"), tmp_path_factory.mktemp("m365"), "--host", "m365")
    return contents(copy / "dist/todo-list-m365.zip")


def errors(files: Mapping[str, bytes], name: str = "") -> list[str]:
    found = m365.contents(Tree(held=files))
    return [str(p) for p in found if p.level == "error" and p.where.startswith(name)]


def document(files: Mapping[str, bytes], name: str) -> Any:
    return json.loads(files[name])


def with_value(files: Mapping[str, bytes], name: str, path: Any, value: object) -> dict[str, bytes]:
    return {**files, name: json.dumps(_put(document(files, name), path, value)).encode()}


def test_a_package_as_it_is_built_has_no_error(package: Mapping[str, bytes]) -> None:
    """Nothing is refused, and the schemas agree."""
    assert errors(package) == []
    for name, schema in SCHEMAS.items():
        assert faults(schema, document(package, name)) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_agrees_with_the_schema(package: Mapping[str, bytes], name: str) -> None:
    """Whatever is damaged in a file, both refuse it or neither does."""
    whole = document(package, name)
    package = {**package, "openapi.yaml": _names_alone(package["openapi.yaml"])}
    for path, value in mutations(whole):
        damaged = _put(whole, path, value)
        refused = faults(SCHEMAS[name], damaged)
        found = errors({**package, name: json.dumps(damaged).encode()}, name)
        if STRICTER[name](path, value):
            assert found or not refused, (path, value, refused)
        else:
            assert bool(found) == bool(refused), (path, value, found, refused)


def _names_alone(openapi: bytes) -> bytes:
    """Keep of an API what functions are compared with: it is read again for each damage."""
    whole = yaml.safe_load(openapi)
    paths = {
        path: {method: {"operationId": each["operationId"]} for method, each in item.items()}
        for path, item in whole["paths"].items()
    }
    return json.dumps({"openapi": whole["openapi"], "paths": paths}).encode()


DEFECTS = [
    (AGENT, ("instructions",), ..., "instructions: are missing"),
    (AGENT, ("instructions",), "x" * 8001, "8,000 are allowed"),
    (AGENT, ("name",), "[[no", "[[ or ]]"),
    (AGENT, ("description",), "two\nlines", "one line"),
    (AGENT, ("actions", 0, "file"), "no.json", "no.json: the file is missing"),
    (APP, ("icons", "color"), "no.png", "no.png: the file is missing"),
    (APP, ("icons", "color"), "outline.png", "32 x 32 pixels; make it 192 x 192"),
    (APP, ("icons", "outline"), "color.png", "192 x 192 pixels; make it 32 x 32"),
    (APP, ("agentSkills", 0, "folder"), "skills/no", "skills/no has no SKILL.md"),
    (APP, ("name", "short"), "x" * 31, "30 are allowed"),
    (PLUGIN, ("functions", 0, "name"), "getNothing", "has no operation getNothing"),
    (PLUGIN, ("functions", 0, "name"), "addTodo", "addTodo is there twice"),
    (PLUGIN, ("runtimes", 0, "spec", "url"), "no.yaml", "no.yaml: the file is missing"),
    (PLUGIN, ("runtimes", 0, "auth"), {"type": "OAuthPluginVault"}, "reference_id: is missing"),
]


@pytest.mark.parametrize(("name", "path", "value", "message"), DEFECTS)
def test_what_no_tool_of_microsoft_finds_is_an_error(
    package: Mapping[str, bytes], name: str, path: Any, value: object, message: str
) -> None:
    """A dangling file, a function without an operation, a text over its limit."""
    assert message in "\n".join(errors(with_value(package, name, path, value)))


@pytest.mark.parametrize(
    ("version", "message"), [("3.1.0", "it must be 3.0.x"), (None, "it must be 3.0.x")]
)
def test_another_version_of_openapi_is_an_error(
    package: Mapping[str, bytes], version: object, message: str
) -> None:
    """Copilot's parser refuses it."""
    files = {**package, "openapi.yaml": json.dumps({"openapi": version, "paths": {}}).encode()}
    assert message in "\n".join(errors(files, "openapi.yaml"))


TEXT: dict[str, Any] = {"type": "string"}
UNSUPPORTED: list[tuple[dict[str, Any], str]] = [
    ({"properties": {"a": {"properties": {"b": TEXT}}}}, "save, body.a: is an object in a body"),
    ({"properties": {"a": {"type": "array", "items": {"properties": {}}}}}, "save, body.a.items"),
    ({"properties": {"a": {"oneOf": [TEXT]}}}, "save, body.a: has oneOf"),
    ({"anyOf": [TEXT]}, "save, body: has anyOf"),
    ({"$ref": "#/components/schemas/Tree"}, "refers to itself"),
]


@pytest.mark.parametrize(("schema", "message"), UNSUPPORTED)
def test_what_copilot_does_not_support_is_a_warning(
    package: Mapping[str, bytes], schema: dict[str, Any], message: str
) -> None:
    """It names the operation and the place."""
    body = {"content": {"application/json": {"schema": schema}}}
    children = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    spec = {
        "openapi": "3.0.4",
        "paths": {"/a": {"post": {"operationId": "save", "requestBody": body}}},
        "components": {"schemas": {"Tree": {"properties": {"children": children}}}},
    }
    files = {**package, "openapi.yaml": json.dumps(spec).encode()}
    found = m365.contents(Tree(held=files))
    assert message in "\n".join(str(each) for each in found if each.level == "warning")


def _png(size: int, kind: int, rows: bytes) -> bytes:
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, kind, 0, 0, 0))]
    chunks += [(b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize(
    ("kind", "row", "is_right"),
    [
        (6, b"\0" + b"\xff\xff\xff\x80" * 32, True),
        (6, b"\1" + b"\xff\xff\xff\xff" + b"\0\0\0\0" * 31, True),
        (6, b"\0" + b"\xff\x00\x00\x80" * 32, False),
        (6, b"\0" + b"\x00\x00\x00\x00" * 32, True),
        (2, b"\0" + b"\xff\xff\xff" * 32, False),
    ],
)
def test_the_outline_is_white_on_transparent(
    package: Mapping[str, bytes], kind: int, row: bytes, is_right: bool
) -> None:
    """A colour, or no transparency, is an error; what cannot be seen may have any colour."""
    files = {**package, "outline.png": _png(32, kind, row * 32)}
    assert (errors(files, "outline.png") == []) == is_right


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 damaged"])
def test_a_damaged_package_is_an_error(tmp_path: Path, data: bytes) -> None:
    """In one line, which says to build it again."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/x-m365.zip").write_bytes(data)
    (problem,) = m365.rules(Tree(tmp_path))
    assert "build it again" in str(problem)
    assert problem.level == "error"
