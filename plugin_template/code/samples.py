"""Example values for schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEEPEST = 12
_BY_FORMAT = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "someone@example.com",
    "uri": "https://example.com",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
}


def sample(schema: Any, schemas: Mapping[str, Any], depth: int = 0) -> Any:
    """Make up a value.

    Parameters:
        schema: A schema of an OpenAPI 3.1 document.
        schemas: The components that references name.
        depth: How deep the value lies; below 12 levels, nothing more is made up.

    Returns:
        What the schema gives as an example, a default or a choice; else a value of its type, with
        what is required. It matches the schema unless that asks for more, such as a pattern.
    """
    if not isinstance(schema, dict) or depth > DEEPEST:
        return "example"
    for word in ("example", "default", "const"):
        if word in schema:
            return schema[word]
    for word in ("examples", "enum"):
        if schema.get(word):
            return schema[word][0]
    if "$ref" in schema:
        return sample(schemas.get(schema["$ref"].rpartition("/")[2]), schemas, depth + 1)
    for word in ("oneOf", "anyOf"):
        if schema.get(word):
            return sample(schema[word][0], schemas, depth + 1)
    if "allOf" in schema:
        return _merged([sample(each, schemas, depth + 1) for each in schema["allOf"]])
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "object":
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        return {name: sample(properties.get(name), schemas, depth + 1) for name in required}
    if kind == "array":
        return [sample(schema.get("items"), schemas, depth + 1)]
    return _plain(kind, schema)


def _plain(kind: str, schema: Mapping[str, Any]) -> Any:
    if kind == "string":
        text: str = _BY_FORMAT.get(schema.get("format", ""), "example")
        return text.ljust(min(schema.get("minLength", 0), 100), "x")[: schema.get("maxLength")]
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    lowest = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    return min(lowest, schema["maximum"]) if "maximum" in schema else lowest


def _merged(values: list[Any]) -> Any:
    if not all(isinstance(each, dict) for each in values):
        return values[0]
    return {name: value for each in values for name, value in each.items()}
