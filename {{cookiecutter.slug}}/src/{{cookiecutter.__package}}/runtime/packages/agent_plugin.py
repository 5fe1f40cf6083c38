"""plugin.json and mcp.json at the top of the repository (Agent Plugins)."""

from __future__ import annotations

from typing import Any

from .facts import Facts

PLUGIN_SCHEMA = "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"
MCP_SCHEMA = "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json"


def plugin(facts: Facts) -> dict[str, Any]:
    """Write plugin.json."""
    return {
        "$schema": PLUGIN_SCHEMA,
        **facts.common,
    }


def servers(facts: Facts) -> dict[str, Any]:
    """Write mcp.json.

    It has no header with a token: hosts replace no variables in it.
    """
    server = {"type": "streamable-http", "url": facts.mcp_url}
    return {"$schema": MCP_SCHEMA, "mcpServers": {facts.slug: server}}
