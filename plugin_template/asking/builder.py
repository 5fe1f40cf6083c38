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
from plugin_template.endpoints import (
    LONGEST_FIELD,
    METHODS,
    OBJECT,
    TYPES,
    Default,
    Endpoint,
    EndpointError,
    Field,
)

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
_WORDS = "words"
_KINDS = {type_: f"{type_} ({about})" for type_, about in _TYPES.items()} | {
    _WORDS: "one of a few words",
    OBJECT: "object (fields of its own)",
}
_LISTS = {type_: f"list of {type_}" for type_ in TYPES} | {
    _WORDS: "list of a few words",
    OBJECT: "list of object",
}
# With these the grammar is asked what it takes in a place.
_PROBES = {
    "string": Field("probe", default="a"),
    "integer": Field("probe", "integer", default=1),
    "number": Field("probe", "number", default=1.5),
    "boolean": Field("probe", "boolean", default=True),
    "date": Field("probe", "date", default="2026-01-31"),
    "date-time": Field("probe", "date-time", default="2026-01-31T12:00:00Z"),
    _WORDS: Field("probe", choices=("a", "b")),
    OBJECT: Field("probe", OBJECT, fields=(Field("probe"),)),
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
    fields = {"query": proposed.query, "body": proposed.body, "response": proposed.response}
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
        put = partial(_put_param, others, endpoint, at)
        endpoint = put(_ask_field(steps, param, put))
    for place, what in _PLACES.items():
        put_all = partial(_put_all, others, endpoint, place)
        # None are asked for where the grammar takes none.
        if place != "body" or _takes(put_all, (Field("probe"),)):
            asked = _ask_fields(steps, what, _HINTS[place], put_all, fields[place])
            endpoint = put_all(asked)
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
    what: str,
    hint: str,
    put_all: Callable[[tuple[Field, ...]], Endpoint],
    current: Sequence[Field],
) -> tuple[Field, ...]:
    """Ask for the current fields, then for new ones until a name is empty.

    `put_all` makes the endpoint that has these fields.
    """
    left = list(current)
    fields: tuple[Field, ...] = ()
    while True:
        old = left.pop(0) if left else None
        field = _ask_field_name(steps, what, hint, put_all, fields, old)
        if field:
            fields = (*fields, _ask_field(steps, field, partial(_put_last, put_all, fields)))
        elif not old:
            return fields


def _ask_field_name(
    steps: Steps,
    what: str,
    hint: str,
    put_all: Callable[[tuple[Field, ...]], Endpoint],
    before: tuple[Field, ...],
    old: Field | None,
) -> Field | None:
    """Ask for a field's name; return the old field renamed, or None if the name is empty."""
    message = f"Next {what}" if before else f"{what[0].upper()}{what[1:]}"
    if not old and _takes(put_all, before):
        message += f" (Enter {'to continue' if before else 'for none'})"

    def make(name: str) -> Field | None:
        if name:
            return _field(old or Field(""), name, partial(_put_last, put_all, before))
        if not old:
            put_all(before)
        return None

    hint = f"{hint} Clear the name to remove it." if old else hint
    return steps.text(f"{message}:", make, old.name if old else "", hint=hint)


def _ask_field(steps: Steps, field: Field, put: Callable[[Field], Endpoint]) -> Field:
    """Ask for what a field has beside its name, as far as the grammar takes it there."""
    kinds = [(kind, many) for many in (False, True) for kind in _KINDS]
    choices = [
        ((kind, many), (_LISTS if many else _KINDS)[kind])
        for kind, many in kinds
        if _takes(put, replace(_PROBES[kind], name=field.name, many=many, default=None))
    ]
    kind, many = steps.choice(f"Type of {field.name}:", choices, (_kind(field), field.many))
    asked = replace(field, type="string" if kind == _WORDS else kind, many=many, default=None)
    asked = _ask_inside(steps, replace(asked, choices=(), fields=()), kind, field, put)
    if _takes(put, replace(asked, required=False)):
        required = steps.yes_no(f"Is {field.name} required?", field.required)
        asked = replace(asked, required=required)
    asked = _ask_default(steps, asked, field, put)
    return steps.text(
        f"Description of {field.name}:",
        lambda text: _checked(put, replace(asked, description=text)),
        field.description,
        hint="For ChatGPT. May be empty.",
    )


def _ask_inside(
    steps: Steps, asked: Field, kind: str, old: Field, put: Callable[[Field], Endpoint]
) -> Field:
    """Ask for the words of which a field has one, or for the fields of an object."""
    if kind == _WORDS:
        return steps.text(
            f"Words of {old.name}:",
            lambda text: _checked(put, replace(asked, choices=endpoints.parse_words(text))),
            endpoints.write_words(old.choices) if old.choices else "",
            hint="Such as sunny|cloudy|'a few clouds'.",
        )
    if kind != OBJECT:
        return asked
    fields = _ask_fields(
        steps,
        f"field of {old.name}",
        "One of the object's fields.",
        lambda inside: put(replace(asked, fields=inside)),
        old.fields,
    )
    return replace(asked, fields=fields)


def _ask_default(steps: Steps, asked: Field, old: Field, put: Callable[[Field], Endpoint]) -> Field:
    """Ask for the default of a field, where the grammar takes one."""
    probe = asked.choices[0] if asked.choices else _PROBES[_kind(asked)].default
    if probe is None or not _takes(put, replace(asked, default=probe)):
        return asked
    kept = old.default if old.type == asked.type else None
    if asked.choices and kept not in asked.choices:
        kept = None
    return steps.text(
        f"Default of {asked.name}:",
        lambda text: _checked(put, replace(asked, default=_default(asked, text))),
        _written_default(replace(asked, default=kept)),
        hint="The value if it is left out. May be empty.",
    )


def _default(field: Field, text: str) -> Default:
    """Read a default; unlike in the grammar, text needs no quotes."""
    is_bare = field.type == "string" and text and not text.startswith("'")
    return text if is_bare else endpoints.parse_default(field, text)


def _written_default(field: Field) -> str:
    default = field.default
    if default is None:
        return ""
    if isinstance(default, str) and default == default.strip() and default[:1] not in ("", "'"):
        return default
    return endpoints.write_default(field)


def _kind(field: Field) -> str:
    return _WORDS if field.choices else field.type


def _put_all(
    others: Sequence[Endpoint], endpoint: Endpoint, place: str, fields: tuple[Field, ...]
) -> Endpoint:
    changed: Any = {place: fields}
    return _fitting(others, replace(endpoint, **changed))


def _put_param(others: Sequence[Endpoint], endpoint: Endpoint, at: int, field: Field) -> Endpoint:
    params = endpoint.path_params
    return _put_all(others, endpoint, "path_params", (*params[:at], field, *params[at + 1 :]))


def _put_last(
    put_all: Callable[[tuple[Field, ...]], Endpoint], before: tuple[Field, ...], field: Field
) -> Endpoint:
    return put_all((*before, field))


def _checked(put: Callable[[Field], Endpoint], field: Field) -> Field:
    put(field)
    return field


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
