"""Regular expressions of documents."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field

# The begin of a group; what is escaped, a class of characters; a repetition; any other character.
_TOKEN = re.compile(
    r"""
    (?P<begin> \( (?: \?(?: [:=!>] | <[=!] | P?<\w+> ) )? )
    | (?P<atom> \\x[0-9A-Fa-f]{2} | \\u[0-9A-Fa-f]{4} | \\. | \[\^?\]?(?:\\.|[^\]\\])*\] )
    | (?P<times> (?: [*+?] | \{\d*,?\d*\} ) [?+]? )
    | (?P<other> . )
    """,
    re.DOTALL | re.VERBOSE,
)
_ENDLESS = re.compile(r"[*+]|\{\d*,\}")


@dataclass
class _Group:
    """What a group is made of: its parts in their order, and those that are repeated without end.

    A part is a class of characters, a character or `|`; "" stands for anything that is more.
    """

    parts: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def is_readable(pattern: str) -> bool:
    """Say whether Python can read a pattern, which validators in Python do."""
    with warnings.catch_warnings(action="ignore"):
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError):
            return False
    return True


def is_endless(pattern: str) -> bool:
    """Say whether a pattern repeats a group that has repetitions, such as `(a+)+`.

    Programs that go back where a text does not match try all ways to divide it, and there are twice as
    many with each character. There is one way alone where something separates the repetitions, as in
    `(-[a-z]+)*`.

    Parameters:
        pattern: One for which `is_readable` holds.
    """
    groups, ended, end = [_Group()], _Group(), 0
    for token in _TOKEN.finditer(pattern):
        parts = groups[-1].parts
        if token["begin"]:
            groups.append(_Group())
        elif token["other"] == ")" and len(groups) > 1:
            ended, end = groups.pop(), token.end()
            groups[-1].parts.append("")
            groups[-1].repeated += ended.repeated
        elif token["times"]:
            if _ENDLESS.match(token["times"]):
                if token.start() == end and ended.repeated and not _is_separated(ended):
                    return True
                groups[-1].repeated += parts[-1:]
            if parts:
                parts[-1] = ""  # It may be missing, or there more than once.
        elif token[0] == ".":
            parts.append("")
        elif token[0] not in "^$":
            parts.append(token[0])
    return False


def _is_separated(group: _Group) -> bool:
    """Say whether a group begins or ends with something that none of its repetitions takes."""
    return "|" not in group.parts and any(
        part and not any(_meet(part, each) for each in group.repeated)
        for part in (group.parts[0], group.parts[-1])
    )


def _meet(one: str, other: str) -> bool:
    """Say whether a class and another may have a character in common; "" has all."""
    if not one or not other:
        return True
    with warnings.catch_warnings(action="ignore"):
        try:
            first, second = re.compile(one), re.compile(other)
        except re.error:  # Such as a reference to a group.
            return True
    return any(first.fullmatch(each) and second.fullmatch(each) for each in map(chr, range(0x180)))
