"""The packages that hosts install, written by the code with which the plugin's owner renews them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from plugin_template.documents import logo
from plugin_template.importing.runtime_check import load

VERSION = "0.1.0"  # as in pyproject.toml


def file(
    name: str, answers: Mapping[str, str], manifest: Mapping[str, Any], openapi: Mapping[str, Any]
) -> str:
    """Write a file of the packages.

    Parameters:
        name: Its path, such as `.mcp.json`; `SKILL.md` for the skill.
        answers: Cookiecutter's context, with `name`, `slug` and `license`.
        manifest: ai-plugin.json.
        openapi: openapi.yaml.

    Returns:
        The file's text.
    """
    known = _facts(answers, manifest, openapi)
    if name == "SKILL.md":
        skill: str = load("packages.skill").skill(known)
        return skill
    return json.dumps(_WRITERS[name](known), indent=2, ensure_ascii=False)


def link(
    program: str,
    answers: Mapping[str, str],
    manifest: Mapping[str, Any],
    openapi: Mapping[str, Any],
) -> str:
    """Write the link that installs the MCP server in `vs_code` or `cursor`."""
    written: str = getattr(load("packages.links"), program)(_facts(answers, manifest, openapi))
    return written


def colour(name: str) -> str:
    """Give the colour of a plugin's logo, `#RRGGBB`."""
    top, _ = logo.background(name)
    return "#" + "".join(f"{part:02X}" for part in top)


_WRITERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "plugin.json": lambda facts: load("packages.agent_plugin").plugin(facts),
    "mcp.json": lambda facts: load("packages.agent_plugin").servers(facts),
    ".mcp.json": lambda facts: load("packages.claude").servers(facts),
    ".claude-plugin/plugin.json": lambda facts: load("packages.claude").plugin(facts),
    ".claude-plugin/marketplace.json": lambda facts: load("packages.claude").marketplace(facts),
    ".codex-plugin/plugin.json": lambda facts: load("packages.codex").plugin(
        facts, colour(facts.name)
    ),
    "gemini-extension.json": lambda facts: load("packages.gemini").extension(facts),
}


def _facts(
    answers: Mapping[str, str], manifest: Mapping[str, Any], openapi: Mapping[str, Any]
) -> Any:
    proprietary = answers["license"] == "Proprietary"
    project = {
        "name": answers["slug"],
        "version": VERSION,
        "license": "LicenseRef-Proprietary" if proprietary else answers["license"],
    }
    return load("packages.facts").facts(project, manifest, openapi)
