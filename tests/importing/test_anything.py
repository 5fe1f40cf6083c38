"""Whatever a document is, it is refused in words, or what comes out breaks no rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from damaged import damaged
from documents_to_import import broken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin_template import importing
from plugin_template.code.requests import curl_imported
from plugin_template.documents import import_report


def take(folder: Path, data: bytes) -> importing.Imported | None:
    """Import a document; None if it is refused, by lines of text."""
    file = folder / "document.json"
    file.write_bytes(data)
    try:
        return importing.imported(str(file))
    except importing.DocumentError as error:
        problems = error.problems
    assert problems
    for each in problems:
        assert each.isprintable()
        assert len(each) < 3_000
    return None


@given(document=damaged())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_document_gives_a_sound_one_or_none(
    tmp_path_factory: pytest.TempPathFactory, document: Any
) -> None:
    """No document gives a traceback, or a plugin that breaks a rule of its hosts."""
    data = json.dumps(document).encode()
    if imported := take(tmp_path_factory.getbasetemp(), data):
        assert broken(imported) == []
        assert import_report.page(imported).isascii() or import_report.summary(imported)
        assert curl_imported(imported)


@given(
    data=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
@settings(max_examples=25, deadline=None)
def test_what_is_no_document_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """Any bytes at all are refused in a line of text."""
    assert take(tmp_path_factory.getbasetemp(), data) is None


HEAD = '{"openapi": "3.0.0", "paths": {"/a": {"get": {"responses": {"200": {"description": '
NESTED = b"openapi: 3.0.0\npaths: " + b"{a: " * 3_000 + b"}" * 3_000
ALIASES = b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)
)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        NESTED,
        b"openapi: 3.0.0\na0: &a0 x\n" + ALIASES + b"paths: {/a: *a11}",
        b"openapi: 3.0.0\npaths: &p {/a: *p}",
        HEAD.encode() + b"1" * 5_000 + b"}}}}}}",
        HEAD.encode() + b'"\\ud800"}}}}}}',
        b"\xff\xfe" + HEAD.encode("utf-16-le"),
        b"openapi: 3.0.0\npaths: {}\n---\nopenapi: 3.0.0\npaths: {}",
        b"",
    ],
    ids=[
        "brackets",
        "nesting",
        "aliases",
        "loop",
        "digits",
        "surrogate",
        "utf-16",
        "two",
        "empty",
    ],
)
def test_what_breaks_readers_is_refused(tmp_path: Path, data: bytes) -> None:
    """Depth, aliases, loops, numbers and halves of characters end in a line of text, at once."""
    assert take(tmp_path, data) is None


def test_a_deep_schema_is_imported_or_refused(tmp_path: Path) -> None:
    """No depth of schemas ends in a traceback, and none comes out that hosts cannot read."""
    for depth in range(1, 100, 7):
        schema: dict[str, Any] = {"type": "string"}
        for _ in range(depth):
            schema = {"type": "array", "items": schema}
        body = {"content": {"application/json": {"schema": schema}}}
        operation = {"operationId": "a", "requestBody": body, "responses": {}}
        document = {"openapi": "3.0.0", "paths": {"/a": {"post": operation}}}
        imported = take(tmp_path, json.dumps(document).encode())
        assert imported is None or broken(imported) == []
        assert imported or depth > 60


def test_a_chain_of_references_is_followed(tmp_path: Path) -> None:
    """Thousands of components, each of which refers to the next, are no deeper than one."""
    schemas = {
        f"S{n}": {
            "type": "object",
            "properties": {"next": {"$ref": f"#/components/schemas/S{n + 1}"}},
        }
        for n in range(3_000)
    } | {"S3000": {"type": "string"}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    operation = {"operationId": "a", "responses": {"200": {"description": "", "content": content}}}
    document = {
        "openapi": "3.0.0",
        "paths": {"/a": {"get": operation}},
        "components": {"schemas": schemas},
    }
    imported = take(tmp_path, json.dumps(document).encode())
    assert imported
    assert len(imported.schemas) == 3_001
