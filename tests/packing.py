"""Runs `package` in a copy of a plugin, in a process of its own."""

from __future__ import annotations

import importlib
import shutil
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from conftest import Plugin
from running import run

URL = "https://plugin.example.com"


def packed(plugin: Plugin, folder: Path, *options: str) -> Path:
    """Build a plugin's packages.

    Parameters:
        plugin: It is not changed.
        folder: Gets the copy.
        options: Of the command, beside `--url`.

    Returns:
        The copy, with dist/; what `package` printed is in `printed.txt`.
    """
    copy = folder / plugin.path.name
    shutil.copytree(plugin.path, copy)
    printed = run(copy, _package, plugin.package, "package", "--url", URL, *options)
    (copy / "printed.txt").write_text(printed, encoding="utf-8")
    return copy


def contents(archive: Path) -> Mapping[str, bytes]:
    """The files in a zip."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _package(package: str, *arguments: str) -> None:
    sys.exit(importlib.import_module(f"{package}.__main__").main(list(arguments)))
