"""Endpoints as the generated code needs them: with Python names, types and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin_template.code import layout
from plugin_template.endpoints import Endpoint, Field
from plugin_template.endpoints.naming import (
    argument_name,
    class_name,
    field_name,
    function_name,
    spoken,
)

_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "date": "dt.date",
    "date-time": "dt.datetime",
}
_EXAMPLES = {
    "string": '"example"',
    "integer": "1",
    "number": "1.5",
    "boolean": "True",
    "date": "dt.date(2026, 1, 31)",
    "date-time": "dt.datetime.now(dt.UTC)",
}


@dataclass(frozen=True)
class Model:
    """A pydantic model: its class name, what it is, and a line or more for each field."""

    name: str
    about: str
    fields: list[str]


@dataclass(frozen=True)
class Operation:
    """An endpoint with what its code is made of, and the names that its module imports."""

    endpoint: Endpoint
    imported: frozenset[str] = frozenset()

    @property
    def docstring(self) -> str:
        return layout.docstring(self.endpoint.summary or spoken(self.endpoint.operation_id))

    @property
    def response(self) -> str:
        return f"models.{self._class}Response" if self.endpoint.response else "None"

    @property
    def models(self) -> list[Model]:
        """The models of the request body and of the response, if there are any."""
        name, operation_id = self._class, self.endpoint.operation_id
        found = []
        if body := self.endpoint.body:
            lines = [_model_field(field, "validation_alias") for field in body]
            found.append(Model(f"{name}Request", f"The request body of {operation_id}.", lines))
        if response := self.endpoint.response:
            lines = [_model_field(field, "serialization_alias") for field in response]
            found.append(Model(f"{name}Response", f"The response of {operation_id}.", lines))
        return found

    @property
    def example(self) -> list[str]:
        """The arguments of a response that matches the declared one."""
        return [f"{field_name(field.name)}={_example(field)}" for field in self.endpoint.response]

    def signature(self, knows_user: bool) -> str:
        """Write the signature of the function in operations.py.

        Parameters:
            knows_user: Whether the caller's name comes first.

        Returns:
            `def …:`.
        """
        query = sorted(self.endpoint.query, key=lambda field: not field.required)
        arguments = ["user: str"] if knows_user else []
        arguments += [_argument(field) for field in self.endpoint.path_params]
        arguments += [f"body: models.{self._class}Request"] if self.endpoint.body else []
        arguments += [_argument(field) for field in query]
        name = function_name(self.endpoint.operation_id)
        name += "_" if name in self.imported else ""
        return layout.define(name, arguments, self.response)

    @property
    def _class(self) -> str:
        return class_name(self.endpoint.operation_id)


class Operations(tuple[Operation, ...]):
    """The operations of a plugin in the order of its endpoints, and what their code imports."""

    @property
    def models(self) -> list[Model]:
        return [model for operation in self for model in operation.models]

    @property
    def have_aliases(self) -> bool:
        """Whether a model calls pydantic's Field."""
        return any("= Field(" in field for model in self.models for field in model.fields)

    @property
    def have_dated_models(self) -> bool:
        return any(_is_dated((*each.endpoint.body, *each.endpoint.response)) for each in self)

    @property
    def have_dates(self) -> bool:
        """Whether operations.py has a date or a time in it."""
        return any(
            _is_dated((*each.endpoint.path_params, *each.endpoint.query, *each.endpoint.response))
            for each in self
        )


def operations(endpoints: Sequence[Endpoint], imported: frozenset[str] = frozenset()) -> Operations:
    """Prepare endpoints for the templates.

    Parameters:
        endpoints: The plugin's endpoints.
        imported: Names that operations.py imports, which no function there may have.

    Returns:
        What the generated code is made of, in the same order.
    """
    return Operations(Operation(endpoint, imported) for endpoint in endpoints)


def _is_dated(fields: Sequence[Field]) -> bool:
    return any(field.type.startswith("date") for field in fields)


def _type(field: Field) -> str:
    return f"list[{_TYPES[field.type]}]" if field.many else _TYPES[field.type]


def _argument(field: Field) -> str:
    optional = "" if field.required else " | None = None"
    return f"{argument_name(field.name)}: {_type(field)}{optional}"


def _model_field(field: Field, alias: str) -> str:
    """Write the lines of a model that declare a field."""
    name = field_name(field.name)
    type_ = _type(field) if field.required else f"{_type(field)} | None"
    if name == field.name:
        return f"{name}: {type_}" if field.required else f"{name}: {type_} = None"
    arguments = [] if field.required else ["default=None"]
    arguments.append(f"{alias}={layout.literal(field.name)}")
    lines = "".join(f"        {each},\n" for each in arguments)
    return f"{name}: {type_} = Field(\n{lines}    )"


def _example(field: Field) -> str:
    return f"[{_EXAMPLES[field.type]}]" if field.many else _EXAMPLES[field.type]
