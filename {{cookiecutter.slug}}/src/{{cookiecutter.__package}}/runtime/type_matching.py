"""Compares the types of operations.py and models.py with the schemas of openapi.yaml."""

from collections.abc import Mapping
from typing import Any

from .schemas import resolve

# The Python types that accept a type of the document: a float accepts an integer too.
_TAKEN_BY = {"integer": {"integer", "number"}}


def contradiction(
    ours: Mapping[str, Any], theirs: Any, document: Mapping[str, Any], place: str = ""
) -> str:
    """Say where a Python type refuses what a schema of the document allows.

    Parameters:
        ours: The JSON schema that pydantic makes of the type.
        theirs: The schema in the document.
        document: The OpenAPI document, in which references are looked up.
        place: The property that is compared, as in `.items`.

    Returns:
        What contradicts, such as `.size as integer, which is string in openapi.yaml,`, or nothing.
    """
    return _compare(ours, ours, theirs, document, place, 0)


def _compare(
    ours: Any,
    root: Mapping[str, Any],
    theirs: Any,
    document: Mapping[str, Any],
    place: str,
    depth: int,
) -> str:
    ours, theirs = resolve(root, ours), resolve(document, theirs)
    if not isinstance(ours, dict) or not isinstance(theirs, dict) or depth > 20:
        return ""
    taken, sent = _types(ours, root), _types(theirs, document)
    refused = [each for each in sent if taken and not _TAKEN_BY.get(each, {each}) & taken]
    if refused:
        shown = " or ".join(sorted(taken))
        return f"{place} as {shown}, which is {' or '.join(refused)} in openapi.yaml,"
    kind, format_ = _dated(ours), theirs.get("format")
    if kind and kind != format_:
        return f"{place} as {kind}, which is string in openapi.yaml,"
    ours, theirs = _not_null(ours, root), _not_null(theirs, document)
    if narrower := _narrower(ours, theirs):
        return f"{place} {narrower},"
    if "items" in ours and "items" in theirs:
        return _compare(ours["items"], root, theirs["items"], document, f"{place}[]", depth + 1)
    if "properties" not in ours or "properties" not in theirs:
        return ""
    for name in ours.get("required") or []:
        if name not in theirs["properties"]:
            return f"{place}.{name}, which openapi.yaml does not declare,"
        if name not in (theirs.get("required") or []):
            return f"{place}.{name} without a default, which is optional in openapi.yaml,"
    for name in theirs.get("required") or []:
        if name in theirs["properties"] and name not in ours["properties"]:
            return f" without .{name}, which is required in openapi.yaml,"
    for name, schema in ours["properties"].items():
        if name in theirs["properties"]:
            below = theirs["properties"][name]
            if found := _compare(schema, root, below, document, f"{place}.{name}", depth + 1):
                return found
    return ""


def _types(schema: Mapping[str, Any], root: Mapping[str, Any]) -> set[str]:
    """List the JSON types that a schema allows; nothing if it allows any."""
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        each = [_types(resolve(root, choice), root) for choice in choices]
        return set().union(*each) if all(each) else set()
    found = schema.get("type")
    return {found} if isinstance(found, str) else {*found} if isinstance(found, list) else set()


def _not_null(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take what a schema allows beside null, if that is one schema."""
    each = [resolve(root, choice) for choice in schema.get("anyOf") or []]
    others = [choice for choice in each if choice.get("type") != "null"]
    return others[0] if len(others) == 1 else schema


def _narrower(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    """Say which choices of the document a Python type does not have."""
    own, choices = _choices(ours), _choices(theirs)
    if own is None:
        return ""
    if choices is None:
        return f"as one of {', '.join(map(repr, own))}, which openapi.yaml does not limit"
    lacking = [repr(each) for each in choices if each not in own]
    return f"without {', '.join(lacking)}, which openapi.yaml allows" if lacking else ""


def _choices(schema: Mapping[str, Any]) -> list[Any] | None:
    found = [schema["const"]] if "const" in schema else schema.get("enum")
    return found if isinstance(found, list) else None


def _dated(schema: Mapping[str, Any]) -> str:
    every = [schema, *(schema.get("anyOf") or [])]
    formats = {each.get("format") for each in every if each.get("type") == "string"}
    dated = formats & {"date", "date-time"}
    return str(dated.pop()) if len(formats) == 1 and dated else ""
