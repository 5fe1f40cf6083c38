"""A copy of openapi.yaml in OpenAPI 3.0.4, since Copilot refuses 3.1.

What 3.0 writes in another way is rewritten, and what it does not have is left out: a copy may
allow more than the plugin does, and never less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..facts import METHODS

# The fields of a Schema Object that mean the same in 3.0 (OpenAPI 3.0.4, 4.7.24).
_SAME = """
    title multipleOf maximum minimum maxLength minLength pattern maxItems minItems uniqueItems
    maxProperties minProperties required enum description format default nullable discriminator readOnly
    writeOnly xml externalDocs example deprecated
"""
_SAME_FIELDS = frozenset(_SAME.split())


def converted(spec: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """Convert a document.

    Parameters:
        spec: A valid document, OpenAPI 3.0 or 3.1, with its references inside of it.
        origin: The server that it gets.

    Returns:
        A document of its own, valid OpenAPI 3.0.4.
    """
    info = {key: value for key, value in spec["info"].items() if key != "summary"}
    if isinstance(info.get("license"), dict):
        info["license"] = {k: v for k, v in info["license"].items() if k != "identifier"}
    parts = spec.get("components", {})
    components = {
        name: {key: convert(each) for key, each in parts[name].items()}
        for name, convert in _COMPONENTS.items()
        if name in parts
    }
    kept = ("security", "tags", "externalDocs")
    return {
        "openapi": "3.0.4",
        "info": info,
        "servers": [{"url": origin}],
        "paths": {path: _item(item) for path, item in spec.get("paths", {}).items()},
        "components": components,
        **{key: spec[key] for key in kept if key in spec},
    }


def _item(item: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in item.items() if key in ("summary", "description")}
    if "parameters" in item:
        found["parameters"] = [_parameter(each) for each in item["parameters"]]
    found |= {method: _operation(item[method]) for method in METHODS if method in item}
    return found


def _operation(node: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in node.items() if key not in ("callbacks", "servers")}
    if "parameters" in node:
        found["parameters"] = [_parameter(each) for each in node["parameters"]]
    if "requestBody" in node:
        found["requestBody"] = _with_content(node["requestBody"])
    responses = node.get("responses", {})
    found["responses"] = {status: _response(each) for status, each in responses.items()}
    return found


def _parameter(node: dict[str, Any]) -> dict[str, Any]:
    found = _with_content(node)
    if "schema" in node:
        found["schema"] = schema(node["schema"])
    return found


def _response(node: dict[str, Any]) -> dict[str, Any]:
    found = _with_content(node)
    if "headers" in node:
        found["headers"] = {name: _parameter(each) for name, each in node["headers"].items()}
    return found


def _with_content(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    content = {kind: _parameter(media) for kind, media in node.get("content", {}).items()}
    return {**node, "content": content} if content else dict(node)


def schema(node: Any) -> dict[str, Any]:
    """Convert a schema."""
    if not isinstance(node, dict):
        return {"not": {}} if node is False else {}
    if "$ref" in node:
        beside = schema({key: value for key, value in node.items() if key != "$ref"})
        reference = {"$ref": node["$ref"]}
        return {"allOf": [reference], **beside} if beside else reference
    same = {key: value for key, value in node.items() if key in _SAME_FIELDS or key[:2] == "x-"}
    found = {**_type(node), **same, **_parts(node), **_limits(node)}
    if "const" in node:
        found["enum"] = [node["const"]]
    if isinstance(node.get("examples"), list) and node["examples"]:
        found.setdefault("example", node["examples"][0])
    if node.get("contentEncoding") == "base64":
        found["format"] = "byte"
    if found.get("type") == "array":
        found.setdefault("items", {})
    if None in found.get("enum", []):
        found["nullable"] = True
    return found


def _type(node: dict[str, Any]) -> dict[str, Any]:
    """A type, or several, of which `null` becomes `nullable`."""
    named = node.get("type")
    types = [each for each in (named if isinstance(named, list) else [named]) if each]
    found: dict[str, Any] = {}
    if "null" in types:
        found["nullable"] = True
        types = [each for each in types if each != "null"] or ["string"]
    if len(types) == 1:
        found = {"type": types[0], **found}
    elif types and "anyOf" not in node:
        found["anyOf"] = [{"type": each, **_items(node, each)} for each in types]
    return found


def _items(node: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"items": schema(node.get("items", {}))} if kind == "array" else {}


def _parts(node: dict[str, Any]) -> dict[str, Any]:
    """The schemas in a schema."""
    found: dict[str, Any] = {}
    if isinstance(node.get("properties"), dict):
        found["properties"] = {name: schema(each) for name, each in node["properties"].items()}
    if "items" in node and "array" in _named(node):
        found["items"] = schema(node["items"])
    if "additionalProperties" in node:
        more = node["additionalProperties"]
        found["additionalProperties"] = more if isinstance(more, bool) else schema(more)
    if "not" in node:
        found["not"] = schema(node["not"])
    for word in ("allOf", "anyOf", "oneOf"):
        if isinstance(node.get(word), list):
            others = [each for each in node[word] if each != {"type": "null"}]
            if len(others) < len(node[word]):
                found["nullable"] = True
            if others:
                found[word] = [schema(each) for each in others]
    return found


def _named(node: dict[str, Any]) -> list[Any]:
    named = node.get("type", "array")
    return named if isinstance(named, list) else [named]


def _limits(node: dict[str, Any]) -> dict[str, Any]:
    """Exclusive limits, which are numbers in 3.1 and flags in 3.0."""
    found: dict[str, Any] = {}
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value, other = node.get(word), node.get(limit)
        if isinstance(value, bool):
            found[word] = value
        elif isinstance(value, (int, float)):
            inner = max if limit == "minimum" else min
            is_inner = other is None or inner(value, other) == value
            found[limit] = value if is_inner else other
            found[word] = is_inner
    return found


_COMPONENTS: dict[str, Callable[[Any], Any]] = {
    "schemas": schema,
    "parameters": _parameter,
    "headers": _parameter,
    "requestBodies": _with_content,
    "responses": _response,
    "securitySchemes": dict,
}
