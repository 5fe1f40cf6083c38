"""manifest.json: the app, manifest version 1.30."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from ..facts import Facts
from ..texts import cut, one_line
from .auth import Access

SCHEMA = "https://developer.microsoft.com/en-us/json-schemas/teams/v1.30/MicrosoftTeams.schema.json"


def manifest(facts: Facts, access: Access, colour: str, skills: Iterable[str]) -> dict[str, Any]:
    """Write manifest.json.

    Parameters:
        facts: What is known of the plugin.
        access: How Copilot gets access to it.
        colour: That of the logo.
        skills: The paths of the skills' files; with them, the MCP server is offered too.
    """
    document: dict[str, Any] = {
        "$schema": SCHEMA,
        "manifestVersion": "1.30",
        "version": facts.version,
        # The same for each version of the plugin at this address.
        "id": str(uuid5(NAMESPACE_URL, f"{facts.origin}/")),
        "developer": {
            "name": cut(facts.author, 32, facts.name),
            "websiteUrl": facts.origin,
            "privacyUrl": facts.legal_url,
            "termsOfUseUrl": facts.legal_url,
        },
        "name": {"short": facts.name, "full": facts.name},
        "description": {
            "short": cut(facts.description, 80, facts.name),
            "full": one_line(facts.description),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": colour,
        "copilotAgents": {
            "declarativeAgents": [{"id": "agent", "file": "declarativeAgent.json"}],
        },
        "validDomains": [urlsplit(facts.origin).netloc],
    }
    folders = sorted({"/".join(name.split("/")[:2]) for name in skills})
    # Copilot sends no API key over MCP.
    if folders and access.kind != "ApiKeyPluginVault":
        document["agentConnectors"] = [_connector(facts, access)]
    if folders:
        document["agentSkills"] = [{"folder": folder} for folder in folders]
    return document


def _connector(facts: Facts, access: Access) -> dict[str, Any]:
    authorization = {"type": access.kind}
    if access.reference_id:
        authorization["referenceId"] = access.reference_id
    server = {"mcpServerUrl": facts.mcp_url, "authorization": authorization}
    return {
        "id": facts.slug,
        "displayName": facts.name,
        "description": one_line(facts.description),
        "toolSource": {"remoteMcpServer": server},
    }
