"""Checks a plugin's documents with the very code that its owner runs later as `check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

_HERE = Path(__file__).parent
_RUNTIME = _HERE.parents[1] / "{{cookiecutter.slug}}/src/{{cookiecutter.__package}}/runtime"


def problems(manifest: Mapping[str, Any], openapi: Mapping[str, Any]) -> list[str]:
    """Check documents against the rules of the hosts that load `ai-plugin.json`.

    Parameters:
        manifest: The manifest.
        openapi: The API description.

    Returns:
        A line for each broken rule, which begins with its level: error, warning or hint.
    """
    check = _check()
    found = [*check.check_manifest(dict(manifest)), *check.check_spec(dict(openapi), manifest)]
    return [str(problem) for problem in found]


def _check() -> ModuleType:
    with _runtime_on_path():
        return import_module("check")


@contextmanager
def _runtime_on_path() -> Iterator[None]:
    # Bytecode goes where that of this module is, since all that is in the runtime is copied.
    path, prefix = str(_RUNTIME), sys.pycache_prefix
    sys.path.append(path)
    sys.pycache_prefix = str(_HERE / "__pycache__")
    try:
        yield
    finally:
        sys.path.remove(path)
        sys.pycache_prefix = prefix
