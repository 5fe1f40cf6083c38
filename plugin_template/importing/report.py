"""What was repaired in a document, and what could not be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SHOWN = 160  # characters of a place or of a text from the document


@dataclass(frozen=True)
class Repair:
    """One repair.

    Parameters:
        place: A JSON pointer in the document as it came (RFC 6901); empty for all of it.
        rule: What the document breaks.
        done: What was done about it.
    """

    place: str
    rule: str
    done: str

    def __str__(self) -> str:
        return f"{shown(self.place or '/')}: {self.rule}; {self.done}"


class Report:
    """Collects repairs, each once, and refusals."""

    def __init__(self, repairs: Iterable[Repair] = ()) -> None:
        self._repairs = dict.fromkeys(repairs)

    @property
    def repairs(self) -> tuple[Repair, ...]:
        return tuple(self._repairs)

    def mark(self) -> int:
        """Remember how much was noted; see `back_to`."""
        return len(self._repairs)

    def back_to(self, mark: int) -> None:
        """Forget what was noted since a mark."""
        self._repairs = dict.fromkeys([*self._repairs][:mark])

    def add(self, place: str, rule: str, done: str) -> None:
        self._repairs[Repair(place, rule, done)] = None


class DocumentError(ValueError):
    """A document, or an operation of it, that cannot become part of a plugin.

    Parameters:
        problems: A line for each: the place as a JSON pointer, the rule, and what to do.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def refusal(place: str, rule: str) -> DocumentError:
    """Make the error for something that cannot be repaired without guessing.

    Parameters:
        place: A JSON pointer in the document as it came.
        rule: What it breaks, and what to do.

    Returns:
        An error to raise.
    """
    return DocumentError([f"{shown(place or '/')}: {rule}"])


def at(place: str, *keys: str | int) -> str:
    """Add keys to a JSON pointer.

    Parameters:
        place: A JSON pointer.
        keys: Keys of mappings and indexes of lists.

    Returns:
        The pointer to what is there.
    """
    return place + "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)


def last_key(place: str) -> str:
    """Give the last key of a JSON pointer."""
    return place.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def shown(text: object) -> str:
    """Write text from a document so that it fits into a message.

    Parameters:
        text: Anything.

    Returns:
        One printable line, with the middle of a long one left out.
    """
    line = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in _cut(str(text)))
    return _cut(line)


def _cut(text: str) -> str:
    half = LONGEST_SHOWN // 2
    return text if len(text) <= LONGEST_SHOWN else f"{text[:half]}…{text[-half + 1 :]}"
