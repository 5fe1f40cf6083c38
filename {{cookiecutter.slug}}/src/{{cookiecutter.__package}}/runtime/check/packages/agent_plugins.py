"""The rules for plugin.json and mcp.json (Agent Plugins 1.0.0).

Codex and Copilot CLI drop an MCP server that breaks a rule without a word.
"""

import re
from collections.abc import Iterator

from ..problem import Messages, Problem, problems
from ..values import mapping
from .parts import AUTHOR, HEADERS, SEMVER, SEMVER_WORDS, addresses, document
from .shapes import Each, Kinds, List, Object, One, Text, repeated
from .tree import Tree

PLUGIN, SERVERS = "plugin.json", "mcp.json"

_PLUGIN = Object(
    {
        "$schema": One(("https://agent-plugins.org/schemas/1.0.0/plugin.schema.json",)),
        "name": Text(
            1,
            64,
            r"(?!.*(--|\.\.))[a-z0-9]([a-z0-9.-]*[a-z0-9])?",
            "lower-case letters, digits and single - or .",
        ),
        "version": Text(),
        "description": Text(),
        "author": Object(AUTHOR),
        "homepage": Text(),
        "repository": Text(),
        "license": Text(),
        "keywords": List(Text()),
        "extensions": Each(Object({}, others=None)),
    },
    ("$schema", "name"),
)
_REMOTE = Object({"type": Text(), "url": Text(1), "headers": HEADERS}, ("type", "url"))
_LOCAL = Object(
    {
        "type": Text(),
        "command": Text(1),
        "args": List(Text()),
        "env": Each(Text()),
        "cwd": Text(
            pattern=r"(?s)(\./|\$\{PLUGIN_(ROOT|DATA)\}(/|\Z)).*",
            words="a path that begins with ./, ${PLUGIN_ROOT} or ${PLUGIN_DATA}",
        ),
    },
    ("type", "command"),
)
_SERVERS = Object(
    {
        "$schema": One(("https://agent-plugins.org/schemas/1.0.0/mcp.schema.json",)),
        "mcpServers": Each(
            Kinds("type", {"streamable-http": _REMOTE, "sse": _REMOTE, "stdio": _LOCAL})
        ),
    },
    ("$schema", "mcpServers"),
)


def rules(tree: Tree) -> Iterator[Problem]:
    """Check plugin.json, and mcp.json if there is one."""
    plugin, found = document(tree, PLUGIN)
    yield from found
    if plugin is not None:
        yield from problems(PLUGIN, [*_PLUGIN.faults(plugin), *_version(plugin)])
    if tree.has(SERVERS):
        servers, found = document(tree, SERVERS)
        yield from found
        if servers is not None:
            more = [*addresses(servers, "url"), *_headers(servers)]
            yield from problems(SERVERS, [*_SERVERS.faults(servers), *more])


def _version(plugin: object) -> Messages:
    version = mapping(plugin).get("version")
    if isinstance(version, str) and not re.fullmatch(SEMVER, version):
        yield "warning", f"version: should be {SEMVER_WORDS}"


def _headers(servers: object) -> Messages:
    """Headers are sent as they are: no variable is replaced, and everyone can read them (7.2.1)."""
    for name, server in mapping(mapping(servers).get("mcpServers")).items():
        headers = mapping(mapping(server).get("headers"))
        place = f"mcpServers.{name}.headers"
        for header in repeated([header.casefold() for header in headers]):
            yield "error", f"{place}.{header}: is there twice"
        for header, value in headers.items():
            if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", header):
                yield "error", f"{place}: {header!r} is not the name of a header"
            elif isinstance(value, str) and re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
                yield "error", f"{place}.{header}: has a line break or a control character"
            elif header.casefold() in ("authorization", "cookie", "proxy-authorization"):
                yield "error", f"{place}.{header}: would publish a secret; remove it"
