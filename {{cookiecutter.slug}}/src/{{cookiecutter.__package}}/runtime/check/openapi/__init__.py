"""The rules for the OpenAPI document (OpenAPI, Plugins, Actions and MCP)."""

from typing import Any

from ..problem import Findings
from ..urls import plugin_url, site
from . import document, operations, paths, references, schemas, security, servers

RULES = (
    schemas.rules,
    references.rules,
    document.rules,
    paths.rules,
    operations.rules,
    security.rules,
)


def rules(spec: dict[str, Any], manifest: object) -> Findings:
    """Check a document; its server against the manifest, where there is one.

    Raises:
        Unreadable: The document is too large or too deep to be walked.
    """
    for rule in RULES:
        yield from rule(spec)
    yield from servers.rules(spec, site(plugin_url(manifest)))
