"""The rules for the OpenAPI document (OpenAPI, Plugins, Actions and MCP)."""

from typing import Any

from ..problem import Findings
from ..urls import plugin_url, site
from ..values import mapping
from . import (
    document,
    operations,
    paths,
    references,
    schemas,
    security,
    servers,
    shapes,
)
from .api import Api

RULES = (
    shapes.rules,
    schemas.rules,
    references.rules,
    document.rules,
    paths.rules,
    operations.rules,
    security.rules,
    servers.rules,
)


def rules(spec: dict[str, Any], manifest: object) -> Findings:
    """Check a document of plain data, and its server and security against a manifest, if any."""
    auth = mapping(mapping(manifest).get("auth"))
    api = Api(spec, auth, site(plugin_url(manifest)))
    for rule in RULES:
        yield from rule(api)
