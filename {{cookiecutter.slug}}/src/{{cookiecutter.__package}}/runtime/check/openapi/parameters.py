"""The rules for parameters (OpenAPI, Plugins and Actions)."""

import re
from typing import Any

from ..place import shortened
from ..problem import INVALID, REFUSED, REFUSED_BY_ACTIONS, Findings
from ..values import mapping
from . import texts
from .api import Api, Operation

LONGEST_TEXT = 700  # characters of a description (Actions)


def rules(api: Api, operation: Operation, checked: set[int]) -> Findings:
    """Check the parameters of an operation.

    `checked` has the ids of the parameters that were checked with another operation of the path.
    """
    declared = set()
    for parameter in operation.parameters:
        node = mapping(api.parts.follow(parameter))
        name = node.get("name")
        if id(parameter) not in checked:
            checked.add(id(parameter))
            yield from _parameter(operation, parameter, node)
        if node.get("in") == "path" and node.get("required") is True and isinstance(name, str):
            declared.add(name)
    in_path = set(re.findall(r"\{([^{}]+)\}", operation.path))
    for name in sorted(in_path - declared):
        at = f"{operation}: parameter {shortened(name)}"
        yield INVALID, f"{at}: must be declared with in: path and required: true"
    for name in sorted(declared - in_path):
        yield INVALID, f"{operation}: parameter {shortened(name)}: is not in the path; remove it"


def _parameter(operation: Operation, parameter: Any, node: dict[str, Any]) -> Findings:
    if not node:
        return
    name, place = node.get("name"), node.get("in")
    at = f"{operation}: parameter {shortened(name) if isinstance(name, str) else 'without a name'}"
    if name is None:
        yield INVALID, f"{at}: name: is missing; add it"
    elif not isinstance(name, str):
        yield INVALID, f"{at}: name: must be text; put it in quotes"
    if "$ref" in mapping(parameter):
        yield REFUSED, f"{at}: is a $ref; write it inline"
    if place == "body":
        yield INVALID, f"{at}: in: is body, as in Swagger 2.0; describe a requestBody instead"
    elif place in ("header", "cookie"):
        yield REFUSED_BY_ACTIONS, f"{at}: in: is {place}, but should be path or query"
    elif place not in ("path", "query"):
        yield INVALID, f"{at}: in: must be path or query"
    yield from texts.rules(at, node, LONGEST_TEXT, "description")
