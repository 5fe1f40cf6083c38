"""What a person does first with a new plugin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugin_template.answers import choices
from plugin_template.engine import command_line


def next_steps(answers: Mapping[str, str], notes: Sequence[str] = ()) -> list[str]:
    """Say which commands to type next.

    Parameters:
        answers: With `slug` and `auth`.
        notes: What to say before.

    Returns:
        A line each, for whoever ran a command that makes a plugin; none where a program renders
        the template, such as `cruft update` in a temporary folder.
    """
    slug = answers["slug"]
    folder = command_line.way_to(slug)
    if not folder:
        return []
    options = choices.auth(answers["auth"]).get("serve_options", [])
    serve = " ".join([f"uv run {slug} serve", *options])
    commands = [f"cd {folder}", "uv run pytest", serve]
    return [*notes, "", "Your plugin is ready. Next:", "", *(f"    {each}" for each in commands)]
