"""The model of the grammar: endpoints and their fields."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TYPES = ("string", "integer", "number", "boolean", "date", "date-time")
OBJECT = "object"

# What the plugin serves itself: a path that begins with one of these is refused.
RESERVED = (
    ".well-known",
    "openapi.yaml",
    "logo.png",
    "legal",
    "mcp",
    "oauth",
    "docs",
    "healthz",
    "readyz",
)

# plugin-rules: the importers' limits on texts, and on the names of functions and their arguments.
LONGEST_SUMMARY = 300
LONGEST_DESCRIPTION = 700
LONGEST_NAME = 64
# Shorter, so that the code of a field fits into a line whatever its type is.
LONGEST_FIELD = 60
# One of a few words, and a default: short enough to be read in a list, in code and by models.
MOST_CHOICES = 100
LONGEST_WORD = 200
# Objects in objects. OpenAI's structured outputs, for one, took no more levels than these.
DEEPEST = 5

Default = str | int | float | bool | None


@dataclass(frozen=True)
class Field:
    """One parameter, or one property of a body, of a response or of an object.

    Parameters:
        name: A letter, then letters, digits, `_` and `-`; at most 60 characters.
        type: One of `TYPES`, or `OBJECT` if it has fields of its own.
        many: Whether it is a list of that type.
        required: Whether it must be there.
        description: One line of text for the model, at most 700 characters; may be empty.
        fields: The properties of an object, at least one; objects are at most 5 deep.
        choices: The words that a string is one of: 2 to 100 different ones of 1 to 200 characters,
            each one line of text. Empty if it can be any text.
        default: What an optional field of a query or a body has when it is left out: text, a whole
            number of at most 2**53 - 1, a finite number, true or false, or a date or a time with
            a zone as text; one of the choices if there are any; text has at most 200 characters.
            None if it has no default, as lists and objects have none.
    """

    name: str
    type: str = "string"
    many: bool = False
    required: bool = True
    description: str = ""
    fields: tuple[Field, ...] = ()
    choices: tuple[str, ...] = ()
    default: Default = None


@dataclass(frozen=True)
class Endpoint:
    """One operation of the plugin.

    Parameters:
        operation_id: A letter, then letters, digits and `_`; at most 64 characters.
        method: One of `METHODS`.
        path: The path with `{name}` for each path parameter.
        path_params: The path parameters in the order of the path; required, never lists or objects.
        query: The query parameters; never objects.
        body: The properties of the JSON body; empty for GET.
        response: The properties of the JSON answer.
        summary: One line of text, at most 300 characters; may be empty.
    """

    operation_id: str
    method: str
    path: str
    path_params: tuple[Field, ...] = ()
    query: tuple[Field, ...] = ()
    body: tuple[Field, ...] = ()
    response: tuple[Field, ...] = ()
    summary: str = ""


class EndpointError(ValueError):
    """Text that is not in the grammar.

    Parameters:
        problems: A line for each endpoint that is wrong: the place and the reason.
        reasons: The same without the places; left out where there are none.
    """

    def __init__(self, problems: list[str], reasons: list[str] | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.reasons = reasons or problems


def text_problem(text: str, longest: int) -> str | None:
    """Say what is wrong with a line of text that hosts are to read.

    Parameters:
        text: Any text.
        longest: How many characters it may have.

    Returns:
        What is wrong and what is allowed, or None.
    """
    if len(text) > longest:
        return f"is {len(text):,} characters, at most {longest:,} are allowed"
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Cc", "Cs"):
            what = "a new line" if character in "\r\n" else f"U+{ord(character):04X}"
            return f"has {what} in it; use one line of printable text"
    return None


def shown(text: str) -> str:
    """Write a text so that it stands on one line of a message.

    Parameters:
        text: Any text.

    Returns:
        The text, with an escape such as `\\n` for each character that cannot be printed.
    """
    # U+200C and U+200D join the parts of one visible character.
    return "".join(
        each if each.isprintable() or each in "\u200c\u200d" else ascii(each)[1:-1] for each in text
    )
