"""The plugin package of 2026, which ChatGPT and Codex install: a manifest, an MCP server, a skill.

Sources: the field guide of Codex's plugin creator (plugin-json-spec.md), and
https://developers.openai.com/plugins
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from plugin_template.answers import choices
from plugin_template.documents import logo
from plugin_template.documents.manifest import ORIGIN
from plugin_template.endpoints import Endpoint
from plugin_template.endpoints.naming import spoken

MOST_PROMPTS, LONGEST_PROMPT = 3, 128  # what hosts show of defaultPrompt


def plugin(endpoints: Sequence[Endpoint], answers: Mapping[str, str]) -> dict[str, Any]:
    """Write .codex-plugin/plugin.json.

    Websites and terms are left out: hosts accept only https addresses, which are not known here.

    Parameters:
        endpoints: The plugin's endpoints.
        answers: Cookiecutter's context, with `name`, `slug`, `description`, `email`, `license` and
            the computed `__description_for_model`.

    Returns:
        The document as plain data, its paths relative to the plugin's folder.
    """
    author = f"The {answers['name']} authors"
    proprietary = answers["license"] == "Proprietary"
    top, _ = logo.background(answers["name"])
    return {
        "name": answers["slug"],
        "version": "0.1.0",
        "description": answers["description"],
        "author": {"name": author, "email": answers["email"]},
        "license": "LicenseRef-Proprietary" if proprietary else answers["license"],
        "keywords": list(dict.fromkeys(answers["slug"].split("-"))),
        "skills": "./skills/",
        "mcpServers": "./.mcp.json",
        "interface": {
            "displayName": answers["name"],
            "shortDescription": answers["description"],
            "longDescription": answers["__description_for_model"],
            "developerName": author,
            "category": "Productivity",
            "capabilities": _capabilities(endpoints),
            "defaultPrompt": _prompts(endpoints, answers["name"]),
            "brandColor": "#" + "".join(f"{part:02X}" for part in top),
            "logo": "./logo.png",
        },
    }


def servers(answers: Mapping[str, str]) -> dict[str, Any]:
    """Write .mcp.json, which says where the plugin's MCP server is.

    Parameters:
        answers: Cookiecutter's context, with `slug`, `auth` and the computed `__package`.

    Returns:
        The document as plain data. It contains no token: the host reads it from a variable.
    """
    server = {"type": "http", "url": f"{ORIGIN}/mcp"}
    if choices.auth(answers["auth"])["manifest"].get("authorization_type") == "bearer":
        server["bearer_token_env_var"] = f"{answers['__package'].upper()}_TOKEN"
    return {"mcpServers": {answers["slug"]: server}}


def skill(endpoints: Sequence[Endpoint], answers: Mapping[str, str]) -> str:
    """Write SKILL.md, which describes to a model when and how to use the plugin.

    Parameters:
        endpoints: The plugin's endpoints.
        answers: Cookiecutter's context, with `name`, `slug` and `description`.

    Returns:
        Markdown with a YAML front matter: the skill's name, which is that of its folder, and its
        description.
    """
    about = answers["description"]
    about += f"{'' if about.endswith(_ENDS) else '.'} Use it for requests about {answers['name']}."
    head = {"name": answers["slug"], "description": about}
    tools = "\n".join(
        f"- `{endpoint.operation_id}` ({_EFFECTS[endpoint.method]}): {_summary(endpoint)}"
        for endpoint in endpoints
    )
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=1000)
    return _SKILL.format(head=front, name=answers["name"], slug=answers["slug"], tools=tools)


_EFFECTS = {
    "GET": "reads",
    "POST": "adds",
    "PUT": "replaces",
    "PATCH": "changes",
    "DELETE": "deletes",
}

_ENDS = (".", "!", "?", "…", "。")

_SKILL = """\
---
{head}---

# {name}

Use these tools of the MCP server `{slug}`:

{tools}

1. Read before you change something, so that names and positions are up to date.
2. Before you replace, change or delete something, make sure that the user wants exactly that.
3. If a call is refused, the message says what was wrong. Correct the arguments, or ask the user.
4. Report what was read or changed, and only what a tool has returned.
"""


def _capabilities(endpoints: Sequence[Endpoint]) -> list[str]:
    found = {"Read" if endpoint.method == "GET" else "Write" for endpoint in endpoints}
    return sorted(found)


def _prompts(endpoints: Sequence[Endpoint], name: str) -> list[str]:
    summaries = [_summary(endpoint) for endpoint in endpoints]
    fitting = [summary for summary in summaries if len(summary) <= LONGEST_PROMPT]
    return fitting[:MOST_PROMPTS] or [f"What can {name} do?"]


def _summary(endpoint: Endpoint) -> str:
    return endpoint.summary or spoken(endpoint.operation_id)
