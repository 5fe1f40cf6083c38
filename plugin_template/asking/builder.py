"""Builds endpoints by questions.

The grammar decides: a piece is right if it is read as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from plugin_template import endpoints
from plugin_template.asking.terminal import ask_choice, ask_for, ask_yes_no, say
from plugin_template.endpoints import LONGEST_FIELD, METHODS, TYPES, Endpoint, EndpointError, Field

_T = TypeVar("_T")

_METHODS = {
    "GET": "read something",
    "POST": "add something, or do something",
    "PUT": "replace something",
    "PATCH": "change a part of something",
    "DELETE": "delete something",
}
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number, as in 1.5",
    "boolean": "true or false",
    "date": "as in 2026-01-31",
    "date-time": "as in 2026-01-31T12:00:00Z",
}
_PLACES = {
    "query": "query parameter, as in ?name=value",
    "body": "field of the JSON request",
    "response": "field of the JSON answer",
}
_AS_NAME = f"a letter first, at most {LONGEST_FIELD}"


def describe_endpoints() -> list[Endpoint]:
    """Ask for endpoints one by one, each shown as its line of grammar when it is done.

    Returns:
        The endpoints; none if the first path is left empty.

    Raises:
        KeyboardInterrupt: If the user presses Ctrl-C or Ctrl-D.
    """
    described: list[Endpoint] = []
    while endpoint := _ask_endpoint(described):
        described.append(endpoint)
        say(f"\n{endpoints.format([endpoint])}\n")
        if not ask_yes_no("Add another endpoint?", False):
            break
    return described


def _ask_endpoint(before: Sequence[Endpoint]) -> Endpoint | None:
    """Ask for an endpoint that goes with those before it; an empty path means none."""
    method = ask_choice("Method:", [(each, f"{each} ({_METHODS[each]})") for each in METHODS])
    endpoint = ask_for(
        f"Path, as in /todos/{{username}} (empty to {'finish' if before else 'go back'}):",
        lambda path: _route(before, method, path) if path else None,
    )
    if not endpoint:
        return None
    for at, param in enumerate(endpoint.path_params):
        endpoint = _ask_field(param, partial(_put, before, endpoint, "path_params", at))
    for place in _PLACES:
        endpoint = _ask_fields(before, endpoint, place)
    described = ask_for(
        "What it does, for ChatGPT (may be empty):",
        lambda text: _fitting(before, replace(endpoint, summary=text)),
    )
    return ask_for(
        "Its name (operationId):",
        lambda name: _named(before, replace(described, operation_id=name)),
        described.operation_id,
    )


def _ask_fields(before: Sequence[Endpoint], endpoint: Endpoint, place: str) -> Endpoint:
    """Ask for fields until a name is empty; for none where the grammar takes none."""
    at = len(getattr(endpoint, place))
    put = partial(_put, before, endpoint, place, at)
    if place == "body" and not _takes(put, Field("probe")):
        return endpoint
    field = ask_for(
        f"Name a {_PLACES[place]} (empty for none):"
        if not at
        else "Name another (empty to go on):",
        lambda name: _field(name, put) if name else None,
    )
    return _ask_fields(before, _ask_field(field, put), place) if field else endpoint


def _ask_field(field: Field, put: Callable[[Field], Endpoint]) -> Endpoint:
    """Ask for what a field has beside its name, as far as the grammar takes it there."""
    kinds = [replace(field, type=type_, many=many) for many in (False, True) for type_ in TYPES]
    choices = [
        (kind, f"list of {kind.type}" if kind.many else f"{kind.type} ({_TYPES[kind.type]})")
        for kind in kinds
        if _takes(put, kind)
    ]
    typed = ask_choice(f"Type of {field.name}:", choices, field)
    if _takes(put, replace(typed, required=False)):
        typed = replace(typed, required=ask_yes_no(f"Is {field.name} required?", True))
    return ask_for(
        f"What {field.name} is, for ChatGPT (may be empty):",
        lambda text: put(replace(typed, description=text)),
        field.description,
    )


def _put(
    before: Sequence[Endpoint], endpoint: Endpoint, place: str, at: int, field: Field
) -> Endpoint:
    fields = getattr(endpoint, place)
    changed: Any = {place: (*fields[:at], field, *fields[at + 1 :])}
    return _fitting(before, replace(endpoint, **changed))


def _takes(put: Callable[[_T], Endpoint], what: _T) -> bool:
    try:
        return bool(put(what))
    except EndpointError:
        return False


def _route(before: Sequence[Endpoint], method: str, path: str) -> Endpoint:
    """Make the endpoint of a path, with a proposed operationId that is free."""
    endpoint, *more = endpoints.parse(f"{method} {path}")
    proposed = endpoint.operation_id
    if more or endpoint != Endpoint(proposed, method, endpoint.path, endpoint.path_params):
        raise EndpointError(["expected a path alone, the rest is asked for next"])
    names = [proposed, *(f"{proposed[:60]}{n}" for n in range(2, len(before) + 2))]
    routes = [replace(endpoint, operation_id=name) for name in names]
    fitting = partial(_fitting, before)
    return fitting(next((route for route in routes if _takes(fitting, route)), routes[-1]))


def _named(before: Sequence[Endpoint], endpoint: Endpoint) -> Endpoint:
    """Check an operationId: its characters first, since the grammar takes odd ones for a method."""
    if not _takes(partial(_fitting, ()), Endpoint(endpoint.operation_id, "GET", "/probe")):
        raise EndpointError([f"expected letters, digits and '_', {_AS_NAME}"])
    return _fitting(before, endpoint)


def _field(name: str, put: Callable[[Field], Endpoint]) -> Field:
    """Check a field's name: its characters first, since the grammar takes odd ones for a type."""
    field = Field(name)
    if not _takes(partial(_fitting, ()), Endpoint("probe", "POST", "/probe", body=(field,))):
        raise EndpointError([f"expected letters, digits, '_' and '-', {_AS_NAME}"])
    put(field)
    return field


def _fitting(before: Sequence[Endpoint], endpoint: Endpoint) -> Endpoint:
    """Check that an endpoint can follow others: write all in the grammar, and read that again."""
    written = (*before, endpoint)
    if endpoints.parse(endpoints.format(written)) != written:
        raise EndpointError(["expected other characters"])
    return endpoint
