"""What a conversation looks like in a terminal, and in a pipe.

Answers go to the standard output, all else to the standard error. In a terminal answers are rendered
as Markdown while they come; in a pipe they are left as they are.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions
from rich.live import Live
from rich.markdown import Markdown
from rich.segment import Segment
from rich.text import Text

from .plugin import Answer

# How much of arguments and answers is shown; the model reads all of it.
_SHOWN = 1_000
# Between two drawings of what is not complete, in seconds.
_PAUSE = 0.03
# Control characters could change the terminal, whose owner does not know what a model writes.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Screen:
    """Shows a conversation.

    Parameters:
        answers: Where the model's answers go.
        notes: Where all else goes.
    """

    def __init__(self, answers: Console | None = None, notes: Console | None = None) -> None:
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                # Not all terminals and files are UTF-8, and what a model writes is anything.
                stream.reconfigure(errors="replace")
        self.answers = answers or Console(highlight=False)
        self.notes = notes or Console(stderr=True, highlight=False)

    @contextmanager
    def reply(self) -> Iterator[Callable[[str], None]]:
        """Show a reply: what is yielded takes its pieces."""
        if self.answers.is_terminal:
            with _Rendered(self.answers) as rendered:
                yield rendered.write
        else:
            with _Plain() as plain:
                yield plain.write

    def call(self, name: str, arguments: Mapping[str, object] | str) -> None:
        """Show which operation is called, with which arguments."""
        if not isinstance(arguments, str):
            arguments = ", ".join(
                f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in arguments.items()
            )
        self._print(f"→ {name}({_beginning(arguments)})", "bold cyan")

    def answer(self, answer: Answer) -> None:
        """Show what the plugin answered."""
        text = _beginning(answer.text.strip())
        self._print(f"← {answer.status} {text}".strip(), "red" if answer.is_error else "cyan")

    def note(self, text: str) -> None:
        """Show something about the conversation."""
        self._print(text, "dim")

    def warn(self, text: str) -> None:
        """Show something that should be different."""
        self._print(text, "yellow")

    def _print(self, text: str, style: str) -> None:
        # In a pipe a line stays a line.
        self.notes.print(Text(_safe(text), style), soft_wrap=not self.notes.is_terminal)


class _Plain:
    """Writes pieces as they come."""

    def __init__(self) -> None:
        self.ends_line = True

    def __enter__(self) -> "_Plain":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.ends_line:
            self.write("\n")

    def write(self, piece: str) -> None:
        sys.stdout.write(piece)
        sys.stdout.flush()
        self.ends_line = piece.endswith("\n")


class _Rendered:
    """Renders Markdown as it comes.

    A block, such as a paragraph or a list, is printed for good when the next one begins. Only the last
    one is drawn anew with each piece, so that a long answer can be scrolled back.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.waiting = console.status("")
        # Drawn by this thread alone: another one would draw while a block is printed.
        self.live = Live(console=console, transient=True, auto_refresh=False)
        self.text = ""
        self.drawn_at = 0.0
        self.has_printed = False

    def __enter__(self) -> "_Rendered":
        self.waiting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.waiting.stop()
        self.live.update("")
        self.live.stop()
        self._print(self.text)

    def write(self, piece: str) -> None:
        self.waiting.stop()
        self.live.start()
        self.text += _safe(piece)
        done, self.text = _complete(self.text) if "\n" in piece else ("", self.text)
        is_due = bool(done) or time.monotonic() > self.drawn_at + _PAUSE
        self.live.update(_Block(self.text), refresh=is_due)
        self._print(done)
        if is_due:
            self.drawn_at = time.monotonic()

    def _print(self, text: str) -> None:
        if text.strip():
            if self.has_printed:
                self.console.print()
            self.console.print(_Block(text))
            self.has_printed = True


class _Block:
    """Markdown without the blank lines that rich leaves around some blocks."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        lines = console.render_lines(Markdown(self.text), options, pad=False)
        while lines and _is_blank(lines[0]):
            del lines[0]
        while lines and _is_blank(lines[-1]):
            del lines[-1]
        for line in lines:
            yield from line
            yield Segment.line()


def _is_blank(line: Sequence[Segment]) -> bool:
    return not any(each.text.strip() or (each.style and each.style.bgcolor) for each in line)


_PARSER = MarkdownIt().enable("table")


def _complete(text: str) -> tuple[str, str]:
    """Split Markdown before its last block, which may go on."""
    starts = [token.map[0] for token in _PARSER.parse(text) if token.level == 0 and token.map]
    lines = text.splitlines(keepends=True)
    last = max(starts, default=0)
    return "".join(lines[:last]), "".join(lines[last:])


def _beginning(text: str) -> str:
    more = len(text) - _SHOWN
    return f"{text[:_SHOWN]} … ({more:,} more characters)" if more > 0 else text


def _safe(text: str) -> str:
    return _CONTROL.sub("", text)
