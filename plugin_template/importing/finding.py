"""The operations of a document, each with a name of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugin_template.endpoints import LONGEST_NAME, METHODS, propose_operation_id
from plugin_template.endpoints.naming import class_name, spoken
from plugin_template.importing.report import Report, at, shown
from plugin_template.importing.source import Source

_OTHER_METHODS = ("head", "options", "trace")
_OWN_DOCUMENT = re.compile(
    r"(ai-plugin\.json|openapi\.\w+|logo\.(png|jpe?g|svg|gif|webp|ico))", re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    """An operation in the document as it came.

    Parameters:
        operation_id: A letter, then letters, digits and `_`; unique in the document.
        method: One of `METHODS`.
        path: The path as it is written.
        place: The operation's JSON pointer.
        item_place: The JSON pointer of what stands for all operations at the path.
        own_id: The operationId that the document has, if it has any.
        summary: What it does, on one line.
        tags: Its tags.
    """

    operation_id: str
    method: str
    path: str
    place: str
    item_place: str
    own_id: str
    summary: str
    tags: tuple[str, ...]


def find(source: Source, report: Report) -> list[Found]:
    """List the operations that a plugin could have.

    Parameters:
        source: The document.
        report: Where is noted what was left out, and which names were made.

    Returns:
        The operations in the order of the document.
    """
    names: set[str] = set()
    return [
        Found(
            _operation_id(node, method, path, place, names, report),
            method,
            path,
            place,
            item_place,
            _own_id(node),
            _summary(node, method, path),
            tuple(each for each in _list(node.get("tags")) if isinstance(each, str)),
        )
        for path, method, node, place, item_place in _nodes(source, report)
    ]


def _nodes(source: Source, report: Report) -> Iterator[tuple[str, str, dict[str, Any], str, str]]:
    for path, raw in source.data["paths"].items():
        place = at("/paths", path)
        if path.startswith("x-"):
            continue
        followed = source.follow(raw, place, "pathItems")
        if followed is None or not isinstance(followed[0], dict):
            report.add(place, "a path must be a mapping of methods", "left it out")
            continue
        item, item_place, _ = followed
        for key, node in item.items():
            method = key.upper()
            if key.lower() in _OTHER_METHODS:
                report.add(at(item_place, key), "hosts do not call this method", "left it out")
            elif method not in METHODS:
                continue
            elif not isinstance(node, dict):
                report.add(at(item_place, key), "an operation must be a mapping", "left it out")
            elif method == "GET" and _OWN_DOCUMENT.fullmatch(path.rpartition("/")[2]):
                report.add(
                    at(item_place, key),
                    "a plugin's own documents are not operations",
                    "left it out",
                )
            else:
                yield path, method, node, at(item_place, key), item_place


def _own_id(node: dict[str, Any]) -> str:
    value = node.get("operationId")
    return value.strip() if isinstance(value, str) else ""


def _operation_id(
    node: dict[str, Any], method: str, path: str, place: str, names: set[str], report: Report
) -> str:
    given = _own_id(node)
    name = _clean(given) or propose_operation_id(method, path.partition("?")[0])
    if not given:
        report.add(place, "operationId is missing", f"made it {name}")
    # Functions are named by operations, so two must differ in more than capitals and _.
    number, unique = 1, name
    while class_name(unique).casefold() in names:
        number += 1
        unique = f"{name[: LONGEST_NAME - len(str(number))]}{number}"
    names.add(class_name(unique).casefold())
    if given and unique != name:
        rule = f"operationId {shown(given)} is there more than once"
        report.add(at(place, "operationId"), rule, f"made it {unique}")
    elif given and unique != given:
        rule = f"operationId {shown(given)} must be a letter, then letters, digits and _, "
        report.add(at(place, "operationId"), f"{rule}at most {LONGEST_NAME}", f"made it {unique}")
    return unique


def _clean(given: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_]+", "_", given).strip("_")[:LONGEST_NAME].rstrip("_")
    if not re.search("[A-Za-z]", name):
        return ""
    return name if name[0].isalpha() else f"op_{name}"[:LONGEST_NAME]


def _summary(node: dict[str, Any], method: str, path: str) -> str:
    for field in ("summary", "description"):
        value = node.get(field)
        if isinstance(value, str) and value.strip():
            return shown(value.strip().splitlines()[0])
    return spoken(_clean(_own_id(node)) or propose_operation_id(method, path.partition("?")[0]))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
