"""Sets the public address, the version and the list of tools in the files that hosts install."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..check.reading import Unreadable, read_json
from . import links, skill
from .facts import Facts
from .reading import Repository

DOCUMENTS = (
    "plugin.json",
    "mcp.json",
    ".mcp.json",
    "gemini-extension.json",
    ".claude-plugin/plugin.json",
    ".claude-plugin/marketplace.json",
    ".codex-plugin/plugin.json",
)
# Those whose version is that of the plugin.
_VERSIONED = tuple(name for name in DOCUMENTS if name.endswith(("plugin.json", "extension.json")))
_PAGES = ("README.md", "docs/connect.md")


class Changed(NamedTuple):
    """A file with its new content, and what has changed in it, for people."""

    name: str
    content: bytes
    lines: list[str]


def moved_facts(facts: Facts, origin: str) -> Facts:
    """The facts of the plugin at another origin."""
    legal_url = _moved(facts.legal_url, {facts.origin}, origin)
    return replace(facts, origin=origin, legal_url=legal_url)


def changes(repository: Repository, facts: Facts) -> Iterator[Changed]:
    """Work out what changes; nothing is written.

    Parameters:
        repository: The files, of which those that cannot be read are passed over.
        facts: With the origin that the files shall have.
    """
    found = {name: parsed(repository.read(name)) for name in DOCUMENTS}
    own = {repository.facts.origin, *_origins(found.values(), facts.slug)}
    for name, document in found.items():
        if not isinstance(document, dict):
            continue
        new = _rewritten_texts(document, partial(_renewed, own=own, facts=facts))
        if name in _VERSIONED and "version" in new and facts.version:
            new["version"] = facts.version
        if new != document:
            text = json.dumps(new, indent=2, ensure_ascii=False) + "\n"
            yield Changed(name, text.encode(), list(_difference(document, new)))
    updated = partial(skill.updated, tools=facts.tools)
    for name in repository.skills():
        if name.endswith("/SKILL.md"):
            yield from _rewritten(repository, name, updated, "tools")
    for name in _PAGES:
        yield from _rewritten(repository, name, partial(links.moved, facts=facts), "links")


def _rewritten(
    repository: Repository, name: str, change: Callable[[str], str], what: str
) -> Iterator[Changed]:
    try:
        text = (repository.read(name) or b"").decode()
    except UnicodeDecodeError:
        return  # `check` says so of a skill, and a page has no other use here.
    if (new := change(text)) != text:
        yield Changed(name, new.encode(), [what])


def parsed(data: bytes | None) -> Any:
    """Parse JSON; None if there is none that can be read."""
    try:
        return None if data is None else read_json(data).data
    except Unreadable:
        return None


def _origins(documents: Any, slug: str) -> Iterator[str]:
    """Where the files say that the plugin's MCP server is: the address of an earlier time."""
    for document in documents:
        servers = document.get("mcpServers") if isinstance(document, dict) else None
        server = servers.get(slug) if isinstance(servers, dict) else None
        for key in ("url", "httpUrl"):
            if isinstance(server, dict) and isinstance(url := server.get(key), str):
                yield _origin(url)


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _rewritten_texts(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        return {key: _rewritten_texts(each, change) for key, each in node.items()}
    if isinstance(node, list):
        return [_rewritten_texts(each, change) for each in node]
    return change(node) if isinstance(node, str) else node


def _renewed(value: str, own: set[str], facts: Facts) -> str:
    """A value with the origin; the plugin's own legal page gives way to what the manifest names."""
    moved = _moved(value, own, facts.origin)
    return facts.legal_url or moved if moved == f"{facts.origin}/legal" else moved


def _moved(url: str, own: set[str], origin: str) -> str:
    here = _origin(url) if url.startswith(("http://", "https://")) else ""
    return origin + url[len(here) :] if here and here in own else url


def _difference(old: Any, new: Any, place: str = "") -> Iterator[str]:
    if isinstance(old, Mapping):
        for key in new:
            yield from _difference(old[key], new[key], f"{place}.{key}" if place else key)
    elif isinstance(old, list):
        for index, (one, two) in enumerate(zip(old, new, strict=True)):
            yield from _difference(one, two, f"{place}.{index}")
    elif old != new:
        yield f"{place}: {old} -> {new}"
