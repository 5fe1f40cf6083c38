"""Single prompts at the terminal, asked by questionary.

questionary is built on prompt_toolkit's line editor, which accepts its line on more keys than Enter
(Esc then Enter, Ctrl-O) and cuts messages at the edge of the screen. This module fixes both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from questionary import Question
    from questionary.prompts.common import InquirerControl

_T = TypeVar("_T")

MARK = "  ?"  # Printed before questions that have no count such as `[3/9]`.

_INDENT = " " * 6
_HINT, _ERROR = "class:instruction", "class:validation-toolbar"
_BEFORE_ROW = 7  # Columns: the pointer and the tick, and one that stays free.

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


@dataclass(frozen=True)
class Row(Generic[_T]):
    """A value in a list to tick.

    Parameters:
        value: What is returned; different from those of all other rows.
        label: One line; its end is left out if it is too long for the terminal.
        ticked: Whether it is ticked at first.
    """

    value: _T
    label: str
    ticked: bool = False


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

    question = text(message, default, _validator(problem), mark)
    return _ask_line(question, hint, back)


def ask_path(
    message: str,
    default: str,
    problem: Callable[[str], str],
    *,
    hint: str = "",
    back: bool = False,
) -> str:
    """Ask for the path of a file; Tab completes it.

    Parameters:
        message: The question, short enough to leave room for the answer.
        default: The path to start from.
        problem: Says what is wrong with a path; empty for a good one. It is asked at Enter only,
            because it may read the file.
        hint: Text printed below it until something is wrong.
        back: Whether Esc goes back. Without it, Esc does nothing.

    Returns:
        A path without a problem, as it was typed.

    Raises:
        Back: If the person pressed Esc, and that goes back.
        KeyboardInterrupt: If the person pressed Ctrl-C, or Ctrl-D in an empty line.
    """
    from questionary import text
    from questionary.prompts.path import GreatUXPathCompleter

    # questionary's own prompt for paths drops the second slash of https://.
    question = text(
        message,
        default,
        _validator(problem),
        MARK,
        completer=GreatUXPathCompleter(expanduser=True),
        complete_while_typing=False,
        validate_while_typing=False,
    )
    return _ask_line(question, hint, back)


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


def ask_several(
    message: str,
    groups: Mapping[str, Sequence[Row[_T]]],
    problem: Callable[[Sequence[_T]], str],
    *,
    warning: Callable[[Sequence[_T]], str] = lambda ticked: "",
    back: bool = False,
) -> list[_T]:
    """Ask for some of several values; the space bar ticks them.

    Parameters:
        message: The question.
        groups: The values below their headings; at least one.
        problem: Says at Enter what is wrong with those that are ticked; empty for good ones.
        warning: Says of them what does not keep them from being right.
        back: Whether Esc goes back. Without it, Esc does nothing.

    Returns:
        Those that are ticked, in the order of the list, without a problem.

    Raises:
        Back: If the person pressed Esc, and that goes back.
        KeyboardInterrupt: If the person pressed Ctrl-C.
    """
    from questionary import Choice, Separator, checkbox
    from questionary.prompts.common import InquirerControl

    width = get_terminal_size().columns - _BEFORE_ROW
    choices: list[Choice] = []
    for heading, rows in groups.items():
        choices.append(Separator(_cut(heading, width)))
        choices += [Choice(_cut(row.label, width), row.value, checked=row.ticked) for row in rows]
    keys = "space ticks, a all, Enter finishes"
    question = checkbox(
        message,
        choices,
        qmark=MARK,
        instruction=f"({keys}; Esc goes back)" if back else f"({keys})",
    )
    controls = question.application.layout.find_all_controls()
    ticks = next(each for each in controls if isinstance(each, InquirerControl))
    _show_whole(question)
    refused: dict[tuple[_T, ...], str] = {}

    def problem_shown() -> str:
        return refused.get(tuple(_ticked(ticks)), "")

    def warning_shown() -> str:
        return "" if problem_shown() else warning(_ticked(ticks))

    # questionary's own message is not shown in terminals that do not report the cursor.
    _show_below(question, problem_shown, _ERROR)
    _show_below(question, warning_shown)
    _answer_by_enter_alone(question, back)
    _finish_by_enter(question, ticks, problem, refused)
    answer: list[_T] = _ask(question)
    return answer


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


def _validator(problem: Callable[[str], str]) -> Callable[[str], str | bool]:
    return lambda typed: _wrapped(problem(typed)) or True


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: max(width, 2) - 1]}…"


def _ticked(ticks: InquirerControl) -> list[Any]:
    return [choice.value for choice in ticks.get_selected_values()]


def _wrapped(text: str) -> str:
    """Lay lines out below their question, as sentences that are broken between words."""
    from prompt_toolkit.application import get_app

    width = max(get_app().output.get_size().columns - 1, 2 * len(_INDENT))
    sentences = [line[:1].upper() + line[1:] for line in text.splitlines()]
    return "\n".join(
        fill(each, width, initial_indent=_INDENT, subsequent_indent=_INDENT) for each in sentences
    )


def _ask_line(question: Question, hint: str, back: bool) -> str:
    _show_whole(question, hint)
    if back:
        _on_escape(question, lambda event: _go_back(event, event.current_buffer.text), eager=False)
    return str(_ask(question))


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
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()
    bindings.add("escape", eager=eager)(act)
    bindings.add("escape", "enter")(act)  # The line editor would accept the line.
    _bind(question, bindings)


def _finish_by_enter(
    question: Question,
    ticks: InquirerControl,
    problem: Callable[[Sequence[Any]], str],
    refused: dict[tuple[Any, ...], str],
) -> None:
    """Check what is ticked at Enter only; questionary would do it at every tick."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    @bindings.add("enter", eager=True)
    def finish(event: KeyPressEvent) -> None:
        ticked = _ticked(ticks)
        found = problem(ticked) if ticked else "tick at least one with the space bar"
        if found:
            refused[tuple(ticked)] = found
        else:
            ticks.is_answered = True
            event.app.exit(result=ticked)

    _bind(question, bindings)


def _bind(question: Question, bindings: KeyBindings) -> None:
    """Add keys, which come before those that there are."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    application = question.application
    application.key_bindings = merge_key_bindings(
        [application.key_bindings or KeyBindings(), bindings]
    )


def _go_back(event: KeyPressEvent, typed: str | None = None) -> None:
    event.app.erase_when_done = True
    event.app.exit(exception=Back(typed))


def _show_whole(question: Question, hint: str = "") -> None:
    """Wrap messages and labels, and keep them and the hint directly below the question."""
    from prompt_toolkit.filters import Always, has_validation_error
    from prompt_toolkit.layout import BufferControl, FormattedTextControl

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
        _show_below(question, lambda: "" if has_validation_error() else hint)


def _show_below(question: Question, text: Callable[[], str], style: str = _HINT) -> None:
    """Show a text below the question while it is not empty."""
    from prompt_toolkit.filters import Condition, is_done
    from prompt_toolkit.layout import ConditionalContainer, FormattedTextControl, HSplit, Window

    below = Window(
        FormattedTextControl(lambda: [(style, _wrapped(text()))]),
        wrap_lines=True,
        dont_extend_height=True,
    )
    layout = question.application.layout
    shown = Condition(lambda: bool(text())) & ~is_done
    layout.container = HSplit([layout.container, ConditionalContainer(below, shown)])
