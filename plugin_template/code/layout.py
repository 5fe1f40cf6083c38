"""Python source, formatted as `ruff format` does it, however long the names are.

Arguments are written one per line, with a comma after the last one, which ruff keeps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LINE_LENGTH = 100


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
        arguments: Its arguments with their types, in order.
        returns: The type that it returns.

    Returns:
        `def …:`.
    """
    if arguments:
        lines = "".join(f"    {each},\n" for each in arguments)
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
