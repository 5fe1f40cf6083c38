"""Binds each operation of openapi.yaml to the function of operations.py that its operationId names.

`getTodos` names `get_todos()`, or `get_todos_()` where Python or the module itself has that name. The
function's arguments are the parameters of the operation in Python's spelling (`userId` is `user_id`
or `userId`), `body` for the JSON body, and `user` for the caller. `path` and `query` take all of these
parameters at once, as a model or a dict.
"""

import inspect
import keyword
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, get_type_hints

from pydantic import PydanticUserError, TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.fields import FieldInfo

from . import documents, framework
from .errors import NotReady
from .operation import Argument, Body, Operation, Parameters
from .schemas import resolve, validator
from .types import contradiction

WHOLE = ("body", "user", "query", "path")  # Arguments that are not the parameter of that name.


def bind(module: ModuleType) -> list[Operation]:
    """Bind the operations of openapi.yaml to a module's functions.

    Parameters:
        module: operations.py.

    Returns:
        The operations in the order in which routers must try them: a fixed path before one with a
        parameter in its place, as OpenAPI has it.

    Raises:
        NotReady: If the two do not match, with a line for each difference.
    """
    operations, problems = match(documents.openapi(), module)
    if problems:
        raise NotReady("\n".join(problems))
    return sorted(operations, key=lambda each: ["{" in part for part in each.path.split("/")])


def match(document: Mapping[str, Any], module: ModuleType) -> tuple[list[Operation], list[str]]:
    """Compare an OpenAPI document with a module's functions.

    Parameters:
        document: The parsed openapi.yaml.
        module: operations.py.

    Returns:
        The operations that could be bound, and a line for each difference.
    """
    functions = _functions(module)
    operations: list[Operation] = []
    problems: list[str] = []
    named: dict[str, _Described] = {}
    for described in _described(document):
        name = described.function_name
        found = name if name in functions else f"{name}_"
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
        operation = binder.operation()
        problems += binder.problems
        if operation:
            operations.append(operation)
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


@dataclass(frozen=True)
class _Described:
    """An operation as openapi.yaml describes it."""

    document: Mapping[str, Any]
    path: str
    method: str
    node: Mapping[str, Any]
    shared: list[Any]  # parameters of all operations at the path

    def __str__(self) -> str:
        return f"{self.id} ({self.method.upper()} {self.path})"

    @property
    def id(self) -> str:
        return str(self.node.get("operationId") or f"{self.method}{self.path}")

    @property
    def function_name(self) -> str:
        return function_name(self.id)

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


def _described(document: Mapping[str, Any]) -> Iterator[_Described]:
    for path, item in document["paths"].items():
        item = resolve(document, item)
        for method in documents.METHODS:
            if isinstance(item, dict) and isinstance(node := item.get(method), dict):
                yield _Described(document, path, method, node, item.get("parameters") or [])


def _functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """List the functions that a module itself defines, but for those that begin with `_`."""
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    }


@dataclass
class _Binder:
    """Binds one operation to its function, and notes what does not match."""

    described: _Described
    name: str
    function: Callable[..., Any]
    problems: list[str] = field(default_factory=list)

    def operation(self) -> Operation | None:
        described = self.described
        taken = self.arguments()
        path, names = self.path()
        if self.problems:
            return None
        schema = described.body_schema
        body = described.body
        return Operation(
            id=described.id,
            method=described.method.upper(),
            path=path,
            status=described.status,
            function=self.function,
            is_async=inspect.iscoroutinefunction(self.function),
            arguments=tuple(each for each in taken if isinstance(each, Argument)),
            path_parameters=self.parameters("path", names),
            query_parameters=self.parameters("query", {}),
            body=Body(bool(body.get("required")), validator(described.document, schema, text=False))
            if body
            else None,
            extras=tuple(each for each in taken if isinstance(each, str)),
        )

    def path(self) -> tuple[str, dict[str, str]]:
        """Spell the parameters of the path as Python names, which every router takes."""
        names: dict[str, str] = {}

        def spell(found: re.Match[str]) -> str:
            name = re.sub("[^A-Za-z0-9_]", "_", found[1])
            while name in names or not name.isidentifier():
                name = f"_{name}"
            names[name] = found[1]
            return f"{{{name}}}"

        return re.sub(r"{([^{}]*)}", spell, self.described.path), names

    def parameters(self, place: str, names: dict[str, str]) -> Parameters | None:
        document, schema = self.described.document, self.described.all_of(place)
        if not schema["properties"]:
            return None
        lists = [name for name, each in schema["properties"].items() if _is_list(document, each)]
        return Parameters(names, frozenset(lists), validator(document, schema, text=True))

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


def _is_list(document: Mapping[str, Any], schema: Any) -> bool:
    schema = resolve(document, schema)
    types = schema.get("type") if isinstance(schema, dict) else None
    return types == "array" or (isinstance(types, list) and "array" in types)


def python_name(name: str) -> str:
    """Spell the name of a parameter as an argument: `todo-id` becomes `todo_id`."""
    python = re.sub("[^A-Za-z0-9_]", "_", name).strip("_")
    return f"{python}_" if python in WHOLE else python


def _spelling(name: str) -> str:
    """Reduce a name to what `userId`, `user-id` and `user_id` have in common."""
    return re.sub("[^a-z0-9]", "", name.lower())
