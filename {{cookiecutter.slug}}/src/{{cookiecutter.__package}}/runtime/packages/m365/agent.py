"""declarativeAgent.json: the declarative agent, version 1.8."""

from __future__ import annotations

from typing import Any

from ..codex import prompts
from ..facts import Facts
from ..skill import line
from ..texts import ENDS, one_line

SCHEMA = "https://developer.microsoft.com/json-schemas/copilot/declarative-agent/v1.8/schema.json"
LONGEST_INSTRUCTIONS = 8000

_RULES = """
1. Read before you change something, so that names and positions are up to date.
2. Before you call a function that says "confirm first", tell the user what it will do.
3. If a call is refused, the message says what was wrong. Correct the arguments, or ask the user.
4. Report what was read or changed, and only what a function has returned.
"""


def agent(facts: Facts) -> dict[str, Any]:
    """Write declarativeAgent.json."""
    return {
        "$schema": SCHEMA,
        "version": "v1.8",
        "name": facts.name,
        "description": one_line(facts.description),
        "instructions": _instructions(facts),
        "conversation_starters": [{"text": one_line(each)} for each in prompts(facts)],
        "actions": [{"id": "api", "file": "plugin.json"}],
    }


def _instructions(facts: Facts) -> str:
    about = one_line(facts.description)
    about += "" if about.endswith(tuple(ENDS)) else "."
    tools = "\n".join(map(line, facts.tools))
    whole = f"You help with {facts.name}: {about} Use these functions:\n\n{tools}\n{_RULES}"
    if len(whole) <= LONGEST_INSTRUCTIONS:
        return whole
    return f"You help with {facts.name}: {about} Use the functions of the action.\n{_RULES}"
