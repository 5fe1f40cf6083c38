"""The rules for .claude-plugin/plugin.json and marketplace.json, and .mcp.json (Claude Code).

A field that Claude Code does not know is ignored, but `claude plugin validate --strict` refuses it.
"""

from collections.abc import Iterator

from ..problem import Messages, Problem, problems
from ..values import mapping, sequence, text
from .parts import (
    AUTHOR,
    KEBAB,
    KEBAB_WORDS,
    SEMVER,
    SEMVER_WORDS,
    document,
    is_url,
    listed_url,
    mcp_file,
    path,
)
from .shapes import Anything, List, Object, Text
from .tree import Tree

PLUGIN, MARKETPLACE = ".claude-plugin/plugin.json", ".claude-plugin/marketplace.json"
SERVERS = ".mcp.json"

_COMPONENTS = "commands agents skills hooks mcpServers outputStyles lspServers monitors themes"
_PLUGIN = Object(
    {
        "$schema": Text(),
        "name": Text(1, 64, KEBAB, KEBAB_WORDS),
        "displayName": Text(),
        "version": Text(pattern=SEMVER, words=SEMVER_WORDS, level="warning"),
        "description": Text(),
        "author": Object(AUTHOR, ("name",), "warning"),
        "homepage": Text(),
        "repository": Text(),
        "license": Text(),
        "keywords": List(Text()),
        "icon": Text(1),
        "privacyPolicyUrl": Text(1),
        "termsOfServiceUrl": Text(1),
        "supportUrl": Text(1),
        "dependencies": List(),
        "userConfig": Object({}, others=None),
        "settings": Object({}, others=None),
        **dict.fromkeys(_COMPONENTS.split(), Anything()),
    },
    ("name",),
    "warning",
)
_ENTRY = Object({"name": Text(1, 64, KEBAB, KEBAB_WORDS)}, ("name", "source"), None)
_MARKETPLACE = Object(
    {
        "$schema": Text(),
        "name": Text(1, 64, KEBAB, KEBAB_WORDS),
        "version": Text(),
        "description": Text(),
        "owner": Object(AUTHOR, ("name",), "warning"),
        "metadata": Object({}, others=None),
        "plugins": List(_ENTRY, fewest=1),
    },
    ("name", "owner", "plugins"),
    "warning",
)


def rules(tree: Tree) -> Iterator[Problem]:
    """Check the plugin's manifest, the marketplace that offers it, and its MCP servers."""
    plugin, found = document(tree, PLUGIN)
    yield from found
    if plugin is not None:
        yield from problems(PLUGIN, [*_PLUGIN.faults(plugin), *_listing(tree, plugin)])
    if tree.has(MARKETPLACE):
        marketplace, found = document(tree, MARKETPLACE)
        yield from found
        if marketplace is not None:
            more = _entries(tree, marketplace, text(mapping(plugin).get("name")))
            yield from problems(MARKETPLACE, [*_MARKETPLACE.faults(marketplace), *more])
    if tree.has(SERVERS):
        yield from mcp_file(tree, SERVERS)


def _listing(tree: Tree, plugin: object) -> Messages:
    fields = mapping(plugin)
    if not is_url(fields.get("icon")):
        yield from path(tree, "icon", fields.get("icon"))
    for field in ("privacyPolicyUrl", "termsOfServiceUrl", "supportUrl"):
        if isinstance(fields.get(field), str):
            yield from listed_url(field, fields[field])
    for field in ("skills", "mcpServers"):
        if isinstance(fields.get(field), str):
            yield from path(tree, field, fields[field], folder=field == "skills")


def _entries(tree: Tree, marketplace: object, name: str) -> Messages:
    for index, entry in enumerate(sequence(mapping(marketplace).get("plugins"))):
        source = mapping(entry).get("source")
        if source == "./":
            if name and mapping(entry).get("name") != name:
                yield "error", f"plugins.{index}.name: must be {name}, as plugin.json says"
        elif isinstance(source, str):
            yield from path(tree, f"plugins.{index}.source", source, folder=True)
        elif source is not None and not isinstance(source, dict):
            yield "error", f"plugins.{index}.source: must begin with ./ or be an object"
