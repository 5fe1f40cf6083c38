"""What a broken rule is, and how bad it is for each host."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

HOSTS = ("v1", "actions", "mcp")
# Those that install a package; they have rules of their own.
PACKAGES = ("agent-plugins", "claude", "codex", "gemini", "openai-listing", "m365")
LONGEST_MESSAGE = 400  # characters

Level = Literal["error", "warning", "hint"]


class Problem(NamedTuple):
    """One broken rule: how bad it is, the file, what is wrong and what to do."""

    level: Level
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}"


class Levels(NamedTuple):
    """How bad a broken rule is for each of `HOSTS`; None where the host has no such rule."""

    v1: Level | None
    actions: Level | None
    mcp: Level | None


INVALID = Levels("error", "error", "error")
TOLERATED = Levels("warning", "error", "warning")  # invalid, but programs load it
AMBIGUOUS = Levels("warning", "warning", "warning")
REFUSED = Levels("error", "error", None)
REFUSED_BY_ACTIONS = Levels("warning", "error", None)
REFUSED_BY_V1 = Levels("error", None, None)
REFUSED_BY_MCP = Levels(None, None, "error")
UNWISE = Levels("warning", "warning", None)
UNWISE_IN_V1 = Levels("warning", None, None)
ADVICE = Levels("hint", "hint", None)
ADVICE_FOR_MCP = Levels(None, None, "hint")

# What rules yield: for one host, or for each of them.
Messages = Iterator[tuple[Level, str]]
Findings = Iterator[tuple[Levels, str]]


def problems(where: str, messages: Iterable[tuple[Level | None, str]]) -> list[Problem]:
    """Make a problem of each message: one printable line of limited length, without repeats."""
    lines = (
        (level, "".join(map(_printable, message[:LONGEST_MESSAGE]))) for level, message in messages
    )
    return list(dict.fromkeys(Problem(level, where, line) for level, line in lines if level))


def problems_for(host: str, where: str, findings: Iterable[tuple[Levels, str]]) -> list[Problem]:
    """Make problems of the findings that matter to a host."""
    column = HOSTS.index(host)
    return problems(where, ((levels[column], message) for levels, message in findings))


def require_known(host: str) -> None:
    """Raise ValueError unless the host is one of `HOSTS`."""
    if host not in HOSTS:
        raise ValueError(f"host is {host!r}, but must be one of {', '.join(HOSTS)}")


def _printable(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
