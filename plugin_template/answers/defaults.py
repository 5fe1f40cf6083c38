"""The default answers, and the values that are derived from answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slugify import slugify

from plugin_template.answers import examples
from plugin_template.answers.rules import problems_of


def slug(name: str) -> str:
    """Propose a slug.

    Parameters:
        name: The plugin's name, in any script.

    Returns:
        A slug that keeps its rules: `TODO List` becomes `todo-list`, `2048` `plugin-2048`.
    """
    proposed: str = slugify(name, max_length=43, word_boundary=True)
    if proposed and not problems_of("slug", proposed):
        return proposed
    proposed = f"plugin-{proposed}" if proposed else "plugin"
    return proposed if not problems_of("slug", proposed) else "plugin"


def description(answers: Mapping[str, str]) -> str:
    """Propose a description: the example's, or the plugin's name.

    Parameters:
        answers: With `endpoints` and `name`.

    Returns:
        A description_for_human.
    """
    example = examples.named(answers["endpoints"])
    return examples.description(example) if example else answers["name"]


def change(answers: Mapping[str, Any], variable: str, answer: Any) -> dict[str, Any]:
    """Change an answer, and what was proposed because of it.

    Parameters:
        answers: A value for each public variable.
        variable: The one to change.
        answer: Its new value.

    Returns:
        The answers with the new value. Slug and description are proposed anew, unless the person
        had chosen others than were proposed.
    """
    changed = {**answers, variable: answer}
    if variable != "slug" and answers["slug"] == slug(answers["name"]):
        changed["slug"] = slug(changed["name"])
    if variable != "description" and answers["description"] == description(answers):
        changed["description"] = description(changed)
    return changed


def name_for_model(slug: str) -> str:
    """Make the name_for_model: `todo-list` becomes `todoList`.

    Parameters:
        slug: A slug that keeps its rules.

    Returns:
        Letters and digits alone, as the plugin documentation asks, at most 50.
    """
    first, *others = slug.split("-")
    return first + "".join(word.capitalize() for word in others)


def description_for_model(answers: Mapping[str, str]) -> str:
    """Make the description_for_model, in the style that hosts ask for.

    Parameters:
        answers: With `name` and `description`.

    Returns:
        "Plugin for …", within 8,000 characters.
    """
    return f"Plugin for {answers['name']}: {answers['description']}"
