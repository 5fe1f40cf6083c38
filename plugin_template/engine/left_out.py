"""Which files of the template the answers leave out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_environment

from plugin_template.answers import choices, examples
from plugin_template.engine import command_line

_TEMPLATE = Path(__file__).parents[2] / "{{cookiecutter.slug}}"
_ANSWER = re.compile(r"\{\{ *cookiecutter\.(\w+) *\}\}")
_CONDITION = re.compile(r"\{%.*?%\}")
# A part of the plugin has a module or a folder in runtime/, and a folder in tests/.
_PART = re.compile(r"(?:^|/)(?:runtime|tests)/(\w+)(?:\.py$|/)")


@pass_environment
def left_out(environment: Environment, answers: Mapping[str, Any]) -> list[str]:
    """List what other answers would have written.

    With --overwrite-if-exists, Cookiecutter leaves such files from an earlier run where they are,
    and it makes the folders of those that it does not write.

    Parameters:
        environment: Renders the names of files.
        answers: Cookiecutter's answers.

    Returns:
        Paths in the plugin, with `/`; none if the command is to keep the files that exist.
    """
    if command_line.keeps_files():
        return []

    every = list(_files())
    unused = choices.unused(answers)
    parts = {name for name in every if (part := _PART.search(name)) and part[1] in unused}
    names = [name for name in every if "{%" in name and name not in parts]
    contexts = [{**answers, "__example": example} for example in examples.names()]
    possible = {
        _filled(_CONDITION.sub("", name), each) for name in [*names, *parts] for each in contexts
    }
    possible |= {
        _filled(path, answers)
        for example in examples.names()
        if example != answers["__example"]
        for path in examples.files(example)
    }
    # In one template, since Jinja takes long to compile each; no name has a `|` in it.
    chosen = environment.from_string("|".join(names)).render(cookiecutter=answers)
    own = examples.files(answers["__example"]) if answers["__example"] else ()
    kept = {*chosen.split("|"), *(_filled(path, answers) for path in own)}
    return sorted(possible - kept)


def _files() -> Iterator[str]:
    for folder, _, files in os.walk(_TEMPLATE):  # Several times as fast as Path.rglob().
        inside = Path(folder).relative_to(_TEMPLATE)
        yield from ((inside / file).as_posix() for file in files)


def _filled(name: str, answers: Mapping[str, Any]) -> str:
    return _ANSWER.sub(lambda found: str(answers[found[1]]), name)
