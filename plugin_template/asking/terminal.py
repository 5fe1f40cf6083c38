"""Single questions at the terminal, asked by questionary."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from plugin_template.endpoints import EndpointError

if TYPE_CHECKING:
    import questionary

_T = TypeVar("_T")

MARK = "  ?"  # Stands before the builder's questions; the others have their count there.


def ask_for(message: str, make: Callable[[str], _T], default: str = "") -> _T:
    """Ask for a line until something can be made of it, and give that back."""

    def problem(text: str) -> str:
        try:
            make(text.strip())
        except EndpointError as error:
            # Without "endpoint 2, column 9": nobody has seen the line that this is a place in.
            return re.sub(r"^endpoint \d.*?: ", "", error.problems[0])
        return ""

    return make(ask_text(message, default, problem).strip())


def ask_text(message: str, default: str, problem: Callable[[str], str], mark: str = MARK) -> str:
    from questionary import text

    return str(_ask(text(message, default, lambda typed: problem(typed) or True, mark)))


def ask_choice(
    message: str, choices: Sequence[tuple[_T, str]], default: _T | None = None, mark: str = MARK
) -> _T:
    from questionary import Choice, select

    # questionary points at the choice that has this value; its annotation allows only texts.
    pointed: Any = default
    chosen: _T = _ask(
        select(message, [Choice(title, each) for each, title in choices], pointed, mark)
    )
    return chosen


def ask_yes_no(message: str, default: bool, mark: str = MARK) -> bool:
    from questionary import confirm

    # Not at once on "y": the Enter that many type behind it would answer the next question.
    return bool(_ask(confirm(message, default, mark, auto_enter=False)))


def _ask(question: questionary.Question) -> Any:
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def say(line: str) -> None:
    import questionary

    questionary.print(line)
