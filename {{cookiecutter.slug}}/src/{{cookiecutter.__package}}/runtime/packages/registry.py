"""server.json, with which the plugin is published in the MCP registry."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from .facts import Facts
from .texts import cut

SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
LONGEST_DESCRIPTION = 100


def server(facts: Facts) -> dict[str, Any]:
    """Write server.json.

    The name begins with the plugin's own domain, reversed: publishing asks for a proof that it is
    yours (MCP registry).
    """
    host = urlsplit(facts.origin).hostname or ""
    remote: dict[str, Any] = {"type": "streamable-http", "url": facts.mcp_url}
    if facts.headers:
        remote["headers"] = [
            {
                "name": "Authorization",
                "description": "Bearer, a space, and the token",
                "isRequired": True,
                "isSecret": True,
            }
        ]
    return {
        "$schema": SCHEMA,
        "name": f"{'.'.join(reversed(host.split('.')))}/{facts.slug}",
        "title": facts.name,
        "description": cut(facts.description, LONGEST_DESCRIPTION, facts.name),
        "version": facts.version,
        "websiteUrl": facts.origin,
        "icons": [
            {
                "src": f"{facts.origin}/logo.png",
                "mimeType": "image/png",
                "sizes": ["512x512"],
            }
        ],
        "remotes": [remote],
    }
