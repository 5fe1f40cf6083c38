""".codex-plugin/plugin.json: what Codex installs, and what OpenAI's directory lists."""

from __future__ import annotations

from typing import Any

from .facts import Facts
from .texts import cut, subtitle

# What the directory takes (OpenAI).
LONGEST_SUBTITLE, LONGEST_DESCRIPTION = 30, 4000
MOST_PROMPTS, LONGEST_PROMPT = 3, 128


def plugin(facts: Facts, colour: str) -> dict[str, Any]:
    """Write .codex-plugin/plugin.json.

    Parameters:
        facts: What is known of the plugin.
        colour: That of the logo, `#RRGGBB`.
    """
    return {
        **facts.common,
        "skills": "./skills/",
        "mcpServers": "./.mcp.json",
        "interface": {
            "displayName": facts.name,
            "shortDescription": subtitle(facts.description, LONGEST_SUBTITLE, facts.name),
            "longDescription": cut(facts.long_description, LONGEST_DESCRIPTION, facts.name),
            "developerName": facts.author,
            "category": "Productivity",
            "capabilities": _capabilities(facts),
            "websiteURL": facts.origin,
            "privacyPolicyURL": facts.legal_url,
            "termsOfServiceURL": facts.legal_url,
            "defaultPrompt": prompts(facts),
            "brandColor": colour,
            "composerIcon": "./logo.png",
            "logo": "./logo.png",
        },
    }


def prompts(facts: Facts) -> list[str]:
    """Suggest what to ask for first: summaries of operations that are short enough."""
    fitting = [
        tool.summary
        for tool in facts.tools
        # With an @, a host would look for a plugin of that name.
        if len(tool.summary) <= LONGEST_PROMPT and "@" not in tool.summary
    ]
    unlike = {each.casefold(): each for each in reversed(fitting)}
    return list(reversed(unlike.values()))[:MOST_PROMPTS] or [f"What can {facts.name} do?"]


def _capabilities(facts: Facts) -> list[str]:
    return sorted({"Read" if tool.method == "get" else "Write" for tool in facts.tools})
