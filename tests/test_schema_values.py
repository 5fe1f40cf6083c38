"""The values in a plugin's tests match the schemas of its API, whatever these are made of."""

from __future__ import annotations

from runpy import run_path
from typing import Any

import pytest
from conftest import TEMPLATE

(FILE,) = (TEMPLATE / "{{cookiecutter.slug}}/tests").glob("*schema_values.py*")
MODULE = run_path(str(FILE))

DOCUMENT = {
    "components": {
        "schemas": {
            "Node": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
                },
            },
            "Pet": {
                "type": "object",
                "required": ["kind"],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"a cat": "#/components/schemas/Cat"},
                },
                "properties": {"kind": {"type": "string"}},
            },
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"meow": {}}}]},
            "Dog": {"type": "object", "properties": {"kind": {"type": "string"}}},
        }
    }
}
A, B = (
    {"type": "object", "required": [name], "properties": {name: {"type": type_}}}
    for name, type_ in (("a", "integer"), ("b", "boolean"))
)
SCHEMAS: list[Any] = [
    {},
    True,
    {"type": "string", "minLength": 12},
    {"type": "string", "maxLength": 2},
    {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$", "minLength": 8},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "example": 1, "default": "x"},
    {"type": "integer", "minimum": 10},
    {"type": "integer", "exclusiveMaximum": -3},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 0.5},
    {"type": "integer", "multipleOf": 7, "minimum": 20},
    {"type": ["null", "string"], "enum": ["a", None]},
    {"const": {"a": [1]}},
    {"type": "array", "minItems": 3, "items": {"enum": ["a", "b"]}},
    {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"enum": ["a", "b"]}},
    {"type": "array", "maxItems": 0},
    {"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 2},
    {"type": "object", "required": ["undeclared"]},
    {"allOf": [A, B, {"properties": {"a": {"minimum": 5}}}]},
    {"oneOf": [A, {**B, "additionalProperties": False}]},
    {"type": "object", "properties": {"c": {"type": "null"}}, "anyOf": [A, B]},
    {"oneOf": [{"type": "integer", "minimum": 3}, {"type": "integer", "maximum": 1}]},
    {
        "oneOf": [
            {"properties": {"a": {"type": "integer"}}},
            {"properties": {"b": {"type": "string"}}},
        ]
    },
    {"oneOf": [{"type": "string"}, {"type": "string", "minLength": 2}]},
    {"$ref": "#/components/schemas/Node"},
    {"$ref": "#/components/schemas/Pet"},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_a_value_matches_its_schema(schema: Any) -> None:
    """An API that is made of a document answers as the document says."""
    made = MODULE["value"](DOCUMENT, schema)
    assert MODULE["matches"](DOCUMENT, schema, made), made


def test_a_discriminator_names_the_alternative() -> None:
    """Its property has a word of the mapping, or the name of the schema where there is none."""
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in ("Cat", "Dog")]
    mapping = {"a cat": "#/components/schemas/Cat", "a dog": "#/components/schemas/Dog"}
    for word in ("oneOf", "anyOf"):
        for named, kind in ((mapping, "a dog"), ({}, "Dog")):
            schema = {word: refs[1:], "discriminator": {"propertyName": "kind", "mapping": named}}
            assert MODULE["value"](DOCUMENT, schema)["kind"] == kind
    assert MODULE["value"](DOCUMENT, {"$ref": "#/components/schemas/Pet"})["kind"] == "a cat"


def test_a_contradiction_still_has_a_value() -> None:
    """Nothing matches it, and a test that needs a value can go on."""
    MODULE["value"](DOCUMENT, {"type": "integer", "minimum": 3, "maximum": 2})
