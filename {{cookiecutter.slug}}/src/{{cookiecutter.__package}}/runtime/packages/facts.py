"""What the packages say of the plugin, each fact from the one document that has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Tool:
    """An operation, which is a tool over MCP.

    Parameters:
        name: Its operationId.
        method: In lower case.
        summary: What it does.
        asks: Whether the user confirms it first (`x-openai-isConsequential`, by default whatever
            does more than read).
    """

    name: str
    method: str
    summary: str
    asks: bool


@dataclass(frozen=True)
class Facts:
    """What the packages say of the plugin.

    Parameters:
        slug: The name of the distribution, which is that of every package.
        version: As pyproject.toml has it.
        license: An SPDX expression.
        name: name_for_human, 1 to 20 characters.
        description: description_for_human.
        long_description: description_for_model.
        email: The contact address.
        origin: Where the plugin is served, without `/` at the end.
        legal_url: The page with the privacy policy and the terms.
        auth: `none`, `service_http`, `user_http` or `oauth`.
        scheme: What openapi.yaml calls its security scheme; empty if it has none.
        tools: The operations.
    """

    slug: str
    version: str
    license: str
    name: str
    description: str
    long_description: str
    email: str
    origin: str
    legal_url: str
    auth: str
    scheme: str
    tools: tuple[Tool, ...]

    @property
    def author(self) -> str:
        """Who publishes the plugin: at most 32 characters, which Microsoft allows."""
        return f"The {self.name} authors"

    @property
    def mcp_url(self) -> str:
        """The address of the MCP server."""
        return f"{self.origin}/mcp"

    @property
    def keywords(self) -> list[str]:
        """The words of the slug, each once."""
        return list(dict.fromkeys(self.slug.split("-")))

    @property
    def common(self) -> dict[str, Any]:
        """The fields that the manifests of several hosts have in common."""
        return {
            "name": self.slug,
            "version": self.version,
            "description": self.description,
            "author": {"name": self.author, "email": self.email},
            "license": self.license,
            "keywords": self.keywords,
        }

    @property
    def headers(self) -> dict[str, dict[str, str]]:
        """The field `headers` for hosts that put an environment variable into a header.

        It is empty where the plugin needs no token, or where hosts sign users in by themselves.
        """
        if self.auth not in ("service_http", "user_http"):
            return {}
        variable = f"{self.slug.upper().replace('-', '_')}_TOKEN"
        return {"headers": {"Authorization": f"Bearer ${{{variable}}}"}}


def facts(
    project: Mapping[str, Any], manifest: Mapping[str, Any], openapi: Mapping[str, Any]
) -> Facts:
    """Collect the facts.

    Parameters:
        project: The table `project` of pyproject.toml.
        manifest: ai-plugin.json.
        openapi: openapi.yaml.

    Returns:
        The facts. What is missing or has another type is empty: `check` says so.
    """
    servers = openapi.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else {}
    return Facts(
        slug=_text(project, "name"),
        version=_text(project, "version"),
        license=_text(project, "license"),
        name=_text(manifest, "name_for_human"),
        description=_text(manifest, "description_for_human"),
        long_description=_text(manifest, "description_for_model"),
        email=_text(manifest, "contact_email"),
        origin=_text(first, "url").rstrip("/"),
        legal_url=_text(manifest, "legal_info_url"),
        auth=_text(manifest.get("auth"), "type"),
        scheme=_scheme(openapi),
        tools=tuple(_tools(openapi.get("paths"))),
    )


def _scheme(openapi: Mapping[str, Any]) -> str:
    components = openapi.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    return next(map(str, schemes), "") if isinstance(schemes, dict) else ""


def _tools(paths: object) -> Iterator[Tool]:
    for item in paths.values() if isinstance(paths, dict) else ():
        for method in METHODS:
            node = item.get(method) if isinstance(item, dict) else None
            if isinstance(node, dict) and (name := _text(node, "operationId")):
                texts = (_text(node, field) for field in ("summary", "description"))
                summary = next((each for each in texts if each.strip()), name)
                asks = node.get("x-openai-isConsequential", method not in ("get", "head"))
                yield Tool(name, method, summary, bool(asks))


def _text(node: object, field: str) -> str:
    value = node.get(field) if isinstance(node, Mapping) else None
    return value if isinstance(value, str) else ""
