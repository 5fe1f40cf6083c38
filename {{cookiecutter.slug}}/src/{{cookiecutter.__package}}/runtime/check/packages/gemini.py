"""The rules for gemini-extension.json (Gemini CLI)."""

from collections.abc import Iterator

from ..problem import Messages, Problem, problems
from ..values import mapping, sequence
from .parts import HEADERS, SEMVER, SEMVER_WORDS, addresses, document
from .shapes import Anything, Each, List, Object, Text
from .tree import Tree

EXTENSION = "gemini-extension.json"

_SERVER = Object(
    {
        "httpUrl": Text(1),
        "url": Text(1),
        "type": Text(),
        "command": Text(1),
        "args": List(Text()),
        "env": Each(Text()),
        "cwd": Text(),
        "headers": HEADERS,
        "timeout": Anything(),
        "description": Text(),
        "includeTools": List(Text()),
        "excludeTools": List(Text()),
        "authProviderType": Text(),
        "oauth": Object({}, others=None),
    },
    others="warning",
)
_EXTENSION = Object(
    {
        "name": Text(1, pattern="[a-zA-Z0-9-]+", words="letters, digits and -"),
        "version": Text(1),
        "description": Text(),
        "mcpServers": Each(_SERVER),
        "contextFileName": Anything(),
        "excludeTools": List(Text()),
        "settings": List(Object({"name": Text(1), "envVar": Text(1)}, ("name", "envVar"), None)),
        "plan": Object({}, others=None),
        "themes": List(),
        "migratedTo": Text(1),
    },
    ("name", "version"),
    "warning",
)


def rules(tree: Tree) -> Iterator[Problem]:
    """Check the manifest and its MCP servers."""
    extension, found = document(tree, EXTENSION)
    yield from found
    if extension is None:
        return
    more = [*_version(extension), *_servers(extension), *_context(tree, extension)]
    more += [*addresses(extension, "httpUrl", variables=True)]
    more += [*addresses(extension, "url", variables=True)]
    yield from problems(EXTENSION, [*_EXTENSION.faults(extension), *more])


def _version(extension: object) -> Messages:
    version = mapping(extension).get("version")
    if isinstance(version, str):
        yield from Text(pattern=SEMVER, words=SEMVER_WORDS, level="warning").faults(
            version, "version"
        )


def _servers(extension: object) -> Messages:
    for name, server in mapping(mapping(extension).get("mcpServers")).items():
        if not {"httpUrl", "url", "command"} & mapping(server).keys():
            yield "error", f"mcpServers.{name}: must have an httpUrl, a url or a command"
        if "trust" in mapping(server):
            yield "warning", f"mcpServers.{name}.trust: an extension cannot set it; remove it"


def _context(tree: Tree, extension: object) -> Messages:
    named = mapping(extension).get("contextFileName")
    for name in [named] if isinstance(named, str) else sequence(named):
        if not isinstance(name, str) or not tree.has(name):
            yield "error", f"contextFileName: {name!r} does not exist"
