"""Binds each operation of openapi.yaml to the function of operations.py that its operationId names.

`getTodos` names `get_todos()`, or `get_todos_()` where Python or the module itself has that name. The
function's arguments are the parameters of the operation in Python's spelling (`userId` is `user_id`
or `userId`), `body` for the JSON body, and `user` for the caller. `path` and `query` take all of these
parameters at once, as a model or a dict.

In a plugin that was made from an API, upstream.json says which operations without a function are
forwarded to that API.
"""

import inspect
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

from pydantic import PydanticUserError, TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.fields import FieldInfo

from . import documents, framework
from .described import Described
from .described import operations as described_operations
from .errors import NotReady
from .operation import Argument, Operation
from .type_matching import contradiction

_UPSTREAM = Path(__file__).parents[1] / "upstream.json"
WHOLE = ("body", "user", "query", "path")  # Arguments that are not the parameter of that name.


def bind(module: ModuleType) -> list[Operation]:
    """Bind the operations of openapi.yaml to a module's functions.

    Parameters:
        module: operations.py.

    Returns:
        The operations in the order in which routers must try them: a fixed path before one with a
        parameter in its place, as OpenAPI has it.

    Raises:
        NotReady: If the two do not match, with a line for each difference; if operations are
            forwarded, and it is not known where to.
    """
    operations, problems = match(documents.openapi(), module)
    if problems:
        raise NotReady("\n".join(problems))
    if any(each.is_forwarded for each in operations):
        _upstream().require()
    return sorted(operations, key=lambda each: ["{" in part for part in each.path.split("/")])


def match(document: Mapping[str, Any], module: ModuleType) -> tuple[list[Operation], list[str]]:
    """Compare an OpenAPI document with a module's functions.

    Parameters:
        document: The parsed openapi.yaml.
        module: operations.py.

    Returns:
        The operations that could be bound, and a line for each difference.

    Raises:
        NotReady: If operations are forwarded, and upstream.json or a setting cannot be used.
    """
    functions = _functions(module)
    operations: list[Operation] = []
    problems: list[str] = []
    named: dict[str, Described] = {}
    forward = _upstream().operation if _UPSTREAM.is_file() else None
    for described in described_operations(document):
        name = function_name(described.id)
        found = name if name in functions else f"{name}_"
        if found not in functions and forward and (operation := forward(described)):
            operations.append(operation)
            continue
        if found not in functions:
            shown = found if keyword.iskeyword(name) else name
            problems.append(
                f"operations.py has no {shown}(), which openapi.yaml describes as {described}"
            )
            continue
        if found in named:
            problems.append(
                f"openapi.yaml names {found}() twice, for {named[found]} and for {described}: "
                "change one operationId"
            )
            continue
        named[found] = described
        binder = _Binder(described, found, functions[found])
        bound = binder.operation()
        problems += binder.problems
        if bound:
            operations.append(bound)
    problems += [
        f"operations.py has {name}(), which no operation of openapi.yaml names: describe it there, "
        "or begin its name with _"
        for name in functions
        if name not in named
    ]
    return operations, problems


def function_name(operation_id: str) -> str:
    """Name the function of an operation: `getTodos` becomes `get_todos`."""
    words = re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+|[0-9]+", operation_id)
    return "_".join(word.lower() for word in words) or "operation"


def _functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """List the functions that a module itself defines, but for those that begin with `_`."""
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    }


def on_start(module: ModuleType) -> list[str]:
    """Say where operations are forwarded to.

    Parameters:
        module: operations.py.

    Returns:
        A line for the person who starts the server, or none if nothing is forwarded.

    Raises:
        NotReady: If it is not known where to.
    """
    operations, _ = match(documents.openapi(), module)
    forwarded = [each.id for each in operations if each.is_forwarded]
    return [f"Forwarded to {_upstream().require()}: {', '.join(forwarded)}"] if forwarded else []


def _upstream() -> Any:
    """Import what forwards operations, which only a plugin that was made from an API has."""
    return import_module(".upstream", __package__)


@dataclass
class _Binder:
    """Binds one operation to its function, and notes what does not match."""

    described: Described
    name: str
    function: Callable[..., Any]
    problems: list[str] = field(default_factory=list)

    def operation(self) -> Operation | None:
        taken = self.arguments()
        if self.problems:
            return None
        return self.described.bound(
            self.function,
            tuple(each for each in taken if isinstance(each, Argument)),
            tuple(each for each in taken if isinstance(each, str)),
        )

    def arguments(self) -> list[Argument | str]:
        """List what the function takes: from the request, or (by its name) from the framework."""
        try:
            hints = get_type_hints(self.function, include_extras=True)
            signature = inspect.signature(self.function)
        except Exception as error:  # A type in quotes can be any code.
            self.problem(f"has a type that cannot be read: {error}, for")
            return []
        declared = self.described.parameters
        taken: list[Argument | str] = []
        for parameter in signature.parameters.values():
            name, type_ = parameter.name, hints.get(parameter.name, Any)
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if framework.supplies(parameter, type_):
                taken.append(name)
                continue
            if name in WHOLE:
                argument = self.whole(parameter, type_)
            elif found := _find(name, declared):
                declared.remove(found)
                argument = self.parameter(parameter, type_, found)
            else:
                self.problem(f"takes {name}, which openapi.yaml does not declare for")
                continue
            taken += [argument] if argument else []
        for missing in declared:
            if missing.get("required") and missing["in"] not in signature.parameters:
                self.problem(f"does not take {python_name(missing['name'])}, which is required by")
        body = self.described.body
        if body and body.get("required") and "body" not in signature.parameters:
            self.problem("does not take body, which is required by")
        return taken

    def whole(self, parameter: inspect.Parameter, type_: Any) -> Argument | None:
        name, body = parameter.name, self.described.body
        if name == "user":
            return self.argument(name, name, None, type_, {"type": "string"})
        if name != "body":
            return self.argument(name, name, None, type_, self.described.all_of(name))
        if not body:
            self.problem("takes body, which openapi.yaml does not declare for")
            return None
        if not self.has_default(parameter) and not body.get("required"):
            self.problem("needs a default for body, since it is optional in")
            return None
        return self.argument(name, name, None, type_, self.described.body_schema)

    def parameter(
        self, parameter: inspect.Parameter, type_: Any, found: dict[str, Any]
    ) -> Argument | None:
        schema = found.get("schema", {})
        is_given = found.get("required") or (isinstance(schema, dict) and "default" in schema)
        if not self.has_default(parameter) and not is_given:
            self.problem(f"needs a default for {parameter.name}, since it is optional in")
            return None
        return self.argument(parameter.name, found["in"], found["name"], type_, schema)

    def has_default(self, parameter: inspect.Parameter) -> bool:
        if isinstance(parameter.default, FieldInfo):
            kind = type(parameter.default).__name__
            self.problem(
                f"has {parameter.name} = {kind}(…), where Annotated[…, {kind}(…)] is needed, for"
            )
        return parameter.default is not parameter.empty

    def argument(
        self, name: str, source: str, key: str | None, type_: Any, schema: Any
    ) -> Argument | None:
        try:
            adapter = TypeAdapter(type_)
        except PydanticUserError:
            self.problem(f"takes {name} as a type that pydantic cannot read, for")
            return None
        try:
            ours = adapter.json_schema()
        except PydanticInvalidForJsonSchema:
            ours = {}
        if wrong := contradiction(ours, schema, self.described.document):
            self.problem(f"takes {name}{wrong} for")
            return None
        return Argument(name, source, key, adapter)

    def problem(self, what: str) -> None:
        self.problems.append(f"operations.py: {self.name}() {what} {self.described}")


def _find(name: str, parameters: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Find the parameter that an argument names: exactly, or else in another spelling."""
    exact = [each for each in parameters if python_name(each["name"]) == name]
    alike = [each for each in parameters if _spelling(each["name"]) == _spelling(name)]
    return next(iter(exact + alike), None)


def python_name(name: str) -> str:
    """Spell the name of a parameter as an argument: `todo-id` becomes `todo_id`."""
    python = re.sub("[^A-Za-z0-9_]", "_", name).strip("_")
    return f"{python}_" if python in WHOLE else python


def _spelling(name: str) -> str:
    """Reduce a name to what `userId`, `user-id` and `user_id` have in common."""
    return re.sub("[^a-z0-9]", "", name.lower())
