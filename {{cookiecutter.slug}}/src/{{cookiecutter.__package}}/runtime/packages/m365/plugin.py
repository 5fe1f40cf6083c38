"""plugin.json: the plugin manifest 2.4, which binds functions to the operations of openapi.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..codex import prompts
from ..facts import Facts, Tool
from ..texts import cut, one_line
from .auth import Access

SCHEMA = "https://developer.microsoft.com/json-schemas/copilot/plugin/v2.4/schema.json"


def plugin(facts: Facts, spec: Mapping[str, Any], access: Access) -> dict[str, Any]:
    """Write plugin.json.

    Parameters:
        facts: What is known of the plugin.
        spec: The copy of openapi.yaml in the package.
        access: How Copilot gets access to it.
    """
    arguments = dict(_arguments(spec))
    auth = {"type": access.kind}
    if access.reference_id:
        auth["reference_id"] = access.reference_id
    names = [tool.name for tool in facts.tools]
    return {
        "$schema": SCHEMA,
        "schema_version": "v2.4",
        "name_for_human": facts.name,
        "namespace": facts.slug,
        "description_for_human": cut(facts.description, 100, facts.name),
        "description_for_model": cut(facts.long_description, 2048, facts.name),
        "contact_email": facts.email,
        "logo_url": f"{facts.origin}/logo.png",
        "legal_info_url": facts.legal_url,
        "privacy_policy_url": facts.legal_url,
        "functions": [_function(tool, arguments.get(tool.name, [])) for tool in facts.tools],
        "runtimes": [
            {
                "type": "OpenApi",
                "auth": auth,
                "spec": {"url": "openapi.yaml"},
                "run_for_functions": names,
            }
        ],
        "capabilities": {"conversation_starters": [{"text": each} for each in prompts(facts)]},
    }


def _function(tool: Tool, arguments: list[str]) -> dict[str, Any]:
    summary = one_line(tool.summary)
    return {
        "name": tool.name,
        "description": summary,
        "capabilities": {"confirmation": _confirmation(tool, summary, arguments)},
    }


def _confirmation(tool: Tool, summary: str, arguments: list[str]) -> dict[str, Any]:
    """What the user confirms, with the values that are sent."""
    if not tool.asks:
        return {"type": "None", "isNonConsequential": True}
    values = [f"* **{name}**: {{{{function.parameters.{name}}}}}" for name in arguments]
    return {"type": "AdaptiveCard", "title": summary, "body": "\n".join(values) or summary}


def _arguments(spec: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The arguments of each operation that a text can name: parameters, and fields of the body."""
    schemas = spec.get("components", {}).get("schemas", {})
    for item in spec["paths"].values():
        for node in item.values():
            if not isinstance(node, dict) or "operationId" not in node:
                continue
            parameters = [*item.get("parameters", []), *node.get("parameters", [])]
            names = [str(each.get("name", "")) for each in parameters]
            media = node.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = media.get("schema", {})
            body = schemas.get(str(body.get("$ref", "")).rpartition("/")[2], body)
            names += map(str, body.get("properties", {}))
            yield node["operationId"], [each for each in names if re.fullmatch(r"\w+", each)]
