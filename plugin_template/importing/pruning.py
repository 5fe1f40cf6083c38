"""A document without what the chosen operations do not need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from plugin_template.importing.finding import Found
from plugin_template.importing.source import Source

_KEPT = ("openapi", "servers")
# Where something that is named wrongly may be meant to be.
_SECTIONS = ("schemas", "responses", "parameters", "requestBodies")
_METHODS = frozenset(
    ("get", "put", "post", "delete", "options", "head", "patch", "trace"),
)


def prune(source: Source, chosen: Iterable[Found]) -> dict[str, Any]:
    """Copy what operations consist of, and all that their references reach.

    Parameters:
        source: The document.
        chosen: Operations of it.

    Returns:
        A document in which every JSON pointer of the copied parts leads where it led before.
    """
    pruned: dict[str, Any] = {key: source.data[key] for key in _KEPT if key in source.data}
    info = source.data.get("info")
    if isinstance(info, dict) and "servers" in info:
        pruned["info"] = {"servers": info["servers"]}
    pruned["paths"] = {}
    pending: list[Any] = []
    for found in chosen:
        path = source.data["paths"][found.path]
        if isinstance(path, dict) and "$ref" in path:
            pruned["paths"][found.path] = {"$ref": path["$ref"]}
        item = source.value(found.item_place)
        for key, value in item.items():
            method = key.lower() in _METHODS
            if not method or found.place.endswith(f"/{key}"):
                _insert(pruned, source.data, [*_split(found.item_place), key])
                pending.append(value)
    _add_references(source, pruned, pending)
    return pruned


def _add_references(source: Source, pruned: dict[str, Any], pending: list[Any]) -> None:
    reached: set[str] = set()
    while pending:
        for reference in _references(pending.pop()):
            for section in _SECTIONS:
                target = source.resolve(reference, section)
                if target and target[0] and target[0] not in reached:
                    reached.add(target[0])
                    _insert(pruned, source.data, _split(target[0]))
                    pending.append(source.value(target[0]))


def _references(value: Any) -> Iterator[str]:
    """Yield what looks like a reference anywhere below a value."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            mapping = node.get("mapping")
            if isinstance(mapping, dict) and "propertyName" in node:
                yield from (each for each in mapping.values() if isinstance(each, str))
            stack += node.values()
        elif isinstance(node, list):
            stack += node


def _insert(pruned: dict[str, Any], data: Any, keys: list[str]) -> None:
    """Copy what is at a place, below as much of its surroundings as leads there."""
    into: Any = pruned
    for at, key in enumerate(keys):
        data = data[int(key)] if isinstance(data, list) else data[key]
        whole = at == len(keys) - 1 or isinstance(data, list)
        if whole or not isinstance(data, dict):
            into[key] = data
            return
        if into.get(key) is data:
            return  # All of it is there already.
        into = into.setdefault(key, {})


def _split(pointer: str) -> list[str]:
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
