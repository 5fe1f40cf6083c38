"""Loads this package anew when the template has changed since it was loaded.

cruft renders two versions of a template in one process, from one folder. Python keeps the modules
that it has, so the second version would run the first one's code, with the choices that it has read.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

from plugin_template.importing.runtime_check import RUNTIME

_PACKAGE = __name__.partition(".")[0]
_ROOT = Path(__file__).parents[2]
# What this package is, and what it reads once, beside cookiecutter.json.
_FOLDERS = (_ROOT / _PACKAGE, _ROOT / "templates", RUNTIME)

_State = dict[str, tuple[int, int]]


def renewed(module: str) -> ModuleType | None:
    """Load a module of this package anew if its template is no longer the one that is rendered.

    Parameters:
        module: The module's full name.

    Returns:
        The module, which belongs to a package that was just loaded; None if nothing has changed.
    """
    found = PathFinder.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        return None
    if Path(found.origin).parents[1] == _ROOT and _state() == _loaded:
        return None
    _forget()
    return importlib.import_module(module)


def _forget() -> None:
    """Drop the modules that were loaded from the template, and what Python has compiled of them."""
    for name, module in _modules():
        del sys.modules[name]
        # It is taken for that of a new version if both have one size and are of the same second.
        if compiled := getattr(module.__spec__, "cached", None):
            with suppress(OSError):
                Path(compiled).unlink(missing_ok=True)
    importlib.invalidate_caches()


def _modules() -> list[tuple[str, ModuleType]]:
    folders = (str(_ROOT / _PACKAGE) + os.sep, str(RUNTIME) + os.sep)
    return [
        (name, module)
        for name, module in sys.modules.items()
        if (getattr(module, "__file__", None) or "").startswith(folders)
    ]


def _state() -> _State:
    """Give the time and the size of each file of the sources, where they can change: under cruft."""
    if "cruft" not in sys.modules:
        return {}
    stats = ((file, os.stat(file)) for file in _files())
    return {file: (stat.st_mtime_ns, stat.st_size) for file, stat in stats}


def _files() -> Iterator[str]:
    yield str(_ROOT / "cookiecutter.json")
    for source in _FOLDERS:
        for folder, below, names in os.walk(source):
            below[:] = [name for name in below if name != "__pycache__"]
            yield from (os.path.join(folder, name) for name in names)


_loaded = _state()
