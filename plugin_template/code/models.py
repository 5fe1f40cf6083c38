"""The pydantic models of an endpoint, and the types of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plugin_template.code import layout, types
from plugin_template.code.class_names import REQUEST, RESPONSE, ClassNames
from plugin_template.endpoints import Endpoint, Field
from plugin_template.endpoints.naming import field_name


@dataclass(frozen=True)
class Choices:
    """A type of models.py that is one of a few words: the lines that define it."""

    lines: list[str]


@dataclass(frozen=True)
class Model:
    """A pydantic model: its class name, what it is, and its lines."""

    name: str
    about: str
    lines: list[str]


def choices(endpoint: Endpoint, names: ClassNames) -> Iterator[Choices]:
    """List the types of an endpoint's words.

    Parameters:
        endpoint: An endpoint.
        names: The names of classes.

    Returns:
        The types in the order of the endpoint's fields.
    """
    name = endpoint.operation_id
    yield from _choices((name,), (*endpoint.path_params, *endpoint.query), names)
    yield from _choices((name, REQUEST), endpoint.body, names)
    yield from _choices((name, RESPONSE), endpoint.response, names)


def models(endpoint: Endpoint, names: ClassNames) -> Iterator[Model]:
    """List the models of an endpoint.

    Parameters:
        endpoint: An endpoint.
        names: The names of classes.

    Returns:
        The models of the request body and of the response, if there are any, each after those of
        the objects in it.
    """
    name = endpoint.operation_id
    for part, fields, alias in (
        (REQUEST, endpoint.body, "validation_alias"),
        (RESPONSE, endpoint.response, "serialization_alias"),
    ):
        whole = f"{_WHOLE[part]} of {name}"
        if fields:
            yield from _inside((name, part), whole, fields, names, alias)
            yield _model((name, part), f"The {whole}.", fields, names, alias)


_WHOLE = {REQUEST: "request body", RESPONSE: "response"}


def _choices(
    place: tuple[str, ...], fields: Sequence[Field], names: ClassNames
) -> Iterator[Choices]:
    for field in fields:
        inside = (*place, field.name)
        if field.choices:
            words = layout.Call("Literal[", tuple(map(layout.literal, field.choices)), "]")
            definition = layout.Named(f"{names.of(*inside)} = ", words)
            yield Choices(layout.expression(definition, 0, ""))
        yield from _choices(inside, field.fields, names)


def _inside(
    place: tuple[str, ...], whole: str, fields: Sequence[Field], names: ClassNames, alias: str
) -> Iterator[Model]:
    """List the models of the objects in an object, each after those of the objects in it."""
    for field in fields:
        if field.fields:
            inside = (*place, field.name)
            yield from _inside(inside, whole, field.fields, names, alias)
            about = f"{'An item of' if field.many else 'The object'} {'.'.join(inside[2:])}"
            yield _model(inside, f"{about} in the {whole}.", field.fields, names, alias)


def _model(
    place: tuple[str, ...], about: str, fields: Sequence[Field], names: ClassNames, alias: str
) -> Model:
    each = [_field(field, names.of(*place, field.name), alias) for field in fields]
    return Model(names.of(*place), about, [line for lines in each for line in lines])


def _field(field: Field, class_: str, alias: str) -> list[str]:
    """Write the lines of a model that declare a field."""
    name = field_name(field.name)
    before = f"{name}: {types.annotation(field, class_)}"
    default = None if field.required else types.default(field)
    renamed = name != field.name
    if default is None and not renamed:
        return [before]
    if default is not None and not renamed:
        lines = layout.expression(layout.Named(f"{before} = ", default), 4, "")
        if len(lines) == 1 and lines[0].isascii() and len(lines[0]) + 4 <= layout.LINE_LENGTH:
            return lines
    arguments: list[layout.Expression] = []
    if default is not None:
        arguments.append(layout.Named("default=", default))
    if renamed:
        arguments.append(f"{alias}={layout.literal(field.name)}")
    call = layout.Call("Field(", tuple(arguments), ")", always_broken=True)
    return layout.expression(layout.Named(f"{before} = ", call), 4, "")
