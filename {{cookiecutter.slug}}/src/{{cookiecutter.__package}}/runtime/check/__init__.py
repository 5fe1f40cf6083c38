"""Check a plugin's manifest, OpenAPI document and files against the rules of its hosts.

An error keeps a host from loading the plugin, a warning means that it works badly somewhere, and a
hint is advice. The rules depend on the host: `v1` is ai-plugin.json and the programs that load it,
`actions` is GPT Actions, which read only the OpenAPI document, and `mcp` is tools made from it. The
packages that hosts install have rules of their own (`check_package`).
tests/test_documents.py checks that the document is valid OpenAPI down to its last schema.

Sources, as the modules name them:
    Plugins  the documentation of ChatGPT plugins, and the ai-plugin.json schema v1
    Actions  https://platform.openai.com/docs/actions
    OpenAPI  https://spec.openapis.org/oas/v3.1.0
    MCP      https://modelcontextprotocol.io/specification
"""

from collections.abc import Iterable
from pathlib import Path

from . import files, openapi, urls
from .manifest import rules as manifest_rules
from .problem import (
    AMBIGUOUS,
    HOSTS,
    INVALID,
    PACKAGES,
    Findings,
    Problem,
    problems,
    problems_for,
    require_known,
)
from .reading import Oddity, Reading, Unreadable, read_json, read_value, read_yaml
from .values import mapping

__all__ = [
    "HOSTS",
    "PACKAGES",
    "Problem",
    "check",
    "check_files",
    "check_manifest",
    "check_package",
    "check_spec",
    "packages_of",
]

MANIFEST, SPEC, LOGO, LEGAL = "ai-plugin.json", "openapi.yaml", "logo.png", "legal.html"


def check(root: Path, host: str = "v1") -> list[Problem]:
    """Check a plugin's files against the rules of a host.

    Parameters:
        root: The plugin's folder, with .well-known/ai-plugin.json, openapi.yaml, logo.png and
            legal.html. The last two are only read for the host `v1`, as `check_files` says.
        host: One of `HOSTS`.

    Returns:
        Every broken rule. A file that cannot be read is a problem, never an exception.

    Raises:
        ValueError: The host is not one of `HOSTS`.

    Source: Plugins, and Actions for the size of the document.
    """
    require_known(host)
    found: list[Problem] = []
    manifest = Reading(None, [])
    try:
        manifest = files.load(root / ".well-known" / MANIFEST, read_json)
        found += _check_manifest(manifest, host)
    except Unreadable as error:
        found += _unreadable(MANIFEST, "file", error)
    try:
        found += _check_spec(files.load(root / SPEC, read_yaml), manifest.data, host)
    except Unreadable as error:
        found += _unreadable(SPEC, "file", error)
    if host == "v1":
        found += check_files(root, manifest.data)
    return found


def packages_of(root: Path) -> list[str]:
    """List the hosts for which a plugin's folder has a package, in the order of `PACKAGES`."""
    from . import packages  # The template checks a new plugin's documents without it.

    return packages.present(packages.Tree(root))


def check_package(root: Path, host: str) -> list[Problem]:
    """Check a package that hosts install.

    Parameters:
        root: The plugin's folder.
        host: One of `PACKAGES`.

    Returns:
        Every broken rule. A file that cannot be read is a problem, never an exception.

    Raises:
        ValueError: The host is not one of `PACKAGES`.

    Source: the documents that runtime/packages names, and the hosts' schemas.
    """
    if host not in PACKAGES:
        raise ValueError(f"host is {host!r}, but must be one of {', '.join(PACKAGES)}")
    from . import packages

    return packages.check(packages.Tree(root), host, _operations(root))


def check_files(root: Path, manifest: object) -> list[Problem]:
    """Check a plugin's logo and legal page.

    Parameters:
        root: The plugin's folder, with logo.png and legal.html.
        manifest: The parsed manifest. A file is only read if the manifest's URL for it is at the
            plugin's own origin, which is that of `api.url`.

    Returns:
        Every broken rule. A file that cannot be read is a problem, never an exception.

    Source: Plugins.
    """
    found: list[Problem] = []
    own = urls.plugin_url(manifest)
    for field, name, rules in (
        ("logo_url", LOGO, files.logo),
        ("legal_info_url", LEGAL, files.legal),
    ):
        url = urls.absolute(mapping(manifest).get(field))
        if own is None or (url and url[:2] == own[:2]):
            try:
                found += problems(name, files.load(root / name, rules))
            except Unreadable as error:
                found += _unreadable(name, "file", error)
    return found


def check_manifest(manifest: object, host: str = "v1") -> list[Problem]:
    """Check a manifest against the rules of a host.

    Parameters:
        manifest: The parsed ai-plugin.json, whatever it contains, or a `Reading` of it.
        host: One of `HOSTS`. Only `v1` reads the fields.

    Returns:
        Every broken rule.

    Raises:
        ValueError: The host is not one of `HOSTS`.

    Source: Plugins.
    """
    require_known(host)
    try:
        return _check_manifest(_reading(manifest), host)
    except Unreadable as error:
        return _unreadable(MANIFEST, "document", error)


def check_spec(spec: object, manifest: object | None = None, host: str = "v1") -> list[Problem]:
    """Check an OpenAPI document against the rules of a host.

    Parameters:
        spec: The parsed document, whatever it contains, or a `Reading` of it.
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
        return _check_spec(_reading(spec), manifest, host)
    except Unreadable as error:
        return _unreadable(SPEC, "document", error)


def _operations(root: Path) -> dict[str, bool] | None:
    """The operations that skills have to name, and whether the user confirms each."""
    try:
        spec = files.load(root / SPEC, read_yaml).data
    except Unreadable:
        return None  # The rules for the document say so.
    return {
        node["operationId"]: bool(
            node.get("x-openai-isConsequential", method not in ("get", "head"))
        )
        for item in mapping(mapping(spec).get("paths")).values()
        for method, node in mapping(item).items()
        if isinstance(mapping(node).get("operationId"), str)
    }


def _reading(document: object) -> Reading:
    return document if isinstance(document, Reading) else read_value(document)


def _check_manifest(manifest: Reading, host: str) -> list[Problem]:
    if not isinstance(manifest.data, dict):
        return problems(MANIFEST, [("error", "the document must be an object")])
    if host != "v1":
        return []
    found = problems_for(host, MANIFEST, _odd(manifest.oddities))
    return found + problems(MANIFEST, manifest_rules(manifest.data))


def _check_spec(spec: Reading, manifest: object, host: str) -> list[Problem]:
    if not isinstance(spec.data, dict):
        return problems(SPEC, [("error", "the document must be a mapping")])
    found = problems_for(host, SPEC, _odd(spec.oddities))
    return found + problems_for(host, SPEC, openapi.rules(spec.data, manifest))


def _unreadable(where: str, what: str, error: Unreadable) -> list[Problem]:
    return problems(where, [("error", f"the {what} {error}")])


def _odd(oddities: Iterable[Oddity]) -> Findings:
    """What other programs read differently (AMBIGUOUS) or refuse."""
    for kind, place, message in oddities:
        yield AMBIGUOUS if kind == "value" else INVALID, f"{place}: {message}"
