"""Endpoints as the generated code needs them: with Python names, types and examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from plugin_template.code import layout, types
from plugin_template.code.class_names import REQUEST, RESPONSE, ClassNames
from plugin_template.code.models import Choices, Model, choices, models
from plugin_template.endpoints import Endpoint, Field
from plugin_template.endpoints.naming import argument_name, field_name, function_name, spoken

_EXAMPLES: dict[str, layout.Expression] = {
    "string": '"example"',
    "integer": "1",
    "number": "1.5",
    "boolean": "True",
    "date": types.date(dt.date(2026, 1, 31)),
    "date-time": layout.Call("dt.datetime.now(", ("dt.UTC",), ")"),
}


@dataclass(frozen=True)
class Operation:
    """An endpoint with what its code is made of, and the names that its module imports."""

    endpoint: Endpoint
    names: ClassNames
    imported: frozenset[str] = frozenset()

    @property
    def docstring(self) -> str:
        return layout.docstring(self.endpoint.summary or spoken(self.endpoint.operation_id))

    @property
    def response(self) -> str:
        return f"models.{self._class(RESPONSE)}" if self.endpoint.response else "None"

    @property
    def models(self) -> list[Model]:
        """The models of the request body and of the response, if there are any."""
        return list(models(self.endpoint, self.names))

    @property
    def choices(self) -> list[Choices]:
        """The types of the words of which its fields have one."""
        return list(choices(self.endpoint, self.names))

    @property
    def example(self) -> list[str]:
        """The lines of the arguments of a response that matches the declared one."""
        place = (self.endpoint.operation_id, RESPONSE)
        return [
            line
            for argument in self._arguments(place, self.endpoint.response)
            for line in layout.expression(argument, 8)
        ]

    def signature(self, knows_user: bool) -> str:
        """Write the signature of the function in operations.py.

        Parameters:
            knows_user: Whether the caller's name comes first.

        Returns:
            `def …:`.
        """
        query = sorted(self.endpoint.query, key=lambda field: not field.required)
        arguments = ["user: str,"] if knows_user else []
        arguments += [line for each in self.endpoint.path_params for line in self._argument(each)]
        arguments += [f"body: models.{self._class(REQUEST)},"] if self.endpoint.body else []
        arguments += [line for each in query for line in self._argument(each)]
        name = function_name(self.endpoint.operation_id)
        name += "_" if name in self.imported else ""
        return layout.define(name, arguments, self.response)

    def _class(self, *place: str) -> str:
        return self.names.of(self.endpoint.operation_id, *place)

    def _argument(self, field: Field) -> list[str]:
        class_ = self._class(field.name)
        type_ = types.annotation(field, class_ and f"models.{class_}")
        argument = f"{argument_name(field.name)}: {type_}"
        if field.required:
            return [f"{argument},"]
        return layout.expression(layout.Named(f"{argument} = ", types.default(field)), 4)

    def _arguments(
        self, place: tuple[str, ...], fields: Sequence[Field]
    ) -> tuple[layout.Expression, ...]:
        return tuple(
            layout.Named(f"{field_name(field.name)}=", self._value((*place, field.name), field))
            for field in fields
        )

    def _value(self, place: tuple[str, ...], field: Field) -> layout.Expression:
        value = _EXAMPLES.get(field.type, "")
        if field.choices:
            value = layout.literal(field.choices[0])
        if field.fields:
            start = f"models.{self.names.of(*place)}("
            value = layout.Call(start, self._arguments(place, field.fields), ")", True)
        return layout.Call("[", (value,), "]") if field.many else value


class Operations(tuple[Operation, ...]):
    """The operations of a plugin in the order of its endpoints, and what their code imports."""

    @property
    def models(self) -> list[Model]:
        return [model for operation in self for model in operation.models]

    @property
    def choices(self) -> list[Choices]:
        return [choices for operation in self for choices in operation.choices]

    @property
    def need_field(self) -> bool:
        """Whether a model calls pydantic's Field."""
        return any(line.endswith(" = Field(") for model in self.models for line in model.lines)

    @property
    def have_dated_models(self) -> bool:
        return any(types.are_dated((*each.endpoint.body, *each.endpoint.response)) for each in self)

    @property
    def have_dates(self) -> bool:
        """Whether operations.py has a date or a time in it."""
        endpoints = [each.endpoint for each in self]
        return any(
            types.are_dated((*each.path_params, *each.query, *each.response)) for each in endpoints
        )


def operations(
    endpoints: Sequence[Endpoint],
    imported: frozenset[str] = frozenset(),
    known: Sequence[Endpoint] = (),
) -> Operations:
    """Prepare endpoints for the templates.

    Parameters:
        endpoints: The plugin's endpoints.
        imported: Names that operations.py imports, which no function there may have.
        known: Endpoints that the plugin has before these, whose classes have their names.

    Returns:
        What the generated code is made of, in the same order.
    """
    names = ClassNames((*known, *endpoints))
    return Operations(Operation(endpoint, names, imported) for endpoint in endpoints)
