"""gemini-extension.json, which Gemini CLI installs."""

from __future__ import annotations

from typing import Any

from .facts import Facts


def extension(facts: Facts) -> dict[str, Any]:
    """Write gemini-extension.json. A token comes from an environment variable."""
    return {
        "name": facts.slug,
        "version": facts.version,
        "description": facts.description,
        "mcpServers": {facts.slug: {"httpUrl": facts.mcp_url, **facts.headers}},
    }
