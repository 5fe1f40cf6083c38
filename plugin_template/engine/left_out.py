"""Which files of the template the answers leave out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_environment

from plugin_template.answers import examples
from plugin_template.engine import command_line

_TEMPLATE = Path(__file__).parents[2] / "{{cookiecutter.slug}}"
_CONDITION = re.compile(r"\{%.*?%\}")


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

    def render(name: str, **changed: str) -> str:
        return environment.from_string(name).render(cookiecutter={**answers, **changed})

    names = [file.relative_to(_TEMPLATE).as_posix() for file in _TEMPLATE.rglob("*{%*")]
    unconditional = [_CONDITION.sub("", name) for name in names]
    possible = {render(name, __example=each) for name in unconditional for each in examples.names()}
    return sorted(possible - set(map(render, names)))
