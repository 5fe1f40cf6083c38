"""Keeps Cookiecutter from rendering what a user typed as if it were a template.

Values given as `k=v` or in a user's configuration take the place of the template's own defaults,
and Cookiecutter renders those. Text such as `{{ 7 * 7 }}` would be executed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import cookiecutter.prompt
from jinja2 import Environment

from plugin_template.answers.choices import questions

_EXTENSION = "plugin_template.extension.PluginTemplate"


def install() -> None:
    """Make Cookiecutter render this template's own expressions and leave any other text as it is.

    Other templates that are rendered in the same process are not touched. Should Cookiecutter's
    function have another name one day, nothing changes.
    """
    found = getattr(cookiecutter.prompt, "render_variable", None)
    if found is None:
        return
    original = getattr(found, "renders_all", found)  # What was installed before is replaced.

    def render_variable(env: Environment, raw: Any, answers: Mapping[str, Any]) -> Any:
        literal = isinstance(raw, str) and raw not in _own_templates()
        if literal and _EXTENSION in env.extensions:
            return raw
        return original(env, raw, answers)

    render_variable.renders_all = original  # type: ignore[attr-defined]
    cookiecutter.prompt.render_variable = render_variable


@cache
def _own_templates() -> frozenset[str]:
    return frozenset(each for each in _strings(questions()) if "{{" in each)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)
