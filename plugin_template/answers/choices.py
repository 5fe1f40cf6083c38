"""The choices: the questions of cookiecutter.json, and the folder in templates/ of each choice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from plugin_template import importing
from plugin_template.answers import examples

_TEMPLATE = Path(__file__).parents[2]
_FOLDERS = _TEMPLATE / "templates"
# The part of a plugin that forwards operations to the API that the plugin is made from.
UPSTREAM = "upstream"
# The parts of a plugin with a database.
DATABASE = ("migrations", "pool")
_PACKAGE = re.compile(r"^[\w.-]+")


@cache
def questions() -> dict[str, Any]:
    """Read cookiecutter.json.

    Returns:
        Its entries: the questions with their defaults or choices, and what begins with `_`.
    """
    file = _TEMPLATE / "cookiecutter.json"
    entries: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return entries


def offered() -> list[str]:
    """List the examples in the order in which they are offered: the default first.

    Returns:
        The names that `examples.names()` has.
    """
    return sorted(examples.names(), key=lambda name: name != questions()["endpoints"])


@cache
def auth(name: str) -> dict[str, Any]:
    """Read what an auth type means for the documents.

    Parameters:
        name: One of the choices of `auth`.

    Returns:
        `knows_user`, the `manifest`'s object, and the `security_schemes` and `scopes` of
        openapi.yaml. Optional are `parts`, whether runtime/ has a package of its own with `PARTS`
        that are served beside the app, and `serve_options`, which `serve` needs on one's own machine.
    """
    file = _FOLDERS / "auth" / name / "auth.json"
    meaning: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return meaning


def requirements(answers: Mapping[str, Any], file: str) -> list[str]:
    """Assemble what a plugin depends on.

    Parameters:
        answers: Cookiecutter's context, with `framework`, `auth`, `endpoints` and `mcp`.
        file: `requirements.txt`, or `requirements-dev.txt` for development.

    Returns:
        Requirements (PEP 508), each once, in alphabetical order of the packages.
    """
    found = {line for folder in _folders(answers) for line in _lines(folder / file)}
    return sorted(found, key=lambda each: _PACKAGE.findall(each.casefold())[0])


def unused(answers: Mapping[str, Any]) -> list[str]:
    """Name the parts of a plugin that come with other choices.

    Parameters:
        answers: Cookiecutter's context, with `auth`, `mcp`, `__database` and `__upstream`.

    Returns:
        Names of modules and folders in runtime/, and of folders in tests/.
    """
    chosen = {answers["auth"], answers.get("__upstream")}
    chosen |= {"mcp"} if answers["mcp"] else set()
    chosen |= {*DATABASE} if answers.get("__database") else set()
    return sorted({*questions()["auth"], *DATABASE, "mcp", UPSTREAM} - chosen)


def upstream(answer: str) -> str:
    """Say whether a plugin forwards operations to the API that it is made from.

    Parameters:
        answer: An answer to `endpoints`.

    Returns:
        `UPSTREAM` if the answer is the path of an OpenAPI document, otherwise nothing.
    """
    return UPSTREAM if importing.names_document(answer) else ""


def stand_in(answers: Mapping[str, Any]) -> str:
    """Name what stands in for the servers that a plugin calls, in its tests.

    Parameters:
        answers: Cookiecutter's context, with `__example` and `__upstream`.

    Returns:
        A module of tests/ that has `ENVIRONMENT`, the settings with which the plugin calls it
        instead; nothing if the plugin calls no other servers.
    """
    example = answers["__example"]
    module = f"example_{example}" if example else "example_api"
    there = f"tests/{module}.py" in examples.files(example) if example else answers["__upstream"]
    return module if there else ""


def _folders(answers: Mapping[str, Any]) -> Iterator[Path]:
    yield _FOLDERS
    yield _FOLDERS / "frameworks" / answers["framework"]
    yield _FOLDERS / "auth" / answers["auth"]
    if example := examples.named(answers["endpoints"]):
        yield _FOLDERS / "examples" / example
    if answers["mcp"]:
        yield _FOLDERS / "mcp"
    if answers.get("__upstream"):
        yield _FOLDERS / UPSTREAM


@cache
def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split("\n")[:-1] if file.is_file() else []
