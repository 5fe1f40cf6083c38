"""Loads `check`, with its reader and writer of documents, which every plugin has in runtime/.

The template and the plugins read and write documents by the same code, within the same limits.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

RUNTIME = Path(__file__).parents[2] / "{{cookiecutter.slug}}/src/{{cookiecutter.__package}}/runtime"


@dataclass(frozen=True)
class Oddity:
    """Something that other programs read differently.

    Parameters:
        kind: `duplicate`, `key`, `value` or `tag`.
        place: A JSON pointer.
        what: What is odd.
    """

    kind: str
    place: str
    what: str


class Unreadable(ValueError):
    """A document cannot be read; the message continues a sentence that names it."""


def read_yaml(data: bytes) -> tuple[Any, list[Oddity]]:
    """Parse YAML or JSON into plain data, within limits of depth, size and numbers.

    Parameters:
        data: Text in UTF-8.

    Returns:
        Data with text as its only keys, of which no part is shared, and what is odd about it.

    Raises:
        Unreadable: It is neither, or breaks a limit.
    """
    reading = load("check.reading")
    try:
        read = reading.read_yaml(data)
    except reading.Unreadable as error:
        raise Unreadable(str(error)) from None
    return read.data, [_oddity(each) for each in read.oddities]


def write_yaml(document: dict[str, Any]) -> str:
    """Write YAML that every reader, of YAML 1.1 or 1.2, takes for the same data.

    Parameters:
        document: Plain data.

    Returns:
        YAML, with the keys in their order.
    """
    text: str = load("check.writing").write_yaml(document)
    return text


def _oddity(read: Any) -> Oddity:
    what, _, _ = read.message.partition("; ")  # Advice to who writes the document comes after it.
    return Oddity(read.kind, read.place.pointer(), what)


@cache
def load(name: str) -> Any:
    """Load a module of the plugin's runtime/ that imports nothing outside of its own package.

    Parameters:
        name: `check`, or a module of it or of `packages`, such as `check.reading`.

    Returns:
        The module.
    """
    prefix = sys.pycache_prefix
    sys.path.append(str(RUNTIME))
    # Cookiecutter would take folders of compiled modules there for parts of the template.
    sys.pycache_prefix = str(Path(__file__).parent / "__pycache__")
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(RUNTIME))
        sys.pycache_prefix = prefix
