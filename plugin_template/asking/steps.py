"""Questions in a row, with a way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from plugin_template.asking.prompts import Back, ask_choice, ask_text, ask_yes_no
from plugin_template.endpoints import EndpointError

_T = TypeVar("_T")


class Steps:
    """Asks one question after the other; Esc goes back to the one before.

    A form is a function that asks its questions of a `Steps`, in an order that may depend on the
    answers. To go back, the form is run again with the answers that were given, less the last.
    """

    def __init__(self) -> None:
        self._given: list[Any] = []
        self._next = 0
        self._proposed: dict[tuple[int, str], Any] = {}

    def run(self, form: Callable[[Steps], _T]) -> _T:
        """Ask the questions of a form.

        Parameters:
            form: Asks this object; called again after each step back.

        Returns:
            What the form returns.

        Raises:
            Back: If the person goes back at the first question.
            KeyboardInterrupt: If the person pressed Ctrl-C or Ctrl-D.
        """
        while True:
            self._next = 0
            try:
                return form(self)
            except Back:
                if not self._given:
                    raise
                self._given.pop()

    def text(
        self, message: str, make: Callable[[str], _T], default: str = "", *, hint: str = ""
    ) -> _T:
        """Ask for a line until something can be made of it.

        Parameters:
            message: The question.
            make: Makes something of the line, or raises EndpointError.
            default: The text to start from.
            hint: Text printed below the question.

        Returns:
            What was made.
        """

        def problem(text: str) -> str:
            try:
                make(text.strip())
            except EndpointError as error:
                return error.reasons[0]
            return ""

        def ask(proposed: str) -> str:
            return ask_text(message, proposed, problem, hint=hint, back=True).strip()

        return make(self._step(message, default, ask))

    def choice(self, message: str, choices: Sequence[tuple[_T, str]], default: _T) -> _T:
        """Ask for one of several values.

        Parameters:
            message: The question.
            choices: The values, each with its label.
            default: The value that is pointed at.

        Returns:
            One of the values.
        """

        def ask(proposed: _T) -> _T:
            known = proposed in [value for value, _ in choices]
            return ask_choice(message, choices, proposed if known else default, back=True)

        return self._step(message, default, ask)

    def yes_no(self, message: str, default: bool) -> bool:
        """Ask for yes or no.

        Parameters:
            message: The question.
            default: The answer that Enter gives.

        Returns:
            Whether it is yes.
        """
        return self._step(message, default, lambda given: ask_yes_no(message, given, back=True))

    def _step(self, message: str, default: _T, ask: Callable[[_T], _T]) -> _T:
        """Give the answer that was given at this place, or ask, proposing the last one here."""
        place = (self._next, message)
        self._next += 1
        if self._next <= len(self._given):
            known: _T = self._given[place[0]]
            return known
        try:
            answer = ask(self._proposed.pop(place, default))
        except Back as back:
            if back.typed not in (None, default):
                self._proposed[place] = back.typed
            raise
        if answer != default:  # Another default may be proposed once earlier answers have changed.
            self._proposed[place] = answer
        self._given.append(answer)
        return answer
