"""The rules for operations and what they answer (OpenAPI, Plugins, Actions and MCP)."""

import re

from ..place import shortened
from ..problem import ADVICE, INVALID, REFUSED_BY_MCP, UNWISE_IN_V1, Findings
from ..values import mapping
from . import parameters, texts
from .api import Api, Operation

FLAG = "x-openai-isConsequential"
READING, WRITING = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")
LONGEST_TEXT = 300  # characters of a summary or description (Actions)


def rules(api: Api) -> Findings:
    """Check each operation, and each request body and response."""
    owners: dict[str, Operation] = {}
    for operation in api.operations:
        yield from _operation_id(operation, owners)
    checked: set[int] = set()
    for operation in api.distinct:
        at, node = str(operation), operation.node
        yield from texts.rules(at, node, LONGEST_TEXT, "summary", "description")
        yield from _request_body(operation)
        if not node.get("responses"):
            yield INVALID, f"{at}: responses: is missing; describe at least one response"
        flag = node.get(FLAG)
        if not isinstance(flag, bool) or operation.method in (WRITING, READING)[flag]:
            message = f"{at}: {FLAG}: set it to true if the operation changes something"
            yield ADVICE, f"{message}, else to false"
        yield from parameters.rules(api, operation, checked)
    for part in api.parts.of("request-body"):
        if not isinstance(part.value.get("content"), dict):
            yield INVALID, f"{part.place}.content: must be a mapping of media types to schemas"
    for part in api.parts.of("response"):
        if not isinstance(part.value.get("description"), str):
            yield INVALID, f"{part.place}.description: must be text, which may be empty"


def _operation_id(operation: Operation, owners: dict[str, Operation]) -> Findings:
    name = operation.node.get("operationId")
    if not isinstance(name, str) or not name.strip():
        yield INVALID, f"{operation}: operationId: is missing; every operation needs a unique one"
    elif (owner := owners.setdefault(name, operation)) is not operation:
        message = f"{operation}: operationId: {shortened(name)!r} is already used by {owner}"
        yield INVALID, f"{message}; rename one of them"
    elif not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name):
        message = f"{operation}: operationId: must be 1 to 64 letters, digits, '_', '.' or '-'"
        yield REFUSED_BY_MCP, message


def _request_body(operation: Operation) -> Findings:
    node = operation.node
    if operation.method in READING and node.get("requestBody") is not None:
        message = f"{operation}: requestBody: is not allowed here; use parameters or POST"
        yield INVALID, message
    body = mapping(node.get("requestBody"))
    schemas = [mapping(media).get("schema") for media in mapping(body.get("content")).values()]
    if any("$ref" in mapping(part) for part in (body, *schemas)):
        message = f"{operation}: requestBody: is a $ref, which some clients drop; write it inline"
        yield UNWISE_IN_V1, message
