"""Check a plugin's manifest, OpenAPI document and files against the rules of its hosts.

An error keeps a host from loading the plugin, a warning means that it works badly somewhere, and a
hint is advice. The rules depend on the host: `v1` is ai-plugin.json and the programs that load it,
`actions` is GPT Actions, which read only the OpenAPI document, and `mcp` is tools made from it.
tests/test_documents.py checks that the document is valid OpenAPI down to its last schema.

Sources, as the modules name them:
    Plugins  the documentation of ChatGPT plugins, and the ai-plugin.json schema v1
    Actions  https://platform.openai.com/docs/actions
    OpenAPI  https://spec.openapis.org/oas/v3.1.0
    MCP      https://modelcontextprotocol.io/specification
"""

from pathlib import Path

from . import files, openapi, urls
from .manifest import rules as manifest_rules
from .problem import HOSTS, INVALID, Problem, problems, problems_for, require_known
from .reading import Unreadable, read_json, read_yaml
from .values import mapping

__all__ = ["HOSTS", "Problem", "check", "check_manifest", "check_spec"]

MANIFEST, SPEC, LOGO, LEGAL = "ai-plugin.json", "openapi.yaml", "logo.png", "legal.html"


def check(root: Path, host: str = "v1") -> list[Problem]:
    """Check a plugin's files against the rules of a host.

    Parameters:
        root: The plugin's folder, with .well-known/ai-plugin.json, openapi.yaml, logo.png and
            legal.html. The last two are only read for the host `v1`, and only if the manifest's
            URLs are at the plugin's own origin, which is that of `api.url`.
        host: One of `HOSTS`.

    Returns:
        Every broken rule. A file that cannot be read is a problem, never an exception.

    Raises:
        ValueError: The host is not one of `HOSTS`.

    Source: Plugins, and Actions for the size of the document.
    """
    require_known(host)
    manifest, found = files.load(root / ".well-known" / MANIFEST, read_json)
    found = found or check_manifest(manifest, host)
    spec, unreadable = files.load(root / SPEC, read_yaml)
    found += unreadable or check_spec(spec, manifest, host)
    own = urls.plugin_url(manifest)
    for field, name, rules in (
        ("logo_url", LOGO, files.logo),
        ("legal_info_url", LEGAL, files.legal),
    ):
        url = urls.absolute(mapping(manifest).get(field))
        if host == "v1" and (own is None or (url and url[:2] == own[:2])):
            messages, unreadable = files.load(root / name, rules)
            found += unreadable or problems(name, messages)
    return found


def check_manifest(manifest: object, host: str = "v1") -> list[Problem]:
    """Check a manifest against the rules of a host.

    Parameters:
        manifest: The parsed ai-plugin.json, whatever it contains.
        host: One of `HOSTS`. Only `v1` reads the fields.

    Returns:
        Every broken rule.

    Raises:
        ValueError: The host is not one of `HOSTS`.

    Source: Plugins.
    """
    require_known(host)
    if not isinstance(manifest, dict):
        return problems(MANIFEST, [("error", "the document must be an object")])
    return problems(MANIFEST, manifest_rules(manifest) if host == "v1" else ())


def check_spec(spec: object, manifest: object | None = None, host: str = "v1") -> list[Problem]:
    """Check an OpenAPI document against the rules of a host.

    Parameters:
        spec: The parsed document, whatever it contains.
        manifest: The parsed manifest; if given, the server must be at the plugin's own domain.
        host: One of `HOSTS`.

    Returns:
        Every broken rule that matters to the host.

    Raises:
        ValueError: The host is not one of `HOSTS`.

    Source: OpenAPI for the structure, Plugins and Actions for the limits, MCP for the tools' names.
    """
    require_known(host)
    try:
        if not isinstance(spec, dict):
            raise Unreadable("must be a mapping")
        found = list(openapi.rules(spec, manifest))
    except Unreadable as error:
        found = [(INVALID, f"the document {error}")]
    return problems_for(host, SPEC, found)
