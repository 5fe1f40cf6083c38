"""What reading a document gives, the limits it keeps, and what it raises."""

import math
from typing import Any, Literal, NamedTuple

from ..place import Place, shortened

DEEPEST = 100  # levels of nesting
MOST_VALUES = 1_000_000  # in a document, its aliases expanded
LONGEST_NUMBER = 300  # characters


class Unreadable(Exception):
    """A document cannot be used at all; the message continues a sentence that names it."""


class Oddity(NamedTuple):
    """Something that was read, but that other programs read differently or refuse.

    Its kind is `duplicate` for a key that a mapping has more than once, of which the last counts;
    `key` for a key that is not text; `value` for unquoted text that some programs take for a date, a
    number or a boolean; and `tag` for a YAML tag that has no counterpart in JSON.
    """

    kind: Literal["duplicate", "key", "value", "tag"]
    place: Place
    message: str


class Reading(NamedTuple):
    """A document as plain data, and what is odd about it."""

    data: Any
    oddities: list[Oddity]


def decode(data: bytes) -> str:
    """Decode UTF-8.

    Raises:
        Unreadable: The bytes are not UTF-8.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 text (at byte {error.start}); save it as UTF-8") from None


def number(text: str) -> int | float:
    """The value of a decimal number.

    Raises:
        Unreadable: It has more than `LONGEST_NUMBER` characters, or does not fit a float.
    """
    value = math.inf
    if len(text) <= LONGEST_NUMBER:
        value = float(text) if set(text) & set(".eE") else int(text)
    if math.isinf(value):
        raise Unreadable(f"has a number that is too long or too large: {shortened(text)}")
    return value


def too_deep() -> Unreadable:
    """More than `DEEPEST` levels."""
    return Unreadable(f"is nested more than {DEEPEST} levels deep, or contains itself; flatten it")


def too_large() -> Unreadable:
    """More than `MOST_VALUES` values."""
    return Unreadable(f"has more than {MOST_VALUES:,} values; shorten it")


def duplicate(place: Place, key: str) -> Oddity:
    """A key that a mapping has more than once."""
    return Oddity("duplicate", place / key, "is there more than once; keep one of them")


def odd_key(place: Place, key: str) -> Oddity:
    """A key that is not text to every program."""
    return Oddity("key", place / key, "is a key that is not text; put it in quotes")
