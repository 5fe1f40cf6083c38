"""The examples: each a folder in templates/examples with its endpoints, description and code.

An answer to `endpoints` is an example's name, endpoints in the grammar, or both: `todo; GET /ping`
adds endpoints to the example.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from plugin_template.endpoints import Endpoint, parse

_FOLDER = Path(__file__).parents[2] / "templates" / "examples"
_NAME = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(?=[;\n]|$)")


@cache
def names() -> tuple[str, ...]:
    """List the examples.

    Returns:
        Their names, which are answers to `endpoints`, in alphabetical order.
    """
    return tuple(sorted(folder.name for folder in _FOLDER.iterdir() if folder.is_dir()))


def named(answer: str) -> str:
    """Find the example that an answer begins with.

    Parameters:
        answer: An answer to `endpoints`.

    Returns:
        One of `names()`, or nothing.
    """
    found = _NAME.match(answer)
    return found[1] if found and found[1] in names() else ""


def read(answer: str) -> tuple[tuple[Endpoint, ...], tuple[Endpoint, ...]]:
    """Read an answer.

    Parameters:
        answer: An answer to `endpoints`.

    Returns:
        The endpoints of the example that it names, if it does, and those that it describes itself.

    Raises:
        EndpointError: As `parse` does.
    """
    name = named(answer)
    if not name:
        return (), parse(answer)
    known = parse(endpoints(name))
    # Blanks keep the columns that are named in errors.
    described = answer.replace(name, " " * len(name), 1)
    return known, parse(described, known) if described.strip("; \t\r\n") else ()


def endpoints(name: str) -> str:
    """Read the endpoints of an example.

    Parameters:
        name: One of `names()`.

    Returns:
        Its endpoints in the grammar.
    """
    return _read(name, "endpoints.txt")


@cache
def imported(name: str) -> frozenset[str]:
    """List the names that an example's code imports, which no operation beside it may have.

    Parameters:
        name: One of `names()`, or nothing.

    Returns:
        The words of its import statements.
    """
    lines = _read(name, "operations.py").splitlines() if name else []
    words = (re.findall(r"\w+", line) for line in lines if line.startswith(("from ", "import ")))
    return frozenset(word for line in words for word in line)


def description(name: str) -> str:
    """Read the description of an example.

    Parameters:
        name: One of `names()`.

    Returns:
        Its description_for_human.
    """
    return _read(name, "description.txt")


@cache
def _read(name: str, file: str) -> str:
    return (_FOLDER / name / file).read_text(encoding="utf-8").strip()
