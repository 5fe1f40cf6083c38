"""The prompts: Cookiecutter's questions asked by questionary.

Cookiecutter keeps the loop: which question comes next, and whether one is asked at all. Only its
three readers are replaced, for this template's questions alone and only where a person can answer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Any, TypeVar

from cookiecutter import prompt

from plugin_template import endpoints
from plugin_template.answers import examples
from plugin_template.answers.choices import questions
from plugin_template.answers.rules import problems_of
from plugin_template.asking.builder import describe_endpoints
from plugin_template.asking.terminal import ask_choice, ask_text, ask_yes_no

_T = TypeVar("_T")

_DESCRIBE, _TYPE_IN = "\ndescribe", "\ntype in"  # No answer begins with a new line.


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
    return ask_text(f"{label}:", default, partial(_refused, variable), mark)


def _read_choice(variable: str, options: list[str], label: Any, mark: str) -> str:
    labels = label if isinstance(label, dict) else {"__prompt__": label}
    choices = [(option, labels.get(option, option)) for option in options]
    return ask_choice(f"{labels.get('__prompt__', variable)}:", choices, mark=mark)


def _read_yes_no(variable: str, default: bool, label: str, mark: str) -> bool:
    return ask_yes_no(label, default, mark)


def _refused(variable: str, text: str) -> str:
    problem = "; ".join(problems_of(variable, text))
    return f"this {problem}" if problem.startswith(("is ", "has ", "begins ")) else problem


def _ask_endpoints(default: str, label: str, mark: str) -> str:
    """Ask for the answer to `endpoints`: an example's name, or endpoints in the grammar."""
    known = examples.names()
    choices = [(name, f"{name}: the example, ready to run") for name in known]
    if default not in known and not _refused("endpoints", default):
        choices.insert(0, (default, f"as given: {default.strip().splitlines()[0][:60]}"))
    choices.append((_DESCRIBE, "describe endpoints one by one"))
    choices.append((_TYPE_IN, "type them in the grammar of docs/endpoints.md"))
    while True:
        answer = ask_choice(f"{label}:", choices, default if default in known else None, mark)
        if answer == _DESCRIBE:
            answer = endpoints.format(describe_endpoints())
        elif answer == _TYPE_IN:
            answer = ask_text(
                "Endpoints, with ';' between them (empty to go back):",
                "" if default in known else default,
                lambda text: text and _refused("endpoints", text),
            )
        if answer:
            return answer
