"""What Claude Code installs: .claude-plugin/plugin.json and marketplace.json, and .mcp.json."""

from __future__ import annotations

from typing import Any

from .facts import Facts


def plugin(facts: Facts) -> dict[str, Any]:
    """Write .claude-plugin/plugin.json."""
    return {
        **facts.common,
        # What the directory, to which plugins are submitted, asks for beside that.
        "icon": "./logo.png",
        "privacyPolicyUrl": facts.legal_url,
    }


def marketplace(facts: Facts) -> dict[str, Any]:
    """Write .claude-plugin/marketplace.json: a marketplace of this plugin alone."""
    return {
        "name": facts.slug,
        "owner": {"name": facts.author, "email": facts.email},
        "metadata": {"description": facts.description},
        "plugins": [{"name": facts.slug, "source": "./", "description": facts.description}],
    }


def servers(facts: Facts) -> dict[str, Any]:
    """Write .mcp.json. A token comes from an environment variable."""
    server = {"type": "http", "url": facts.mcp_url, **facts.headers}
    return {"mcpServers": {facts.slug: server}}
