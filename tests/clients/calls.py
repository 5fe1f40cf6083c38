"""What clients call: the operations of the TODO list, and those of a plugin made from an API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """A call of an operation.

    Parameters:
        operation: The operationId.
        method: The method, in capitals.
        path: The path, with parameters in braces.
        path_values: The values of these parameters.
        body: The JSON body.
    """

    operation: str
    method: str
    path: str
    path_values: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


# How clients name operations.
Naming = Callable[[Call], str]


def by_id(call: Call) -> str:
    """Name an operation as openapi.yaml does."""
    return call.operation


def by_path(call: Call) -> str:
    """Name an operation by its method and path."""
    return f"{call.method} {call.path}"


def in_snake_case(call: Call) -> str:
    """Name an operation as Python does."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", call.operation).lower()


def names(calls: list[Call], naming: Naming) -> list[str]:
    """List the names of the operations that are called, each once and in order."""
    return sorted({naming(call) for call in calls})


def to_json(calls: list[Call]) -> str:
    """Write calls as the scripts in `drivers` read them, with all arguments in one object too."""
    return json.dumps(
        [asdict(call) | {"arguments": call.path_values | call.body} for call in calls]
    )


_LIST, _ALICE = "/todos/{username}", {"username": "alice"}
TODO = [
    Call("addTodo", "POST", _LIST, _ALICE, {"todo": "buy milk"}),
    Call("getTodos", "GET", _LIST, _ALICE),
    # The first item, since the list has what other clients left.
    Call("deleteTodo", "DELETE", _LIST, _ALICE, {"todo_idx": 0}),
    Call("getTodos", "GET", _LIST, _ALICE),
]

PET = {"name": "Rex", "photoUrls": ["https://pets.example/rex.png"], "status": "sold"}
PETS = [
    Call("addPet", "POST", "/pet", body=PET),
    Call("getPetById", "GET", "/pet/{petId}", {"petId": 7}),
]
