"""Types and values of fields in Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from plugin_template.code import layout
from plugin_template.endpoints import Field
from plugin_template.endpoints.values import in_utc

_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "date": "dt.date",
    "date-time": "dt.datetime",
}


def annotation(field: Field, class_: str) -> str:
    """Write the type of a field.

    Parameters:
        field: A field.
        class_: The class of its object or of its words; empty if it has neither.

    Returns:
        A type such as `list[str]`, with `| None` for an optional field without a default.
    """
    type_ = class_ or _TYPES[field.type]
    type_ = f"list[{type_}]" if field.many else type_
    return type_ if field.required or field.default is not None else f"{type_} | None"


def default(field: Field) -> layout.Expression:
    """Write the default of an optional field.

    Parameters:
        field: An optional field.

    Returns:
        Its default as a literal, or `None`.
    """
    value = field.default
    if not isinstance(value, str):
        return repr(value).replace("e+", "e")
    if field.type == "date":
        return date(dt.date.fromisoformat(value))
    return time(in_utc(value)) if field.type == "date-time" else layout.literal(value)


def date(value: dt.date) -> layout.Call:
    """Write a date: `dt.date(2026, 1, 31)`."""
    return layout.Call("dt.date(", tuple(map(str, (value.year, value.month, value.day))), ")")


def time(value: dt.datetime) -> layout.Call:
    """Write a time in UTC: `dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC)`."""
    parts = [value.year, value.month, value.day, value.hour, value.minute]
    if value.second or value.microsecond:
        parts.append(value.second)
    if value.microsecond:
        parts.append(value.microsecond)
    return layout.Call("dt.datetime(", (*map(str, parts), "tzinfo=dt.UTC"), ")")


def are_dated(fields: Sequence[Field]) -> bool:
    """Whether the type of a field, or of one inside it, is a date or a time."""
    return any(field.type.startswith("date") or are_dated(field.fields) for field in fields)
