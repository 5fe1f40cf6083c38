"""Builds endpoints by questions.

The grammar decides: a piece is right if it is read as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from plugin_template import endpoints
from plugin_template.asking.prompts import Back, ask_choice, say
from plugin_template.asking.steps import Steps
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
    "number": "such as 1.5",
    "boolean": "true or false",
    "date": "such as 2026-01-31",
    "date-time": "such as 2026-01-31T12:00:00Z",
}
_PLACES = {
    "query": "query parameter",
    "body": "request field",
    "response": "response field",
}
_HINTS = {
    "query": "Sent as ?name=value.",
    "body": "Sent in the JSON body.",
    "response": "Returned in the JSON body.",
}
_FINISH, _ADD = -1, -2  # Beside the indices of endpoints.
_KEEP, _EDIT, _DELETE = "keep", "edit", "delete"


class Unfinished(KeyboardInterrupt):
    """The person pressed Ctrl-C while there were endpoints already.

    Parameters:
        endpoints: Those that were finished.
    """

    def __init__(self, endpoints: list[Endpoint]) -> None:
        super().__init__()
        self.endpoints = endpoints


def build_endpoints(given: Sequence[Endpoint] = ()) -> list[Endpoint]:
    """Ask for endpoints one by one; each is shown when it is done, to be kept, edited or deleted.

    Parameters:
        given: Endpoints to start from.

    Returns:
        The endpoints; none if the person went back at the first, or deleted all.

    Raises:
        Unfinished: If the person pressed Ctrl-C, or Ctrl-D, after an endpoint.
        KeyboardInterrupt: If the person did so before.
    """
    built = list(given)
    try:
        at = _choose(built) if built else _ADD
        while at != _FINISH:
            _add(built) if at == _ADD else _keep_edit_or_delete(built, at)
            at = _choose(built) if built else _FINISH
    except KeyboardInterrupt:
        if built:
            raise Unfinished(built) from None
        raise
    return built


def _choose(built: Sequence[Endpoint]) -> int:
    """Ask which endpoint comes next, if any; Esc does nothing here."""
    count = f"{len(built)} endpoint{'s' if len(built) > 1 else ''}"
    choices = [(_FINISH, f"finish with {count}"), (_ADD, "add another endpoint")]
    for at, endpoint in enumerate(built):
        label = f"{endpoint.operation_id} ({endpoint.method} {endpoint.path})"
        choices.append((at, f"edit or delete {label}"))
    return ask_choice("What next?", choices)


def _add(built: list[Endpoint]) -> None:
    try:
        endpoint = Steps().run(partial(_ask_endpoint, built, None))
    except Back:
        return
    built.append(endpoint)
    _keep_edit_or_delete(built, len(built) - 1)


def _keep_edit_or_delete(built: list[Endpoint], at: int) -> None:
    """Show an endpoint and ask what becomes of it, until it is kept or deleted."""
    while True:
        say(f"\n{endpoints.format([built[at]])}\n")
        name = built[at].operation_id
        choices = [(_KEEP, "keep it"), (_EDIT, "edit it"), (_DELETE, "delete it")]
        chosen = ask_choice(f"{name}:", choices)
        if chosen == _KEEP:
            return
        if chosen == _DELETE:
            del built[at]
            return
        others = [*built[:at], *built[at + 1 :]]
        try:
            built[at] = Steps().run(partial(_ask_endpoint, others, built[at]))
        except Back:
            continue


def _ask_endpoint(others: Sequence[Endpoint], current: Endpoint | None, steps: Steps) -> Endpoint:
    """Ask for an endpoint that goes with others, starting from its current values if it has any."""
    proposed = current or Endpoint("", METHODS[0], "")
    method = steps.choice(
        "Method:", [(each, f"{each} ({_METHODS[each]})") for each in METHODS], proposed.method
    )
    endpoint = steps.text(
        "Path:",
        partial(_route, others, proposed, method),
        proposed.path,
        hint="Such as /todos/{username}. Esc goes back.",
    )
    for at, param in enumerate(endpoint.path_params):
        endpoint = _ask_field(steps, param, partial(_put, others, endpoint, "path_params", at))
    for place in _PLACES:
        endpoint = _ask_fields(steps, others, endpoint, place, getattr(proposed, place))
    described = steps.text(
        "Summary:",
        lambda text: _fitting(others, replace(endpoint, summary=text)),
        proposed.summary,
        hint="What the endpoint does, for ChatGPT. May be empty.",
    )
    return steps.text(
        "Name (operationId):",
        lambda name: _named(others, replace(described, operation_id=name)),
        described.operation_id,
        hint="The name of the endpoint and of its function.",
    )


def _ask_fields(
    steps: Steps,
    others: Sequence[Endpoint],
    endpoint: Endpoint,
    place: str,
    current: Sequence[Field],
) -> Endpoint:
    """Ask for the current fields, then for new ones until a name is empty.

    None are asked for where the grammar takes none.
    """
    left = list(current)
    while True:
        at = len(getattr(endpoint, place))
        put = partial(_put, others, endpoint, place, at)
        if place == "body" and not _takes(put, Field("probe")):
            return endpoint
        old = left.pop(0) if left else None
        field = _ask_field_name(steps, place, put, old, first=at == 0)
        if field:
            endpoint = _ask_field(steps, field, put)
        elif not old:
            return endpoint


def _ask_field_name(
    steps: Steps, place: str, put: Callable[[Field], Endpoint], old: Field | None, first: bool
) -> Field | None:
    """Ask for a field's name; return the old field renamed, or None if the name is empty."""
    what = _PLACES[place]
    start = f"{what[0].upper()}{what[1:]}" if first else f"Next {what}"
    message = f"{start}:" if old else f"{start} (Enter {'for none' if first else 'to continue'}):"
    hint = f"{_HINTS[place]} Clear the name to remove it." if old else _HINTS[place]
    return steps.text(
        message,
        lambda name: _field(old or Field(""), name, put) if name else None,
        old.name if old else "",
        hint=hint,
    )


def _ask_field(steps: Steps, field: Field, put: Callable[[Field], Endpoint]) -> Endpoint:
    """Ask for what a field has beside its name, as far as the grammar takes it there."""
    kinds = [(type_, many) for many in (False, True) for type_ in TYPES]
    choices = [
        ((type_, many), f"list of {type_}" if many else f"{type_} ({_TYPES[type_]})")
        for type_, many in kinds
        if _takes(put, replace(field, type=type_, many=many, required=True))
    ]
    type_, many = steps.choice(f"Type of {field.name}:", choices, (field.type, field.many))
    typed = replace(field, type=type_, many=many)
    if _takes(put, replace(typed, required=False)):
        required = steps.yes_no(f"Is {field.name} required?", field.required)
        typed = replace(typed, required=required)
    return steps.text(
        f"Description of {field.name}:",
        lambda text: put(replace(typed, description=text)),
        field.description,
        hint="For ChatGPT. May be empty.",
    )


def _put(
    others: Sequence[Endpoint], endpoint: Endpoint, place: str, at: int, field: Field
) -> Endpoint:
    fields = getattr(endpoint, place)
    changed: Any = {place: (*fields[:at], field, *fields[at + 1 :])}
    return _fitting(others, replace(endpoint, **changed))


def _takes(put: Callable[[_T], Endpoint], what: _T) -> bool:
    try:
        return bool(put(what))
    except EndpointError:
        return False


def _route(others: Sequence[Endpoint], current: Endpoint, method: str, path: str) -> Endpoint:
    """Make the endpoint of a path.

    Its name is the current one, unless that was proposed for another route; path parameters that
    keep their names keep what they were.
    """
    endpoint, *more = endpoints.parse(f"{method} {path}")
    proposed = endpoint.operation_id
    if endpoint.body and not more:
        raise EndpointError([f"a path has no spaces, did you mean {endpoints.path_for(path)}?"])
    if more or endpoint != Endpoint(proposed, method, endpoint.path, endpoint.path_params):
        raise EndpointError(["expected a path alone; the rest is asked for next"])
    old = {param.name: param for param in current.path_params}
    kept = tuple(
        old.get(param.name, param) if param == Field(param.name) else param
        for param in endpoint.path_params
    )
    if current.path and current.operation_id != endpoints.propose_operation_id(
        current.method, current.path
    ):
        proposed = current.operation_id
    names = [proposed, *(f"{proposed[:60]}{n}" for n in range(2, len(others) + 2))]
    routes = [replace(endpoint, operation_id=name, path_params=kept) for name in names]
    fitting = partial(_fitting, others)
    return fitting(next((route for route in routes if _takes(fitting, route)), routes[-1]))


def _named(others: Sequence[Endpoint], endpoint: Endpoint) -> Endpoint:
    """Check an operationId: its characters first, since the grammar takes odd ones for a method."""
    if not _takes(partial(_fitting, ()), Endpoint(endpoint.operation_id, "GET", "/probe")):
        raise EndpointError(
            [f"use letters, digits and '_', a letter first, at most {LONGEST_FIELD}"]
        )
    return _fitting(others, endpoint)


def _field(old: Field, name: str, put: Callable[[Field], Endpoint]) -> Field:
    """Check a field's name: its characters first, since the grammar takes odd ones for a type."""
    field = replace(old, name=name)
    probe = Endpoint("probe", "POST", "/probe", body=(Field(name),))
    if not _takes(partial(_fitting, ()), probe):
        raise EndpointError(
            [f"use letters, digits, '_' and '-', a letter first, at most {LONGEST_FIELD}"]
        )
    put(field)
    return field


def _fitting(others: Sequence[Endpoint], endpoint: Endpoint) -> Endpoint:
    """Check that an endpoint fits with the others: write all, and read that again."""
    written = (*others, endpoint)
    if endpoints.parse(endpoints.format(written)) != written:
        raise EndpointError(["expected other characters"])
    return endpoint
