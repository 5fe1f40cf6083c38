"""Endpoints as the generated code needs them: with Python's names, types and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from plugin_template.code import layout as python
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
    "date": "fields.Date",
    "date-time": "fields.DateTime",
}
_EXAMPLES = {
    "integer": "1",
    "number": "1.5",
    "boolean": "True",
    "date": "dt.date(2026, 1, 31)",
    "date-time": "dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC)",
}


@dataclass(frozen=True)
class Parameter:
    """A path parameter: its `name` in the document, its name and `type` in Python."""

    field: Field

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def python(self) -> str:
        return argument_name(self.field.name)

    @property
    def type(self) -> str:
        return _TYPES[self.field.type]

    @property
    def is_text(self) -> bool:
        return self.field.type == "string"


@dataclass(frozen=True)
class Operation:
    """An endpoint with what its code is made of."""

    endpoint: Endpoint

    @property
    def method(self) -> str:
        return self.endpoint.method.lower()

    @property
    def function(self) -> str:
        return function_name(self.endpoint.operation_id)

    @property
    def class_name(self) -> str:
        return class_name(self.endpoint.operation_id)

    @property
    def docstring(self) -> str:
        return python.docstring(self.endpoint.summary or spoken(self.endpoint.operation_id))

    @property
    def params(self) -> list[Parameter]:
        return [Parameter(field) for field in self.endpoint.path_params]

    @property
    def request(self) -> str:
        return f"models.{self.class_name}Request" if self.endpoint.body else ""

    @property
    def query(self) -> str:
        return f"models.{self.class_name}Query" if self.endpoint.query else ""

    @property
    def response(self) -> str:
        return f"models.{self.class_name}Response" if self.endpoint.response else "None"

    def signature(self, knows_user: bool) -> str:
        """Write the head of the function in operations.py.

        Parameters:
            knows_user: Whether the caller's name comes first.

        Returns:
            `def …:`, on one line or more.
        """
        arguments = ["user: str"] if knows_user else []
        arguments += [f"{param.python}: {param.type}" for param in self.params]
        arguments += [f"query: {self.query}"] if self.query else []
        arguments += [f"body: {self.request}"] if self.request else []
        return python.define(self.function, arguments, self.response)

    def fastapi(self, knows_user: bool) -> str:
        """Write the head of FastAPI's path operation function.

        Parameters:
            knows_user: Whether the caller's name comes first.

        Returns:
            `def …:`, on one line or more.
        """
        arguments = ["user: edge.User"] if knows_user else []
        for param in self.params:
            arguments.append(f"{param.python}: {'edge.Segment' if param.is_text else param.type}")
        if self.query:
            arguments.append(python.annotated("query", self.query, "Query()"))
        arguments += [f"body: {self.request}"] if self.request else []
        returns = self.response if self.endpoint.response else "dict[str, str]"
        return python.define(self.function, arguments, returns)

    def werkzeug(self, returns: str, before: str = "") -> str:
        """Write the head of a view function of Flask or Quart.

        Parameters:
            returns: The type that a view returns.
            before: What will stand before `def` on its line.

        Returns:
            `def …:`, on one line or more.
        """
        arguments = [f"{param.python}: str" for param in self.params]
        return python.define(self.function, arguments, returns, indent=len(before))

    def values(self, user: str, query: str, body: str, path: str) -> list[str]:
        """Write the arguments with which a framework's route calls the operation.

        Parameters:
            user: The expression for the caller's name; empty where it is not known.
            query: The expression for the query, with `{}` for its model.
            body: The expression for the body, with `{}` for its model.
            path: The expression for a path parameter that is no text, with `{type}`, `{name}`
                (a literal) and `{python}`.

        Returns:
            Python expressions, in the order of `signature`.
        """
        values = [user] if user else []
        for param in self.params:
            name = python.literal(param.name)
            typed = path.format(type=param.type, name=name, python=param.python)
            values.append(param.python if param.is_text else typed)
        values += [query.format(self.query)] if self.query else []
        values += [body.format(self.request)] if self.request else []
        return values

    def route(self, opening: str, closing: str) -> str:
        """Write the path as a framework's route.

        Parameters:
            opening: What stands before a parameter, `{` or `<`.
            closing: What stands behind it.

        Returns:
            A Python literal.
        """
        path = self.endpoint.path
        for param in self.params:
            path = path.replace(f"/{{{param.name}}}", f"/{opening}{param.python}{closing}")
        return python.literal(path)

    @cached_property
    def body_fields(self) -> list[str]:
        return [_model_line(field, "validation_alias") for field in self.endpoint.body]

    @cached_property
    def query_fields(self) -> list[str]:
        return [_model_line(field, "validation_alias") for field in self.endpoint.query]

    @cached_property
    def response_fields(self) -> list[str]:
        return [_model_line(field, "serialization_alias") for field in self.endpoint.response]

    @property
    def has_optional_response(self) -> bool:
        return not all(field.required for field in self.endpoint.response)

    @cached_property
    def example(self) -> list[str]:
        """Arguments that make an answer that fits the declared response."""
        return [f"{field_name(f.name)}={_example(f)}" for f in self.endpoint.response]


class Operations(tuple[Operation, ...]):
    """The operations of a plugin in the order of their routes, and what their code imports."""

    @property
    def has_query(self) -> bool:
        return any(each.endpoint.query for each in self)

    @property
    def has_body(self) -> bool:
        return any(each.endpoint.body for each in self)

    @property
    def has_response(self) -> bool:
        return any(each.endpoint.response for each in self)

    @property
    def has_models(self) -> bool:
        return self.has_query or self.has_body or self.has_response

    @property
    def has_field_details(self) -> bool:
        """Whether a line of a model calls pydantic's Field."""
        lines = [line for o in self for line in o.body_fields + o.query_fields + o.response_fields]
        return any("= Field(" in line for line in lines)

    @property
    def has_typed_params(self) -> bool:
        return any(not param.is_text for each in self for param in each.params)

    @property
    def has_dates(self) -> bool:
        """Whether anything is a date or a time."""
        return self.has_path_dates or self.has_model_dates

    @property
    def has_path_dates(self) -> bool:
        return any(_is_dated(each.endpoint.path_params) for each in self)

    @property
    def has_model_dates(self) -> bool:
        return self.has_response_dates or any(
            _is_dated((*each.endpoint.query, *each.endpoint.body)) for each in self
        )

    @property
    def has_response_dates(self) -> bool:
        return any(_is_dated(each.endpoint.response) for each in self)


def operations(endpoints: Sequence[Endpoint]) -> Operations:
    """Order endpoints as routes: a fixed path before one with a parameter in its place.

    Parameters:
        endpoints: The plugin's endpoints.

    Returns:
        What the generated code is made of; endpoints of equal rank keep their order.
    """
    # OpenAPI matches concrete paths before templated ones; some routers take the first that fits.
    return Operations(
        Operation(endpoint)
        for endpoint in sorted(
            endpoints,
            key=lambda endpoint: [part.startswith("{") for part in endpoint.path.split("/")],
        )
    )


def _is_dated(fields: Sequence[Field]) -> bool:
    return any(field.type.startswith("date") for field in fields)


def _model_line(field: Field, alias: str) -> str:
    """Write the line of a model that declares a field."""
    type_ = f"list[{_TYPES[field.type]}]" if field.many else _TYPES[field.type]
    name = field_name(field.name)
    arguments = []
    if not field.required:
        type_ += " | None"
        arguments.append("default=None")
    if name != field.name:
        arguments.append(f"{alias}={python.literal(field.name)}")
    if field.description:
        arguments.append(f"description={python.literal(field.description)}")
    if not arguments:
        return f"{name}: {type_}"
    if arguments == ["default=None"]:
        return f"{name}: {type_} = None"
    return python.call(f"{name}: {type_} = Field(", arguments, indent=4)


def _example(field: Field) -> str:
    value = _EXAMPLES.get(field.type) or python.literal(field.name)
    return f"[{value}]" if field.many else value
