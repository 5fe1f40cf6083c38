"""The operations of a plugin as function tools, and what the model fills in as a request.

ChatGPT's model got each operation by its name, with its texts and with one object of arguments, in
which the parameters and the fields of the body stand side by side.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPMethod
from typing import Any, NamedTuple
from urllib.parse import quote

from ..described import Described, operations
from ..schemas import resolve

# The names that OpenAI's API takes for a function.
_LONGEST_NAME = 64
_NOT_IN_NAMES = re.compile("[^A-Za-z0-9_-]")
_FIELD, _BODY = "field", "body"


class WrongArguments(Exception):
    """Arguments that are not a request; the message tells the model why."""


class Place(NamedTuple):
    """Where an argument goes: `path`, `query`, a `field` of the body, or the whole `body`."""

    where: str
    name: str


class Request(NamedTuple):
    """A request to the plugin.

    Parameters:
        method: The method, in capitals.
        path: The path, percent-encoded.
        query: The parameters of the query, a list as one pair for each item.
        body: What is sent as JSON; None for no body.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any


@dataclass(frozen=True)
class Tool:
    """An operation that the model can call.

    Parameters:
        name: Its operationId, in the characters that a function's name may have.
        description: Its summary and description.
        parameters: The JSON Schema of its arguments, without references.
        places: Where each argument goes.
        operation: The operation.
    """

    name: str
    description: str
    parameters: dict[str, Any]
    places: Mapping[str, Place]
    operation: Described

    @property
    def is_consequential(self) -> bool:
        """Whether ChatGPT asked before it called: as the document says, or for all but GET."""
        said = self.operation.node.get("x-openai-isConsequential")
        return said if isinstance(said, bool) else self.operation.method.upper() != HTTPMethod.GET

    @property
    def function(self) -> dict[str, Any]:
        """The tool as the chat completions API takes it."""
        described = {"description": self.description} if self.description else {}
        function = {"name": self.name, **described, "parameters": self.parameters}
        return {"type": "function", "function": function}

    def read(self, text: str) -> dict[str, Any]:
        """Read the arguments that the model wrote.

        Parameters:
            text: A JSON object; nothing at all counts as an empty one.

        Returns:
            The arguments, without parameters that are null.

        Raises:
            WrongArguments: If it is no JSON object, an argument is missing, or one is unknown.
        """
        try:
            given = json.loads(text.strip() or "{}")
        except (ValueError, RecursionError) as error:
            raise WrongArguments(f"The arguments are not valid JSON: {error}") from None
        if not isinstance(given, dict):
            raise WrongArguments("The arguments are not a JSON object")
        unknown = [name for name in given if name not in self.places]
        # Models write null for what they leave out; only a body can mean it.
        arguments = {
            name: value
            for name, value in given.items()
            if value is not None or self._is_in_body(name)
        }
        missing = [name for name in self.parameters["required"] if name not in arguments]
        said = [f"{self.name} does not take {', '.join(unknown)}."] if unknown else []
        said += [f"{self.name} needs {', '.join(missing)}."] if missing else []
        if said:
            names = ", ".join(self.places) or "none"
            raise WrongArguments(f"{' '.join(said)} Its arguments are: {names}.")
        return arguments

    def _is_in_body(self, argument: str) -> bool:
        return argument in self.places and self.places[argument].where in (_FIELD, _BODY)

    def request(self, arguments: Mapping[str, Any]) -> Request:
        """Make a request of arguments.

        Parameters:
            arguments: What `read` returned.

        Raises:
            WrongArguments: If a value cannot stand in a path.
        """
        path, query, fields = self.operation.path, [], {}
        body = self.operation.body
        content: Any = {} if body and body.get("required") else None
        for argument, value in arguments.items():
            where, name = self.places[argument]
            if where == "path":
                path = path.replace(f"{{{name}}}", _segment(argument, value))
            elif where == "query":
                items = value if isinstance(value, list) else [value]
                query += [(name, _text(item)) for item in items]
            elif where == _FIELD:
                fields[name] = value
            else:
                content = value
        method = self.operation.method.upper()
        return Request(method, path, tuple(query), fields or content)


def tools(document: Mapping[str, Any]) -> dict[str, Tool]:
    """List the operations of an OpenAPI document as tools, by their names."""
    found: dict[str, Tool] = {}
    for operation in operations(document):
        name = _name(operation.id, found)
        found[name] = _tool(name, operation)
    return found


def _tool(name: str, operation: Described) -> Tool:
    arguments = list(_arguments(operation))
    texts = (operation.node.get("summary"), operation.node.get("description"))
    schema = {
        "type": "object",
        "properties": {argument: schema for argument, _, schema, _ in arguments},
        "required": [argument for argument, _, _, is_required in arguments if is_required],
    }
    return Tool(
        name,
        "\n".join(dict.fromkeys(str(text).strip() for text in texts if text)),
        schema,
        {argument: place for argument, place, _, _ in arguments},
        operation,
    )


def _arguments(operation: Described) -> Iterator[tuple[str, Place, Any, bool]]:
    """List the arguments: their names, where they go, their schemas, and whether they are required."""
    document = operation.document
    body: Any = _inlined(document, operation.body_schema) if operation.body else None
    # Other bodies than a plain object are one argument.
    is_plain = isinstance(body, dict) and "properties" in body and not _is_open(body)
    fields: dict[str, Any] = body["properties"] if is_plain else {}
    taken = {*fields, *([_BODY] if operation.body and not is_plain else [])}
    for parameter in operation.parameters:
        place = Place(parameter["in"], parameter["name"])
        # As in FastMCP, so that a model sees the same names over MCP.
        name = f"{place.name}__{place.where}" if place.name in taken else place.name
        taken.add(name)
        schema = _inlined(document, parameter.get("schema", {}))
        if parameter.get("description") and isinstance(schema, dict):
            schema = {**schema, "description": parameter["description"]}
        yield name, place, schema, bool(parameter.get("required"))
    is_needed = bool((operation.body or {}).get("required"))
    for name, schema in fields.items():
        yield name, Place(_FIELD, name), schema, is_needed and name in (body.get("required") or [])
    if operation.body and not is_plain:
        yield _BODY, Place(_BODY, _BODY), body, is_needed


def _is_open(schema: Mapping[str, Any]) -> bool:
    words = ("additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf")
    return any(schema.get(word) for word in words)


def _inlined(document: Mapping[str, Any], node: Any, within: tuple[str, ...] = ()) -> Any:
    """Replace references by what they refer to; a schema inside itself is left open."""
    if isinstance(node, list):
        return [_inlined(document, each, within) for each in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return {key: _inlined(document, value, within) for key, value in node.items()}
    if reference in within:
        return {}
    beside = {key: value for key, value in node.items() if key != "$ref"}
    target = _inlined(document, resolve(document, node), (*within, reference))
    beside = _inlined(document, beside, within)
    return {**target, **beside} if isinstance(target, dict) else target


def _name(operation_id: str, taken: Mapping[str, Tool]) -> str:
    name = plain = _NOT_IN_NAMES.sub("_", operation_id)[:_LONGEST_NAME]
    number = 2
    while name in taken:
        suffix = f"_{number}"
        name = plain[: _LONGEST_NAME - len(suffix)] + suffix
        number += 1
    return name


def _segment(argument: str, value: Any) -> str:
    text = _text(value)
    # They would name another path: an empty segment, this one, or the one above.
    if text in ("", ".", ".."):
        raise WrongArguments(f"{argument} must not be {json.dumps(text)}")
    return quote(text, safe="")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
