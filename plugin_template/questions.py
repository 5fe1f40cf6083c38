"""The prompts: Cookiecutter's questions asked by questionary, and a builder of endpoints.

Cookiecutter keeps the loop: which question comes next, and whether one is asked at all. Only its
three readers are replaced, for this template's questions alone and only where a person can answer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from cookiecutter import prompt

from plugin_template import endpoints, examples
from plugin_template.endpoints import LONGEST_NAME, METHODS, TYPES, Endpoint, EndpointError, Field
from plugin_template.problems import problems_of
from plugin_template.template import questions

if TYPE_CHECKING:
    import questionary

_T = TypeVar("_T")

_MARK = "  ?"  # Stands before the builder's questions; the others have their count there.
_DESCRIBE, _TYPE_IN = "\ndescribe", "\ntype in"  # No answer begins with a new line.
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
_AS_NAME = f"a letter first, at most {LONGEST_NAME}"


def install() -> None:
    """Let Cookiecutter ask this template's questions through questionary.

    Nothing changes without questionary, without a terminal, or with a Cookiecutter that has no such
    readers; nothing changes twice. Another template's questions go to Cookiecutter's own readers.
    """
    ours: dict[str, Callable[..., Any]] = {
        "read_user_variable": _read_text,
        "read_user_choice": _read_choice,
        "read_user_yes_no": _read_yes_no,
    }
    terminal = all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))
    known = all(hasattr(prompt, name) for name in ours)
    if not (terminal and known and find_spec("questionary")):
        return
    for name, reader in ours.items():
        theirs = getattr(prompt, name)
        if theirs.__module__ != __name__:
            setattr(prompt, name, _for_this_template(reader, theirs))


def _for_this_template(ours: Callable[..., _T], theirs: Callable[..., _T]) -> Callable[..., _T]:
    def read(var_name: str, default: Any, prompts: Any = None, prefix: str = "") -> _T:
        if prompts is None or prompts != questions()["__prompts__"]:
            return theirs(var_name, default, prompts, prefix)
        count = re.sub(r"\[/?[a-z ]*\]", "", prefix).strip()
        return ours(var_name, default, prompts.get(var_name, var_name), count or "?")

    return read


def _read_text(variable: str, default: str, label: str, mark: str) -> str:
    if variable == "endpoints":
        return _ask_endpoints(default, label.partition(" (")[0], mark)
    return _ask_text(f"{label}:", default, partial(_refused, variable), mark)


def _read_choice(variable: str, options: list[str], label: Any, mark: str) -> str:
    labels = label if isinstance(label, dict) else {"__prompt__": label}
    choices = [(option, labels.get(option, option)) for option in options]
    return _ask_choice(f"{labels.get('__prompt__', variable)}:", choices, mark=mark)


def _read_yes_no(variable: str, default: bool, label: str, mark: str) -> bool:
    return _ask_yes_no(label, default, mark)


def _refused(variable: str, text: str) -> str:
    problem = "; ".join(problems_of(variable, text))
    return f"this {problem}" if problem.startswith(("is ", "has ", "begins ")) else problem


# The builder of endpoints. The grammar decides: a piece is right if it is read as it is written.


def _ask_endpoints(default: str, label: str, mark: str) -> str:
    """Ask for the answer to `endpoints`: an example's name, or endpoints in the grammar."""
    known = examples.names()
    choices = [(name, f"{name}: the example, ready to run") for name in known]
    if default not in known and not _refused("endpoints", default):
        choices.insert(0, (default, f"as given: {default.strip().splitlines()[0][:60]}"))
    choices.append((_DESCRIBE, "describe endpoints one by one"))
    choices.append((_TYPE_IN, "type them in the grammar of docs/endpoints.md"))
    while True:
        answer = _ask_choice(f"{label}:", choices, default if default in known else None, mark)
        if answer == _DESCRIBE:
            answer = endpoints.format(_ask_each_endpoint())
        elif answer == _TYPE_IN:
            answer = _ask_text(
                "Endpoints, with ';' between them (empty to go back):",
                "" if default in known else default,
                lambda text: text and _refused("endpoints", text),
            )
        if answer:
            return answer


def _ask_each_endpoint() -> list[Endpoint]:
    described: list[Endpoint] = []
    while endpoint := _ask_endpoint(described):
        described.append(endpoint)
        _say(f"\n{endpoints.format([endpoint])}\n")
        if not _ask_yes_no("Add another endpoint?", False):
            break
    return described


def _ask_endpoint(before: Sequence[Endpoint]) -> Endpoint | None:
    """Ask for an endpoint that goes with those before it; an empty path means none."""
    method = _ask_choice("Method:", [(each, f"{each} ({_METHODS[each]})") for each in METHODS])
    endpoint = _ask_for(
        f"Path, as in /todos/{{username}} (empty to {'finish' if before else 'go back'}):",
        lambda path: _route(before, method, path) if path else None,
    )
    if not endpoint:
        return None
    for at, param in enumerate(endpoint.path_params):
        endpoint = _ask_field(param, partial(_put, before, endpoint, "path_params", at))
    for place in _PLACES:
        endpoint = _ask_fields(before, endpoint, place)
    described = _ask_for(
        "What it does, for ChatGPT (may be empty):",
        lambda text: _fitting(before, replace(endpoint, summary=text)),
    )
    return _ask_for(
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
    field = _ask_for(
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
    typed = _ask_choice(f"Type of {field.name}:", choices, field)
    if _takes(put, replace(typed, required=False)):
        typed = replace(typed, required=_ask_yes_no(f"Is {field.name} required?", True))
    return _ask_for(
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


# What questionary does.


def _ask_for(message: str, make: Callable[[str], _T], default: str = "") -> _T:
    """Ask for a line until something can be made of it, and give that back."""

    def problem(text: str) -> str:
        try:
            make(text.strip())
        except EndpointError as error:
            # Without "endpoint 2, column 9": nobody has seen the line that this is a place in.
            return re.sub(r"^endpoint \d.*?: ", "", error.problems[0])
        return ""

    return make(_ask_text(message, default, problem).strip())


def _ask_text(message: str, default: str, problem: Callable[[str], str], mark: str = _MARK) -> str:
    from questionary import text

    return str(_ask(text(message, default, lambda typed: problem(typed) or True, mark)))


def _ask_choice(
    message: str, choices: Sequence[tuple[_T, str]], default: _T | None = None, mark: str = _MARK
) -> _T:
    from questionary import Choice, select

    # questionary points at the choice that has this value; its annotation allows only texts.
    pointed: Any = default
    chosen: _T = _ask(
        select(message, [Choice(title, each) for each, title in choices], pointed, mark)
    )
    return chosen


def _ask_yes_no(message: str, default: bool, mark: str = _MARK) -> bool:
    from questionary import confirm

    # Not at once on "y": the Enter that many type behind it would answer the next question.
    return bool(_ask(confirm(message, default, mark, auto_enter=False)))


def _ask(question: questionary.Question) -> Any:
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def _say(line: str) -> None:
    import questionary

    questionary.print(line)
