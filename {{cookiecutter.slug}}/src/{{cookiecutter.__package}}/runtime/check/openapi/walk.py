"""Walk a document: its mappings, its references and its operations."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ..reading import DEEPEST, Unreadable
from ..values import mapping, sequence

MOST_VALUES = 1_000_000  # in a document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# The keys below these are names; nothing below VALUES is OpenAPI.
NAMES = """
    $defs callbacks content dependentSchemas encoding headers links parameters pathItems paths
    patternProperties properties requestBodies responses schemas securitySchemes variables webhooks
"""
VALUES = {"const", "default", "enum", "example", "examples"}


def mappings(spec: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the value of each mapping whose keys are OpenAPI's own.

    Raises:
        Unreadable: The document is too large, too deep, or has a key that is not text.
    """
    stack: list[tuple[str, object, bool, int]] = [("", spec, False, 0)]
    have_names = NAMES.split()
    for _ in range(MOST_VALUES):
        if not stack:
            return
        at, node, has_names, depth = stack.pop()
        if depth > DEEPEST:
            raise Unreadable(f"is nested more than {DEEPEST} levels deep, or contains itself")
        if isinstance(node, dict) and not has_names:
            yield at[1:], node
        for key, child in enumerate(node) if isinstance(node, list) else mapping(node).items():
            if isinstance(node, dict) and not isinstance(key, str):
                place = at[1:] or "the top level"
                raise Unreadable(f"has a key that is not text at {place}; put it in quotes")
            if has_names or not (key in VALUES or str(key).startswith("x-")):
                below = not has_names and key in have_names
                stack.append((f"{at}.{key}", child, below, depth + 1))
    raise Unreadable(f"has more than {MOST_VALUES:,} values; shorten it")


def resolve(spec: object, reference: object) -> Any:
    """What a reference points to inside the document, None if there is nothing."""
    start, *keys = unquote(reference).split("/") if isinstance(reference, str) else [""]
    node = spec if start == "#" else None
    for key in keys:
        if isinstance(node, list):
            node = {str(index): child for index, child in enumerate(node)}
        node = mapping(node).get(key.replace("~1", "/").replace("~0", "~"))
    return node


def follow(spec: object, node: object) -> dict[Any, Any]:
    """The mapping at the end of a node's references, empty if there is none."""
    for _ in range(10):
        if isinstance(node, dict) and "$ref" in node:
            node = resolve(spec, node["$ref"])
    return mapping(node)


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[Any]]]:
    """Yield each operation's method and path, its mapping, and its parameters with its path's."""
    for path, raw in mapping(spec.get("paths")).items():
        item = follow(spec, raw)
        for method in METHODS:
            if isinstance(node := item.get(method), dict):
                both = sequence(item.get("parameters")) + sequence(node.get("parameters"))
                yield f"{method.upper()} {path}", node, both
