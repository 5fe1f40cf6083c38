"""Loads the reader of documents that every plugin has in its runtime folder.

The template and the plugins read documents by the same code, within the same limits.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

_FOLDER = (
    Path(__file__).parents[2]
    / "{{cookiecutter.slug}}"
    / "src"
    / "{{cookiecutter.__package}}"
    / "runtime"
    / "check"
)
_NAME = "plugin_template_check"


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
    reading = _reading()
    try:
        read = reading.read_yaml(data)
    except reading.Unreadable as error:
        raise Unreadable(str(error)) from None
    return read.data, [_oddity(each) for each in read.oddities]


def _oddity(read: Any) -> Oddity:
    what, _, _ = read.message.partition("; ")  # Advice to who writes the document comes after it.
    return Oddity(read.kind, read.place.pointer(), what)


@cache
def _reading() -> Any:
    # Only the modules that read are needed, so the package itself stays unloaded.
    package = ModuleType(_NAME)
    package.__path__ = [str(_FOLDER)]
    sys.modules[_NAME] = package
    # Cookiecutter would take the folders of compiled modules for parts of the template.
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return importlib.import_module(f"{_NAME}.reading")
    finally:
        sys.dont_write_bytecode = kept
