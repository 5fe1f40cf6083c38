"""The examples: each a folder in templates/examples with its endpoints, description and code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "templates" / "examples"


@cache
def names() -> tuple[str, ...]:
    """List the examples.

    Returns:
        Their names, which are answers to `endpoints`, in alphabetical order.
    """
    return tuple(sorted(folder.name for folder in _FOLDER.iterdir() if folder.is_dir()))


def endpoints(name: str) -> str:
    """Read the endpoints of an example.

    Parameters:
        name: One of `names()`.

    Returns:
        Its endpoints in the grammar.
    """
    return _read(name, "endpoints.txt")


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
