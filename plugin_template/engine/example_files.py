"""The files that an example adds to the plugin, rendered for the hook, which writes them.

Cookiecutter itself writes only what is in the template's one folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_environment

from plugin_template.answers import examples
from plugin_template.engine import command_line

_TEMPLATES = Path(__file__).parents[2] / "templates"


@pass_environment
def example_files(environment: Environment, answers: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """Render the files that the chosen example adds.

    Parameters:
        environment: Renders the files and their paths.
        answers: Cookiecutter's answers.

    Returns:
        The path of each in the plugin, with `/`, and its text in UTF-8; none of those that exist if
        the command is to keep them.
    """
    name = answers["__example"]
    if not name:
        return []
    environment = environment.overlay(loader=FileSystemLoader(_TEMPLATES))
    rendered = {
        environment.from_string(path).render(cookiecutter=answers): template
        for path, template in examples.files(name).items()
    }
    return [
        (path, environment.get_template(template).render(cookiecutter=answers).encode())
        for path, template in rendered.items()
        if not command_line.keeps(answers["slug"], path)
    ]
