"""Python source, laid out as `ruff format` lays it out."""

from __future__ import annotations

import re
from collections.abc import Sequence

LINE_LENGTH = 100


def literal(text: str) -> str:
    """Write a string as a Python literal.

    Parameters:
        text: Any text.

    Returns:
        A literal in double quotes, or in single quotes where that saves escapes; what cannot be
        seen on a screen is written as an escape.
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
    # A quote is as good as any character but where it would end the literal.
    escaped = re.sub(r'^"|"(?="|$)', r"\"", escaped)
    return f'"""{escaped}"""'


def call(head: str, arguments: Sequence[str], tail: str = ")", indent: int = 0) -> str:
    """Write something with arguments, on one line if it fits.

    Parameters:
        head: What stands before the arguments, with the opening bracket.
        arguments: The arguments, in order.
        tail: What stands behind them, with the closing bracket.
        indent: The number of spaces before the first line; it is not written.

    Returns:
        One line, or one for each argument with a comma behind the last.
    """
    line = head + ", ".join(arguments) + tail
    if indent + len(line) <= LINE_LENGTH or not arguments:
        return line
    space = " " * indent
    return f"{head}\n" + "".join(f"{space}    {each},\n" for each in arguments) + space + tail


def define(name: str, arguments: Sequence[str], returns: str, indent: int = 0) -> str:
    """Write the head of a function.

    Parameters:
        name: The function's name.
        arguments: Its arguments with their types, in order.
        returns: The type that it returns.
        indent: The number of characters before `def` on its line.

    Returns:
        `def …:`, on one line if it fits.
    """
    line = f"def {name}({', '.join(arguments)}) -> {returns}:"
    if indent + len(line) <= LINE_LENGTH:
        return line
    if arguments:
        return (
            f"def {name}(\n" + "".join(f"    {each},\n" for each in arguments) + f") -> {returns}:"
        )
    return f"def {name}() -> (\n    {returns}\n):"


def annotated(name: str, type_: str, mark: str) -> str:
    """Write an argument with an `Annotated` type.

    Parameters:
        name: The argument's name.
        type_: Its type.
        mark: The annotation.

    Returns:
        One line, or three where one would be too long.
    """
    line = f"{name}: Annotated[{type_}, {mark}]"
    if len(line) + len("    ,") <= LINE_LENGTH:
        return line
    return f"{name}: Annotated[\n        {type_}, {mark}\n    ]"


def imports(package: str, names: Sequence[str]) -> str:
    """Write an import of names from a package, sorted.

    Parameters:
        package: The package's name.
        names: What is imported from it; empty names are left out.

    Returns:
        A statement, on one line if it fits.
    """
    chosen = sorted(filter(None, names))
    line = f"from {package} import {', '.join(chosen)}"
    return line if len(line) <= LINE_LENGTH else call(f"from {package} import (", chosen)


def _escape(character: str, quote: str) -> str:
    if character in ("\\", quote):
        return f"\\{character}"
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()
