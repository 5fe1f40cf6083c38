"""Python source, formatted as `ruff format` does it, however long the names are.

Arguments are written one per line, with a comma after the last one, which ruff keeps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LINE_LENGTH = 100


@dataclass(frozen=True)
class Call:
    """A call or a list.

    Parameters:
        start: What it begins with, such as `dt.date(` or `[`.
        arguments: Its arguments or items, with what is before each, such as `title=`.
        end: `)` or `]`.
        always_broken: Whether each argument has a line of its own even if they fit on one.
    """

    start: str
    arguments: tuple[Expression, ...]
    end: str
    always_broken: bool = False


@dataclass(frozen=True)
class Named:
    """An expression with what is before it, such as `title=`."""

    before: str
    value: Expression


Expression = str | Call | Named


def expression(value: Expression, indent: int, end: str = ",") -> list[str]:
    """Write an expression with a comma, on one line only where it surely fits.

    Parameters:
        value: An expression.
        indent: How many blanks will be before it.
        end: What is after it.

    Returns:
        Its lines, without these blanks.
    """
    before = ""
    while isinstance(value, Named):
        before, value = before + value.before, value.value
    flat = _flat(value)
    # Only the width of ASCII is beyond doubt.
    fits = flat.isascii() and indent + len(before + flat + end) <= LINE_LENGTH
    if isinstance(value, str) or (fits and not _is_broken(value)):
        return [f"{before}{flat}{end}"]
    inside = [f"    {line}" for each in value.arguments for line in expression(each, indent + 4)]
    return [f"{before}{value.start}", *inside, f"{value.end}{end}"]


def _flat(value: Expression) -> str:
    if isinstance(value, Named):
        return value.before + _flat(value.value)
    if isinstance(value, Call):
        return value.start + ", ".join(map(_flat, value.arguments)) + value.end
    return value


def _is_broken(value: Expression) -> bool:
    if isinstance(value, Named):
        return _is_broken(value.value)
    return isinstance(value, Call) and (
        value.always_broken or any(map(_is_broken, value.arguments))
    )


def literal(text: str) -> str:
    """Write a string as a Python literal.

    Parameters:
        text: Any text.

    Returns:
        A literal in double quotes, or in single quotes where that saves escapes; characters that
        cannot be printed are escaped.
    """
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_escape(character, quote) for character in text) + quote


def docstring(text: str) -> str:
    """Write a line of text as a docstring.

    Parameters:
        text: One line of text, not empty.

    Returns:
        A literal in three double quotes.
    """
    escaped = "".join(_escape(character, "\\") for character in text.strip())
    # A quote needs an escape only where it would end the literal.
    escaped = re.sub(r'^"|"(?="|$)', r"\"", escaped)
    return f'"""{escaped}"""'


def define(name: str, arguments: Sequence[str], returns: str) -> str:
    """Write the signature of a function.

    Parameters:
        name: The function's name.
        arguments: The lines of its arguments with their types, in order, without an indent.
        returns: The type that it returns.

    Returns:
        `def …:`.
    """
    if arguments:
        lines = "".join(f"    {each}\n" for each in arguments)
        return f"def {name}(\n{lines}) -> {returns}:"
    line = f"def {name}() -> {returns}:"
    return line if len(line) <= LINE_LENGTH else f"def {name}() -> (\n    {returns}\n):"


def imports(package: str, names: Sequence[str]) -> str:
    """Write an import of names from a package, sorted.

    Parameters:
        package: The package's name.
        names: What is imported from it, few and short; empty names are left out.

    Returns:
        A statement.
    """
    return f"from {package} import {', '.join(sorted(filter(None, names)))}"


def _escape(character: str, quote: str) -> str:
    if character in ("\\", quote):
        return f"\\{character}"
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()
