"""Single prompts at the terminal, asked by questionary.

questionary is built on prompt_toolkit's line editor, which accepts its line on more keys than Enter
(Esc then Enter, Ctrl-O) and cuts messages at the edge of the screen. This module fixes both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyPressEvent
    from questionary import Question

_T = TypeVar("_T")

MARK = "  ?"  # Printed before questions that have no count such as `[3/9]`.

_INDENT = " " * 6

# Esc begins the sequences that terminals send for arrow keys, and those arrive at once.
_SECONDS_AFTER_ESC = 0.1


class Back(Exception):
    """The person pressed Esc to go back.

    Parameters:
        typed: The text in the prompt; None for a choice.
    """

    def __init__(self, typed: str | None = None) -> None:
        super().__init__(typed)
        self.typed = typed


def ask_text(
    message: str,
    default: str,
    problem: Callable[[str], str],
    *,
    mark: str = MARK,
    hint: str = "",
    back: bool = False,
) -> str:
    """Ask for a line of text.

    Parameters:
        message: The question, short enough to leave room for the answer.
        default: The text to start from.
        problem: Says what is wrong with a text; empty for a good one.
        mark: Text printed before the question.
        hint: Text printed below it until something is wrong.
        back: Whether Esc goes back. Without it, Esc does nothing.

    Returns:
        A text without a problem.

    Raises:
        Back: If the person pressed Esc, and that goes back.
        KeyboardInterrupt: If the person pressed Ctrl-C, or Ctrl-D in an empty line.
    """
    from questionary import text

    question = text(message, default, lambda typed: _wrapped(problem(typed)) or True, mark)
    _show_whole(question, hint)
    if back:
        _on_escape(question, lambda event: _go_back(event, event.current_buffer.text), eager=False)
    return str(_ask(question))


def ask_choice(
    message: str,
    choices: Sequence[tuple[_T, str]],
    default: _T | None = None,
    *,
    mark: str = MARK,
    back: bool = False,
) -> _T:
    """Ask for one of several values.

    Parameters:
        message: The question.
        choices: The values, each with its label.
        default: The value that is pointed at; the first if it is None or no choice.
        mark: Text printed before the question.
        back: Whether Esc goes back. Without it, Esc does nothing.

    Returns:
        One of the values.

    Raises:
        Back: If the person pressed Esc, and that goes back.
        KeyboardInterrupt: If the person pressed Ctrl-C.
    """
    from questionary import Choice, select

    # questionary points at the choice that has this value; its annotation allows only texts.
    pointed: Any = default if default in [value for value, _ in choices] else None
    instruction = "(arrow keys, Enter; Esc goes back)" if back else "(arrow keys, Enter)"
    question = select(
        message,
        [Choice(label, value) for value, label in choices],
        pointed,
        mark,
        instruction=instruction,
    )
    _show_whole(question)
    _answer_by_enter_alone(question, back)
    chosen: _T = _ask(question)
    return chosen


def ask_yes_no(message: str, default: bool, *, mark: str = MARK, back: bool = False) -> bool:
    """Ask for yes or no.

    Parameters:
        message: The question.
        default: The answer that Enter gives.
        mark: Text printed before the question.
        back: Whether Esc goes back. Without it, Esc does nothing.

    Returns:
        Whether it is yes.

    Raises:
        Back: If the person pressed Esc, and that goes back.
        KeyboardInterrupt: If the person pressed Ctrl-C or Ctrl-D.
    """
    from questionary import confirm

    # Wait for Enter: after "y" alone, the Enter that many type would answer the next question.
    question = confirm(message, default, mark, auto_enter=False)
    _show_whole(question)
    _answer_by_enter_alone(question, back)
    return bool(_ask(question))


def say(line: str) -> None:
    """Print a line.

    Parameters:
        line: Any text.
    """
    import questionary

    questionary.print(line)


def _wrapped(text: str) -> str:
    """Lay lines out below their question, as sentences that are broken between words."""
    from prompt_toolkit.application import get_app

    width = max(get_app().output.get_size().columns - 1, 2 * len(_INDENT))
    sentences = [line[:1].upper() + line[1:] for line in text.splitlines()]
    return "\n".join(
        fill(each, width, initial_indent=_INDENT, subsequent_indent=_INDENT) for each in sentences
    )


def _ask(question: Question) -> Any:
    application = question.application
    application.timeoutlen = application.ttimeoutlen = _SECONDS_AFTER_ESC
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def _answer_by_enter_alone(question: Question, back: bool) -> None:
    """Disable the line editor in a choice, where it would accept its own empty line."""
    from prompt_toolkit.filters import Always
    from prompt_toolkit.layout import BufferControl

    for control in question.application.layout.find_all_controls():
        if isinstance(control, BufferControl):
            control.buffer.accept_handler = None
            control.buffer.read_only = Always()
    _on_escape(question, _go_back if back else lambda event: None, eager=True)


def _on_escape(question: Question, act: Callable[[KeyPressEvent], None], eager: bool) -> None:
    """Let Esc do something; eagerly, where it begins no key of the line editor such as Alt-B."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    application = question.application
    bindings = KeyBindings()
    bindings.add("escape", eager=eager)(act)
    bindings.add("escape", "enter")(act)  # The line editor would accept the line.
    application.key_bindings = merge_key_bindings(
        [application.key_bindings or KeyBindings(), bindings]
    )


def _go_back(event: KeyPressEvent, typed: str | None = None) -> None:
    event.app.erase_when_done = True
    event.app.exit(exception=Back(typed))


def _show_whole(question: Question, hint: str = "") -> None:
    """Wrap messages and labels, and keep them and the hint directly below the question."""
    from prompt_toolkit.filters import Always, has_validation_error, is_done
    from prompt_toolkit.layout import (
        BufferControl,
        ConditionalContainer,
        FormattedTextControl,
        HSplit,
        Window,
    )

    layout = question.application.layout
    for window in layout.find_all_windows():
        if isinstance(window.content, FormattedTextControl):
            window.wrap_lines = Always()
            if window.height == 1:  # The toolbar of the validator.
                window.height = None
                window.dont_extend_height = Always()
        elif isinstance(window.content, BufferControl):
            window.dont_extend_height = Always()
    if hint:
        below = Window(
            FormattedTextControl(lambda: [("class:instruction", _wrapped(hint))]),
            wrap_lines=True,
            dont_extend_height=True,
        )
        shown = ConditionalContainer(below, ~is_done & ~has_validation_error)
        layout.container = HSplit([layout.container, shown])
