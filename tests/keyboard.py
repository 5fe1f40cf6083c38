"""Keys for prompts, and a pipe that presses them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from prompt_toolkit.application import application, create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.key_binding.defaults import load_key_bindings
from prompt_toolkit.output import DummyOutput

_T = TypeVar("_T")

# The same for every prompt, and made anew for each it takes half of the time.
vars(application)["load_key_bindings"] = cache(load_key_bindings)

ENTER, DOWN, UP, CLEAR, ESC, SPACE = "\r", "\x1b[B", "\x1b[A", "\x15", "\x1b", " "
CTRL_C, CTRL_D, CTRL_O = "\x03", "\x04", "\x0f"
EMPTY = ENTER  # An empty line.
BACK = ESC + ENTER  # Esc in a line of text, without the pause that tells it from Alt and a letter.


class Left(Exception):
    """The person pressed Ctrl-C; pytest would take KeyboardInterrupt for the tester's own."""

    def __init__(self, interrupt: KeyboardInterrupt) -> None:
        super().__init__()
        self.interrupt = interrupt


def press(ask: Callable[[], _T], *keys: str) -> _T:
    """Answer the questions of a function with keys.

    Ctrl-C comes after the keys, so a question too many is an error and never a test that hangs.
    """
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text("".join((*keys, CTRL_C)))
        try:
            return ask()
        except KeyboardInterrupt as interrupt:
            raise Left(interrupt) from None
