"""The rules for operations and their parameters (OpenAPI, Plugins, Actions and MCP)."""

import re
from typing import Any

from ..problem import (
    ADVICE,
    ADVICE_FOR_MCP,
    INVALID,
    REFUSED,
    REFUSED_BY_MCP,
    UNWISE_IN_V1,
    Findings,
)
from ..values import mapping
from .walk import follow, operations

FLAG, READING, WRITING = "x-openai-isConsequential", ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")
WISE_LENGTH = 200  # characters of a text (Plugins)
LONGEST_TEXT, LONGEST_PARAMETER_TEXT = 300, 700  # characters (Actions)


def rules(spec: dict[str, Any]) -> Findings:
    """Check each operation."""
    owners: dict[str, str] = {}
    for at, node, parameters in operations(spec):
        name, flag = node.get("operationId"), node.get(FLAG)
        if not isinstance(name, str) or not name.strip():
            yield INVALID, f"{at}: operationId: is missing; every operation needs a unique one"
        elif (owner := owners.setdefault(name, at)) != at:
            yield INVALID, f"{at}: operationId: {name!r} is already used by {owner}"
        elif not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name):
            message = f"{at}: operationId: must be 1 to 64 letters, digits, '_', '.' or '-'"
            yield REFUSED_BY_MCP, message
        yield from _texts(at, node, LONGEST_TEXT, "summary", "description")
        body = mapping(node.get("requestBody"))
        schemas = [mapping(media).get("schema") for media in mapping(body.get("content")).values()]
        if any("$ref" in mapping(part) for part in (body, *schemas)):
            yield UNWISE_IN_V1, f"{at}: requestBody: is a $ref, which some clients drop; inline it"
        method, _, path = at.partition(" ")
        if not isinstance(flag, bool) or method in (WRITING, READING)[flag]:
            yield (
                ADVICE,
                f"{at}: {FLAG}: set it to true if the operation changes something, else to false",
            )
        yield from _parameters(spec, at, set(re.findall(r"\{([^{}]+)\}", path)), parameters)


def _texts(at: str, node: dict[str, Any], longest: int, *fields: str) -> Findings:
    if not any(node.get(field) for field in fields):
        yield ADVICE_FOR_MCP, f"{at}: {fields[-1]}: is missing; models rely on it"
    for field in fields:
        text = node.get(field)
        if isinstance(text, str) and len(text) > WISE_LENGTH:
            is_refused = len(text) > longest
            levels, limit = (REFUSED, longest) if is_refused else (UNWISE_IN_V1, WISE_LENGTH)
            yield levels, f"{at}: {field}: has {len(text)} characters; use at most {limit}"


def _parameters(
    spec: dict[str, Any], at: str, in_path: set[str], parameters: list[Any]
) -> Findings:
    declared = set()
    for parameter in parameters:
        node = follow(spec, parameter)
        name, place = node.get("name"), node.get("in")
        name = name if isinstance(name, str) else "without a name"
        if "$ref" in mapping(parameter):
            yield REFUSED, f"{at}: parameter {name}: is a $ref; write it inline"
        if place in ("header", "cookie"):
            yield REFUSED, f"{at}: parameter {name}: in: is {place}, but must be path or query"
        if place == "path" and node.get("required") is True:
            declared.add(name)
        yield from _texts(f"{at}: parameter {name}", node, LONGEST_PARAMETER_TEXT, "description")
    for name in sorted(in_path - declared):
        message = f"{at}: parameter {name}: must be declared with in: path and required: true"
        yield INVALID, message
    for name in sorted(declared - in_path):
        yield INVALID, f"{at}: parameter {name}: is not in the path"
