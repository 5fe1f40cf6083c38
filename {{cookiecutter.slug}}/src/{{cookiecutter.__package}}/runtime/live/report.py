"""What was checked, and how it is printed: a line a check."""

import json
import shutil
import sys
import textwrap
from dataclasses import asdict, dataclass
from typing import Literal

import click

State = Literal["ok", "failed", "note", "skipped"]

# A check that failed, what is only advice, and what could not be checked.
_MARKS: dict[State, str] = {"ok": "✓", "failed": "✗", "note": "!", "skipped": "-"}
_PLAIN: dict[State, str] = {"ok": "ok", "failed": "FAILED", "note": "note", "skipped": "skipped"}
_COLORS: dict[State, str] = {"ok": "green", "failed": "red", "note": "yellow"}
_LONGEST = 500  # characters of a message


@dataclass(frozen=True)
class Line:
    """A check.

    Parameters:
        state: How it ended.
        check: What was checked, such as `manifest`.
        message: What was found, and what to do if it failed; one printable line.
    """

    state: State
    check: str
    message: str


class Report:
    """Collects the lines, and prints each at once unless they are wanted as JSON.

    Parameters:
        url: The origin of the plugin.
        is_printed: Whether lines are printed at once.
    """

    def __init__(self, url: str, *, is_printed: bool = True) -> None:
        self.url = url
        self.is_printed = is_printed
        self.lines: list[Line] = []

    def ok(self, check: str, message: str) -> None:
        """Add what is as it should be."""
        self._add("ok", check, message)

    def failed(self, check: str, message: str) -> None:
        """Add what a host would refuse."""
        self._add("failed", check, message)

    def note(self, check: str, message: str) -> None:
        """Add what could be better."""
        self._add("note", check, message)

    def skipped(self, check: str, message: str) -> None:
        """Add what could not be checked."""
        self._add("skipped", check, message)

    @property
    def has_failed(self) -> bool:
        """Whether any check failed."""
        return any(line.state == "failed" for line in self.lines)

    def as_json(self) -> str:
        """Write the report as JSON: `url`, `ok`, and `checks` with `state`, `check` and `message`."""
        checks = [asdict(line) for line in self.lines]
        return json.dumps({"url": self.url, "ok": not self.has_failed, "checks": checks}, indent=2)

    def summary(self) -> str:
        """Say in a sentence how it ended."""
        failed = sum(line.state == "failed" for line in self.lines)
        if not failed:
            return "No errors."
        return f"{failed} {'check' if failed == 1 else 'checks'} failed."

    def _add(self, state: State, check: str, message: str) -> None:
        # A server may have chosen any part of the text.
        line = Line(state, printable(check), printable(message))
        self.lines.append(line)
        if self.is_printed:
            _print(line)


def printable(text: str) -> str:
    """Make a text of any origin one line of limited length, without control characters."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 3]}..."
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _print(line: Line) -> None:
    marks = _MARKS if _can_print("".join(_MARKS.values())) else _PLAIN
    text = f"{marks[line.state]} {line.check}: {line.message}"
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        text = textwrap.fill(
            text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
    if not _can_print(text):
        text = text.encode("ascii", "backslashreplace").decode()
    click.secho(text, fg=_COLORS.get(line.state))


def _can_print(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
