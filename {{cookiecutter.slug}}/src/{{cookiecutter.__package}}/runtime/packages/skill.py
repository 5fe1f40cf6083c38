"""SKILL.md, which tells a model when and how to use the plugin (Agent Skills)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml

from .facts import Facts, Tool
from .texts import ENDS, one_line

_EFFECTS = {"get": "reads", "post": "adds", "put": "replaces", "patch": "changes"}
_EFFECTS |= {"delete": "deletes", "head": "reads", "options": "reads", "trace": "reads"}
_CONFIRM = "confirm first"

# A line of the list of tools: the name, and what is in the brackets.
LINE = re.compile(r"^- `([^`]+)` \(([^)]*)\)", re.MULTILINE)

_SKILL = """\
---
{head}---

# {slug}

Use these tools of the MCP server `{slug}`:

{tools}

1. Read before you change something, so that names and positions are up to date.
2. Before you call a tool that says "{confirm}", tell the user what it will do, and wait for a yes.
3. If a call is refused, the message says what was wrong. Correct the arguments, or ask the user.
4. Report what was read or changed, and only what a tool has returned.
"""


def skill(facts: Facts) -> str:
    """Write skills/SLUG/SKILL.md.

    Returns:
        Markdown with a YAML front matter: the skill's name, which is that of its folder, and its
        description, at most 1,024 characters.
    """
    about = one_line(facts.description)
    about += f"{'' if about.endswith(tuple(ENDS)) else '.'} Use it for requests about {facts.name}."
    head = {"name": facts.slug, "description": about}
    return _SKILL.format(
        # On one line each, which readers that are not quite YAML understand too.
        head=yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000),
        slug=facts.slug,
        tools="\n".join(map(line, facts.tools)),
        confirm=_CONFIRM,
    )


def line(tool: Tool) -> str:
    """Write the line of a tool."""
    return f"- `{tool.name}` ({notes(tool)}): {one_line(tool.summary)}"


def notes(tool: Tool) -> str:
    """Say what a tool does to the data, and whether the user is asked first."""
    effect = _EFFECTS.get(tool.method, tool.method)
    return f"{effect}; {_CONFIRM}" if tool.asks else effect


def updated(text: str, tools: Iterable[Tool]) -> str:
    """Bring the list of tools in a SKILL.md up to date.

    Parameters:
        text: The file, which its owner may have edited.
        tools: The plugin's operations.

    Returns:
        The file with a line for each operation, in their order. A line that is right stays as it
        is. A file without such a list is returned unchanged.
    """
    lines = text.split("\n")
    listed = [index for index, each in enumerate(lines) if LINE.match(each)]
    if not listed:
        return text
    kept = {}
    for index in listed:
        if found := LINE.match(lines[index]):
            kept[found[1], found[2]] = lines[index]
    wanted = [kept.get((tool.name, notes(tool)), line(tool)) for tool in tools]
    first, inside = listed[0], set(listed)
    rest = [each for index, each in enumerate(lines) if index not in inside]
    return "\n".join([*rest[:first], *wanted, *rest[first:]])
