"""What several hosts have in common: how a file is read, addresses, paths and versions."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ..problem import Level, Messages, Problem, problems
from ..reading import Unreadable, read_json
from ..urls import absolute, is_insecure, site
from ..values import mapping
from .shapes import Each, Kinds, List, Object, Shape, Text
from .tree import Tree

KEBAB = "[a-z0-9]+(-[a-z0-9]+)*"
KEBAB_WORDS = "lower-case letters, digits and single -"
SEMVER = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?"
SEMVER_WORDS = "a version such as 1.0.0"

AUTHOR: dict[str, Shape] = {"name": Text(), "email": Text(), "url": Text()}
HEADERS = Each(Text())
# Servers as Claude Code and Codex read them.
_REMOTE: dict[str, Shape] = {
    "type": Text(),
    "url": Text(1),
    "headers": HEADERS,
    "oauth": Object({}, others=None),
}
_LOCAL: dict[str, Shape] = {
    "type": Text(),
    "command": Text(1),
    "args": List(Text()),
    "env": Each(Text()),
}
SERVER = Kinds(
    "type",
    {
        "http": Object(_REMOTE, ("url",), "warning"),
        "sse": Object(_REMOTE, ("url",), "warning"),
        "stdio": Object(_LOCAL, ("command",), "warning"),
    },
)


def document(tree: Tree, name: str) -> tuple[Any, list[Problem]]:
    """Read a JSON file.

    Returns:
        What it contains, and what is wrong with the file itself; None if it cannot be read.
    """
    try:
        read = tree.load(name, read_json)
    except Unreadable as error:
        return None, problems(name, [("error", f"the file {error}")])
    if read.data is None:
        return None, problems(name, [("error", "the document must be an object")])
    odd: list[tuple[Level, str]] = [("error", f"{e.place}: {e.message}") for e in read.oddities]
    return read.data, problems(name, odd)


def mcp_file(tree: Tree, name: str) -> Iterator[Problem]:
    """Check a file such as .mcp.json, as Claude Code and Codex read it."""
    data, found = document(tree, name)
    yield from found
    if data is None:
        return
    shape = Object({"mcpServers": Each(SERVER)}, ("mcpServers",), "warning")
    yield from problems(name, [*shape.faults(data), *addresses(data, "url", variables=True)])


def addresses(data: Any, key: str, *, variables: bool = False) -> Messages:
    """Check the addresses of MCP servers.

    Parameters:
        data: A document with `mcpServers`.
        key: The field with the address.
        variables: Whether the host replaces `${VARIABLE}` in it.
    """
    for name, server in mapping(mapping(data).get("mcpServers")).items():
        url = mapping(server).get(key)
        if not isinstance(url, str) or (variables and "${" in url):
            continue
        place = f"mcpServers.{name}.{key}"
        parts = absolute(url)
        if parts is None or parts.username or parts.password or parts.fragment:
            yield "error", f"{place}: must be an absolute URL without a user and without a #"
        elif parts.scheme != "https" and site(parts) != "localhost":
            yield "error", f"{place}: must use https unless it is on localhost"


def listed_url(place: str, value: object, longest: int = 2048) -> Messages:
    """Check an address that a directory shows, which must be https."""
    url = absolute(value)
    if url is None or url.username or url.password:
        yield "error", f"{place}: must be an absolute URL"
    elif site(url) == "localhost":
        yield "hint", "an address is on localhost; `package --url` sets the public one"
    elif is_insecure(url):
        yield "error", f"{place}: must use https"
    elif len(str(value)) > longest:
        yield "error", f"{place}: is longer than {longest:,} characters"


def path(tree: Tree, place: str, value: object, *, folder: bool = False) -> Messages:
    """Check a path, which leads from the plugin's folder to something in it."""
    if not isinstance(value, str):
        return
    parts = value.removeprefix("./").rstrip("/").split("/")
    if not value.startswith("./") or ".." in parts or "\\" in value:
        yield "error", f"{place}: must begin with ./ and stay in the plugin's folder"
        return
    name = "/".join(parts)
    if not (tree.has_folder(name) if folder else tree.has(name)):
        yield "error", f"{place}: leads to {value}, which does not exist"


def is_url(value: object) -> bool:
    """Whether a text begins like a URL."""
    return isinstance(value, str) and bool(re.match(r"https?:", urlsplit(value).scheme + ":"))
