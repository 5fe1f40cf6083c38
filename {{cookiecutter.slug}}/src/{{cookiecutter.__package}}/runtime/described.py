"""Operations as openapi.yaml describes them."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .check.openapi.grammar import METHODS
from .operation import Argument, Body, Operation, Parameters
from .schemas import resolve, validator

_PARAMETER = re.compile(r"{([^{}]*)}")


def operations(document: Mapping[str, Any]) -> Iterator["Described"]:
    """List the operations of an OpenAPI document."""
    for path, item in document["paths"].items():
        item = resolve(document, item)
        for method in METHODS:
            if isinstance(item, dict) and isinstance(node := item.get(method), dict):
                yield Described(document, path, method, node, item.get("parameters") or [])


@dataclass(frozen=True)
class Described:
    """An operation.

    Parameters:
        document: The OpenAPI document, in which references are looked up.
        path: Its path in the document.
        method: Its method in the document.
        node: The operation object.
        shared: The parameters of all operations at the path.
    """

    document: Mapping[str, Any]
    path: str
    method: str
    node: Mapping[str, Any]
    shared: list[Any]

    def __str__(self) -> str:
        return f"{self.id} ({self.method.upper()} {self.path})"

    @property
    def id(self) -> str:
        return str(self.node.get("operationId") or f"{self.method}{self.path}")

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """Its parameters in path and query; its own replace those of the path."""
        listed = [resolve(self.document, each) for each in self.shared]
        listed += [resolve(self.document, each) for each in self.node.get("parameters") or []]
        by_name = {
            (each["in"], each["name"]): each
            for each in listed
            if isinstance(each, dict) and each.get("in") in ("path", "query") and "name" in each
        }
        return list(by_name.values())

    @property
    def body(self) -> dict[str, Any] | None:
        found = resolve(self.document, self.node.get("requestBody"))
        return found if isinstance(found, dict) and found else None

    @property
    def body_schema(self) -> Any:
        content = (self.body or {}).get("content") or {}
        json = [each for kind, each in content.items() if "json" in kind]
        return (json or list(content.values()) or [{}])[0].get("schema", {})

    def all_of(self, place: str) -> dict[str, Any]:
        """The schema of an object that has all parameters in the path or in the query."""
        found = [each for each in self.parameters if each["in"] == place]
        return {
            "type": "object",
            "properties": {each["name"]: each.get("schema", {}) for each in found},
            "required": [each["name"] for each in found if each.get("required")],
        }

    @property
    def status(self) -> int:
        statuses = [str(each) for each in self.node.get("responses") or {}]
        return int(next((each for each in statuses if re.fullmatch("2[0-9][0-9]", each)), "200"))

    @property
    def names(self) -> dict[str, str]:
        """The parameters of the path, by Python names, which every router takes."""
        names: dict[str, str] = {}
        for found in _PARAMETER.findall(self.path):
            name = re.sub("[^A-Za-z0-9_]", "_", found)
            while name in names or not name.isidentifier():
                name = f"_{name}"
            names[name] = found
        return names

    def bound(
        self, function: Callable[..., Any], arguments: tuple[Argument, ...], extras: tuple[str, ...]
    ) -> Operation:
        """Bind it to a function.

        Parameters:
            function: What does it.
            arguments: What the function takes from the request.
            extras: Names of the arguments that the framework itself supplies.
        """
        spelled = iter(self.names)
        body = self.body
        return Operation(
            id=self.id,
            method=self.method.upper(),
            path=_PARAMETER.sub(lambda _: f"{{{next(spelled)}}}", self.path),
            status=self.status,
            function=function,
            is_async=inspect.iscoroutinefunction(function),
            arguments=arguments,
            path_parameters=self._read_as("path"),
            query_parameters=self._read_as("query"),
            body=Body(
                bool(body.get("required")), validator(self.document, self.body_schema, text=False)
            )
            if body
            else None,
            extras=extras,
        )

    def _read_as(self, place: str) -> Parameters | None:
        schema = self.all_of(place)
        if not schema["properties"]:
            return None
        names = self.names if place == "path" else {}
        lists = [
            name for name, each in schema["properties"].items() if _is_list(self.document, each)
        ]
        return Parameters(names, frozenset(lists), validator(self.document, schema, text=True))


def _is_list(document: Mapping[str, Any], schema: Any) -> bool:
    schema = resolve(document, schema)
    types = schema.get("type") if isinstance(schema, dict) else None
    return types == "array" or (isinstance(types, list) and "array" in types)
