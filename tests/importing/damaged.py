"""What Hypothesis makes documents of: good ones of its own and those of APIs, then damaged."""

from __future__ import annotations

import copy
from typing import Any

from documents_to_import import APIS
from hypothesis import strategies as st

from plugin_template.importing import runtime_check

Node = dict[str, Any] | list[Any]
API_DOCUMENTS = [runtime_check.read_yaml(file.read_bytes())[0] for file in APIS]

REFERENCES = st.sampled_from(
    [f"#/components/schemas/{name}" for name in "ABC"]
    + [
        "#/definitions/A",
        "B",
        "#",
        "#/paths",
        "#/components",
        "other.yaml#/C",
        "#/components/schemas/~2",
    ]
)
_WORDS = st.sampled_from(
    """
    $ref type required properties items allOf anyOf oneOf not nullable default enum const format
    pattern minimum exclusiveMinimum multipleOf maxLength additionalProperties discriminator readOnly
    description summary operationId parameters requestBody responses schema content in name style
    servers get POST 200 default object string int null true NO 1e5 0o17 2020-01-01
    """.split()
)
_NAMES = st.sampled_from(
    ["a", "B", "c d", "é", "{{ 7 }}", "x-y", "type", "properties", "1e5", "~/"]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 1.5, 10**40, 1e300, "", "x", "/", "{x}", "\x85\u2028", "é🙂"])
    | _WORDS
    | REFERENCES
)
junk = st.recursive(
    _SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_WORDS | _NAMES, below, max_size=3),
    max_leaves=6,
)


def schemas(deepest: int = 3) -> st.SearchStrategy[Any]:
    """Schemas as people write them, and as they should not."""
    if not deepest:
        return st.fixed_dictionaries({"$ref": REFERENCES}) | st.sampled_from(
            [{"type": "string"}, {"type": "int"}, {"type": ["number", "null"]}, {"type": "object"}]
        )
    below = schemas(deepest - 1)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["object", "array", "string", "integer", "bool"]),
            "properties": st.dictionaries(_NAMES, below, max_size=3),
            "required": st.lists(_NAMES, max_size=2) | st.booleans(),
            "items": below,
            "anyOf": st.lists(below, max_size=2),
            "allOf": st.lists(below, max_size=2),
            "nullable": st.booleans(),
            "default": _SCALARS,
            "enum": st.lists(_SCALARS, max_size=3),
            "minLength": st.integers(-1, 3),
            "additionalProperties": st.booleans() | below,
        },
    )


_PATHS = st.sampled_from(
    [
        "/a",
        "/a/",
        "/{id}",
        "/{x}",
        "/docs",
        "/",
        "a",
        "/a?b=c",
        "/a?b={id}",
        "/é",
        "/a/{id}/{id}",
        "//",
    ]
)


@st.composite
def own(draw: st.DrawFn) -> dict[str, Any]:
    """Documents that are made up."""

    def operation() -> dict[str, Any]:
        return {
            "operationId": draw(st.sampled_from(["a", "getA", "get_a", "a-b", "", "天", "A" * 80])),
            "parameters": [
                {
                    "name": draw(st.sampled_from(["id", "x", "q"])),
                    "in": draw(st.sampled_from(["path", "query", "header"])),
                    "schema": draw(schemas(1)),
                }
                for _ in range(draw(st.integers(0, 2)))
            ],
            "requestBody": {"content": {"application/json": {"schema": draw(schemas())}}},
            "responses": {
                "200": {"description": "", "content": {"text/json": {"schema": draw(schemas())}}}
            },
        }

    methods = st.sampled_from(["get", "post", "delete"])
    return {
        "openapi": draw(st.sampled_from(["3.0.0", "3.1.0"])),
        "paths": {
            draw(_PATHS): {draw(methods): operation()} for _ in range(draw(st.integers(1, 3)))
        },
        "components": {"schemas": {name: draw(schemas()) for name in "ABC"}},
    }


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """Documents in which some values are missing, other than they were, or elsewhere."""
    document = copy.deepcopy(draw(own() | st.sampled_from(API_DOCUMENTS)))
    for _ in range(draw(st.integers(0, 6))):
        places = _places(document)
        if not places:
            break
        node, key = places[draw(st.integers(0, len(places) - 1))]
        match draw(st.sampled_from(["junk", "junk", "add", "remove", "move"])):
            case "junk":
                node[key] = draw(junk)
            case "add" if isinstance(node, dict):
                node[draw(_WORDS)] = draw(junk)
            case "move":
                other, its = places[draw(st.integers(0, len(places) - 1))]
                node[key] = copy.deepcopy(other[its])
            case _:
                del node[key]
    return document


def _places(document: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    stack = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict | list):
            keys = list(node) if isinstance(node, dict) else range(len(node))
            found += [(node, key) for key in keys]
            stack += [node[key] for key in keys]
    return found
