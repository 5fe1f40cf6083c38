"""The rules for .codex-plugin/plugin.json, and for what it leads to (Codex)."""

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
    mcp_file,
    path,
)
from .shapes import Anything, List, Object, Text
from .tree import Tree

PLUGIN = ".codex-plugin/plugin.json"

_INTERFACE = Object(
    {
        "displayName": Text(),
        "shortDescription": Text(),
        "longDescription": Text(),
        "developerName": Text(),
        "category": Text(),
        "capabilities": List(Text()),
        "websiteURL": Text(),
        "privacyPolicyURL": Text(),
        "termsOfServiceURL": Text(),
        "supportURL": Text(),
        "defaultPrompt": Anything(),
        "brandColor": Text(),
        "composerIcon": Text(),
        "logo": Text(),
        "logoDark": Text(),
        "screenshots": List(Text()),
    },
    others="warning",
)
_PLUGIN = Object(
    {
        "$schema": Text(),
        "name": Text(1, 64, KEBAB, KEBAB_WORDS),
        "version": Text(pattern=SEMVER, words=SEMVER_WORDS, level="warning"),
        "description": Text(),
        "author": Object(AUTHOR, others="warning"),
        "homepage": Text(),
        "repository": Text(),
        "license": Text(),
        "keywords": List(Text()),
        "skills": Text(1),
        "hooks": Anything(),
        "mcpServers": Anything(),
        "apps": Text(1),
        "interface": _INTERFACE,
    },
    ("name",),
    "warning",
)


def rules(tree: Tree) -> Iterator[Problem]:
    """Check the manifest, the files to which it leads, and its MCP servers."""
    plugin, found = document(tree, PLUGIN)
    yield from found
    if plugin is None:
        return
    yield from problems(PLUGIN, [*_PLUGIN.faults(plugin), *_paths(tree, plugin)])
    servers = text(mapping(plugin).get("mcpServers")).removeprefix("./")
    if servers and tree.has(servers):
        yield from mcp_file(tree, servers)


def _paths(tree: Tree, plugin: object) -> Messages:
    fields = mapping(plugin)
    yield from path(tree, "skills", fields.get("skills"), folder=True)
    for field in ("mcpServers", "hooks", "apps"):
        yield from path(tree, field, fields.get(field))
    interface = mapping(fields.get("interface"))
    assets = [(field, interface.get(field)) for field in ("composerIcon", "logo", "logoDark")]
    shown = sequence(interface.get("screenshots"))
    assets += [(f"screenshots.{index}", each) for index, each in enumerate(shown)]
    for field, value in assets:
        if not is_url(value):
            yield from path(tree, f"interface.{field}", value)
