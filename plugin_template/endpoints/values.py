"""Values within the grammar: words, of which a field has one, and defaults."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Sequence

from plugin_template.endpoints.model import TYPES, Default, Field

# A word that needs no quotes, and a text in single quotes.
WORD = re.compile(r"[\w.+:-]+")
QUOTED = re.compile(r"'((?:[^'\\\n]|\\['\\])*)'")

# RFC 7493, section 2.2: beyond these, readers of JSON disagree about integers.
_LARGEST = 2**53 - 1

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# RFC 3339, with no more digits than Python's clock has.
_DATE_TIME = re.compile(
    _DATE.pattern + r"T([0-9]{2}:){2}[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)

_LONGEST_SHOWN = 60  # characters of a list of words in a message

_EXPECTED = {
    "string": "a word, or a text in single quotes",
    "integer": "a whole number such as 3",
    "number": "a number such as 1.5",
    "boolean": "true or false",
    "date": "a date such as 2026-01-31",
    "date-time": "a time such as 2026-01-31T12:00:00Z",
}


def quoted(text: str) -> str:
    """Write a text in single quotes.

    Parameters:
        text: One line of text.

    Returns:
        The text, with a backslash before each quote and backslash.
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def unquoted(text: str) -> str:
    """Read a text in single quotes.

    Parameters:
        text: What `QUOTED` matches.

    Returns:
        The text between the quotes.
    """
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def write_words(words: Sequence[str]) -> str:
    """Write the words of which a field has one: `sunny|cloudy|'a few drops'`.

    Parameters:
        words: At least two words.

    Returns:
        The words, in quotes where they need them.
    """
    as_they_are = not are_types(words)
    return "|".join(
        word if as_they_are and WORD.fullmatch(word) else quoted(word) for word in words
    )


def are_types(words: Sequence[str]) -> bool:
    """Whether words seem to be several types, as in `string|null`, which the grammar has not.

    Parameters:
        words: Words without quotes.

    Returns:
        True if each of them is the name of a type.
    """
    return all(word in (*TYPES, "null", "None") for word in words)


def expected_default(field: Field) -> str:
    """Say what can be a default.

    Parameters:
        field: A field, neither a list nor an object.

    Returns:
        Words such as `a whole number such as 3`.
    """
    if not field.choices:
        return _EXPECTED[field.type]
    words = write_words(field.choices)
    return f"one of {words if len(words) <= _LONGEST_SHOWN else words[:_LONGEST_SHOWN] + '…'}"


def read_default(field: Field, word: str) -> Default:
    """Read a default that is not in quotes.

    Parameters:
        field: A field, neither a list nor an object.
        word: What `WORD` matches.

    Returns:
        The default, None if this word cannot be one.
    """
    if field.choices:
        return word if word in field.choices else None
    return _READERS[field.type](word)


def write_default(field: Field) -> str:
    """Write the default of a field.

    Parameters:
        field: A field with a default.

    Returns:
        What `read_default` reads, or a text in single quotes.
    """
    default = field.default
    if isinstance(default, str):
        is_word = WORD.fullmatch(default) and read_default(field, default) == default
        return default if is_word else quoted(default)
    if isinstance(default, float) and default.is_integer() and abs(default) <= _LARGEST:
        default = int(default)
    return json.dumps(default)


def type_of(word: str) -> str:
    """Guess the type of a default that is not in quotes.

    Parameters:
        word: What `WORD` matches.

    Returns:
        One of `TYPES`: `integer` for `3`, and `string` for what can only be text.
    """
    others = [type_ for type_ in TYPES if type_ != "string"]
    return next((type_ for type_ in others if _READERS[type_](word) is not None), "string")


def _string(word: str) -> str | None:
    return None if word in ("null", "None") or type_of(word) != "string" else word


def _integer(word: str) -> int | None:
    number = int(word) if _INTEGER.fullmatch(word) else None
    return number if number is not None and abs(number) <= _LARGEST else None


def _number(word: str) -> float | None:
    number = float(word) if _NUMBER.fullmatch(word) else math.inf
    return number if math.isfinite(number) else None


def _boolean(word: str) -> bool | None:
    return {"true": True, "false": False}.get(word)


def _date(word: str) -> str | None:
    try:
        return word if _DATE.fullmatch(word) and dt.date.fromisoformat(word) else None
    except ValueError:
        return None


def _date_time(word: str) -> str | None:
    try:
        return word if _DATE_TIME.fullmatch(word) and in_utc(word) else None
    except (ValueError, OverflowError):
        return None


def in_utc(text: str) -> dt.datetime:
    """Read a time.

    Parameters:
        text: A default of the type `date-time`.

    Returns:
        The same time in UTC.
    """
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


_READERS: dict[str, Callable[[str], Default]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "date-time": _date_time,
}
