"""Which files of the template the answers leave out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_environment

from plugin_template.answers import choices, examples

_TEMPLATE = Path(__file__).parents[2] / "{{cookiecutter.slug}}"
_CONDITION = re.compile(r"\{%.*?%\}")
# A part has a module or a folder in runtime/, and a folder in tests/.
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
        Paths in the plugin, with `/`.
    """

    def render(name: str, **changed: str) -> str:
        return environment.from_string(name).render(cookiecutter={**answers, **changed})

    files = (file for file in _TEMPLATE.rglob("*.*") if file.is_file())
    names = [file.relative_to(_TEMPLATE).as_posix() for file in files]
    unused = choices.unused(answers)
    parts = {render(name) for name in names if (part := _PART.search(name)) and part[1] in unused}
    conditional = [name for name in names if "{%" in name]
    anywhere = [_CONDITION.sub("", name) for name in conditional]
    possible = {render(name, __example=each) for name in anywhere for each in examples.names()}
    found = (possible - set(map(render, conditional))) | parts
    return sorted(each for each in found if not each.endswith("/"))
