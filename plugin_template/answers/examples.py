"""The examples: each a folder in templates/examples with its endpoints, description and code.

What is in its folder `files` is added to the plugin, at the same place.

An answer to `endpoints` is an example's name, endpoints in the grammar, or both: `todo; GET /ping`
adds endpoints to the example.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from plugin_template.endpoints import Endpoint, parse

_FOLDER = Path(__file__).parents[2] / "templates" / "examples"
_FILES = "files"
_PACKAGE = "src/{{cookiecutter.__package}}"
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


def about(name: str) -> str:
    """Read what an example is, for whoever chooses one.

    Parameters:
        name: One of `names()`.

    Returns:
        A few words, without a full stop.
    """
    return _read(name, "about.txt")


@cache
def files(name: str) -> dict[str, str]:
    """List the files that an example adds to the plugin.

    Parameters:
        name: One of `names()`.

    Returns:
        By the path in the plugin, which names the package as `{{cookiecutter.__package}}`, the name
        of the template.
    """
    folder = _FOLDER / name / _FILES
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    return {
        file.relative_to(folder).as_posix(): file.relative_to(_FOLDER.parent).as_posix()
        for file in found
        if "__pycache__" not in file.parts
    }


def brings_module(name: str, module: str) -> bool:
    """Say whether an example adds a module to the plugin's package.

    Parameters:
        name: One of `names()`, or nothing.
        module: The module's name.
    """
    return bool(name) and f"{_PACKAGE}/{module}.py" in files(name)


def shipped(name: str) -> list[str]:
    """List the files that an example reads when it runs: those at the top of the plugin.

    Parameters:
        name: One of `names()`, or nothing.

    Returns:
        Their names.
    """
    return [path for path in files(name) if "/" not in path] if name else []


@cache
def _read(name: str, file: str) -> str:
    return (_FOLDER / name / file).read_text(encoding="utf-8").strip()
