"""What Microsoft 365 Copilot reads of an OpenAPI document (Microsoft, "known issues")."""

from collections.abc import Iterator
from typing import Any

from ...openapi.grammar import METHODS
from ...problem import Level, Messages
from ...values import mapping, sequence, text

_CHOICES = ("oneOf", "anyOf", "allOf")
_DEEPEST = 30


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The operations, each with its operationId, or with its method and path if it has none."""
    for path, item in mapping(spec.get("paths")).items():
        for method in METHODS:
            if isinstance(node := mapping(item).get(method), dict):
                yield text(node.get("operationId")) or f"{method.upper()} {path}", node


def operation_ids(spec: dict[str, Any]) -> set[str]:
    """The operationIds."""
    return {name for name, _ in operations(spec)}


def rules(spec: dict[str, Any]) -> Messages:
    """Check the version, and list what Copilot does not support, by operation and place."""
    version = spec.get("openapi")
    if not text(version).startswith("3.0."):
        yield "error", f"openapi: is {version}, which Copilot refuses; it must be 3.0.x"
    schemes = mapping(mapping(spec.get("components")).get("securitySchemes"))
    for name, scheme in schemes.items():
        if mapping(scheme).get("type") == "apiKey" and mapping(scheme).get("in") == "query":
            yield "warning", f"securitySchemes.{name}: Copilot sends no API key in the query"
    for name, node in operations(spec):
        for place, schema in _sent(node):
            yield from _unsupported(spec, f"{name}, {place}", schema, is_body=place == "body")
        for status, response in mapping(node.get("responses")).items():
            if status.startswith("2"):
                for schema in _content(response):
                    yield from _unsupported(spec, f"{name}, response {status}", schema)


def _sent(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for parameter in sequence(node.get("parameters")):
        yield text(mapping(parameter).get("name")), mapping(parameter).get("schema")
    for schema in _content(node.get("requestBody")):
        yield "body", schema


def _content(node: object) -> Iterator[Any]:
    for media in mapping(mapping(node).get("content")).values():
        yield mapping(media).get("schema")


def _unsupported(spec: Any, place: str, schema: Any, *, is_body: bool = False) -> Messages:
    """What is below a schema; the first level of a body may be an object."""
    found: dict[tuple[Level, str], None] = {}
    _walk(spec, place, schema, (), 0 if is_body else None, found)
    yield from found


def _walk(
    spec: Any,
    place: str,
    schema: Any,
    above: tuple[str, ...],
    level: int | None,
    found: dict[tuple[Level, str], None],
) -> None:
    node = mapping(schema)
    if reference := text(node.get("$ref")):
        if reference in above:
            found["warning", f"{place}: refers to itself, which Copilot does not support"] = None
            return
        above = (*above, reference)
        node = mapping(_resolved(spec, reference))
    if len(above) > _DEEPEST or place.count(".") > _DEEPEST:
        return
    for word in _CHOICES:
        if word in node:
            found["warning", f"{place}: has {word}, which Copilot does not support"] = None
            for each in sequence(node[word]):
                _walk(spec, place, each, above, None, found)
    deeper = None if level is None else level + 1
    if "properties" in node and level:
        found["warning", f"{place}: is an object in a body, which Copilot does not support"] = None
        deeper = None  # What is in it is not supported either.
    for name, each in mapping(node.get("properties")).items():
        _walk(spec, f"{place}.{name}", each, above, deeper, found)
    _walk_items(spec, place, node, above, level, found)


def _walk_items(
    spec: Any,
    place: str,
    node: dict[str, Any],
    above: tuple[str, ...],
    level: int | None,
    found: dict[tuple[Level, str], None],
) -> None:
    if "items" in node:
        _walk(spec, f"{place}.items", node["items"], above, level, found)


def _resolved(spec: Any, reference: str) -> Any:
    node = spec
    for key in reference.removeprefix("#/").split("/"):
        node = mapping(node).get(key.replace("~1", "/").replace("~0", "~"))
    return node
