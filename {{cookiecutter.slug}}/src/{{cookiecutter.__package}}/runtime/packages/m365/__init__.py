"""The package of Microsoft 365 Copilot: an app with a declarative agent, which calls the operations.

    manifest.json ─▶ declarativeAgent.json ─▶ plugin.json ─▶ openapi.yaml
         └─▶ color.png, outline.png, skills/

With MCP, the app also offers the MCP server as a connector (`agentConnectors`) and the skills. The
agent itself calls the API: in a plugin manifest, no two runtimes may have the same function.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...check.writing import write_yaml
from ..facts import Facts
from . import agent, app, auth, openapi, plugin

__all__ = ["ICONS", "build"]

# Where the repository has the icons.
ICONS = ("m365/color.png", "m365/outline.png")


def build(
    facts: Facts,
    spec: Mapping[str, Any],
    files: Mapping[str, bytes],
    *,
    colour: str,
    reference_id: str = "",
    has_mcp: bool = False,
) -> dict[str, bytes]:
    """Write the files of the package.

    Parameters:
        facts: What is known of the plugin, with its public origin.
        spec: openapi.yaml.
        files: The two icons by the names in `ICONS`, and the skills by theirs.
        colour: That of the logo, `#RRGGBB`.
        reference_id: What the Teams developer portal has given for the plugin's credentials; without
            it, the placeholder that the Agents Toolkit replaces is written.
        has_mcp: Whether the plugin serves MCP.

    Returns:
        The files by their paths in the zip.

    Raises:
        auth.Unsupported: Copilot cannot send what the plugin's auth type needs.
    """
    access = auth.access(facts, reference_id)
    skills = {name: data for name, data in files.items() if name.startswith("skills/")}
    described = openapi.converted(spec, facts.origin)
    return {
        "manifest.json": _json(app.manifest(facts, access, colour, skills if has_mcp else ())),
        "declarativeAgent.json": _json(agent.agent(facts)),
        "plugin.json": _json(plugin.plugin(facts, described, access)),
        "openapi.yaml": write_yaml(described).encode(),
        "color.png": files.get(ICONS[0], b""),
        "outline.png": files.get(ICONS[1], b""),
        **(skills if has_mcp else {}),
    }


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
