"""Writes endpoints in the grammar, so that they are read as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from plugin_template.endpoints.model import Endpoint, Field
from plugin_template.endpoints.values import write_default, write_words

_PARAM = re.compile(r"\{[^}]*\}")


def format(endpoints: Iterable[Endpoint]) -> str:
    """Write endpoints in the grammar, so that `parse(format(x)) == x`.

    Parameters:
        endpoints: Endpoints as `parse` returns them.

    Returns:
        A line for each endpoint, without a new line at the end.
    """
    return "\n".join(_format_endpoint(endpoint) for endpoint in endpoints)


def _format_endpoint(endpoint: Endpoint) -> str:
    params = iter(endpoint.path_params)
    path = _PARAM.sub(lambda _: f"{{{_format_field(next(params))}}}", endpoint.path)
    if endpoint.query:
        path += "?" + "&".join(map(_format_field, endpoint.query))
    parts = [f"{endpoint.operation_id}:", endpoint.method, path]
    parts += map(_format_field, endpoint.body)
    if endpoint.response:
        parts += ["->", *map(_format_field, endpoint.response)]
    if endpoint.summary:
        parts += ["#", _format_summary(endpoint.summary)]
    return " ".join(parts)


def _format_field(field: Field) -> str:
    type_ = _format_type(field)
    return (
        field.name
        + ("" if field.required else "?")
        + ("" if type_ == "string" else f":{type_}")
        + ("" if field.default is None else f"={write_default(field)}")
        + (f"={_quote(field.description)}" if field.description else "")
    )


def _format_type(field: Field) -> str:
    type_ = field.type
    if field.fields:
        type_ = f"{{{' '.join(map(_format_field, field.fields))}}}"
    elif field.choices:
        words = write_words(field.choices)
        type_ = f"({words})" if field.many else words
    return type_ + ("[]" if field.many else "")


def _format_summary(summary: str) -> str:
    plain = ";" not in summary and not summary.startswith('"') and summary == summary.strip(" \t\r")
    return summary if plain else _quote(summary)


_quote: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode
