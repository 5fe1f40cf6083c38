"""The document as the rules see it."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from ..place import shortened
from ..values import mapping, sequence
from .grammar import EXTENSION, METHODS
from .parts import Parts


class Operation(NamedTuple):
    """An operation at a path."""

    method: str  # in upper case
    path: str
    node: dict[str, Any]
    item: dict[str, Any]  # the path's

    def __str__(self) -> str:
        return f"{self.method} {shortened(self.path)}"

    @property
    def parameters(self) -> Iterator[Any]:
        """The parameters of the path and of the operation, references among them."""
        return chain(sequence(self.item.get("parameters")), sequence(self.node.get("parameters")))


class Api:
    """An OpenAPI document and what it is checked against.

    Parameters:
        spec: The document as plain data.
        auth: The manifest's `auth`; empty if there is no manifest.
        domain: The plugin's own domain; empty if it is not known.
    """

    def __init__(self, spec: dict[str, Any], auth: dict[str, Any], domain: str) -> None:
        self.spec, self.auth, self.domain = spec, auth, domain
        self.parts = Parts(spec)
        self.operations = list(self._operations())
        # Two paths may refer to one item, whose operations need not be checked again.
        distinct: dict[int, Operation] = {}
        for operation in self.operations:
            distinct.setdefault(id(operation.node), operation)
        self.distinct = list(distinct.values())

    def _operations(self) -> Iterator[Operation]:
        for path, raw in mapping(self.spec.get("paths")).items():
            item = mapping(self.parts.follow(raw))
            for method in METHODS if not path.startswith(EXTENSION) else ():
                if isinstance(node := item.get(method), dict):
                    yield Operation(method.upper(), path, node, item)
