"""The rules for the packages that hosts install: a module for each host.

An error is what a host refuses, or drops without a word. The rules follow the hosts' own schemas
and documents, which runtime/packages names.
"""

from collections.abc import Callable, Iterator

from ..problem import PACKAGES, Problem
from . import agent_plugins, claude, codex, gemini, m365, openai_listing, skills
from .tree import Tree

__all__ = ["Tree", "check", "present"]

_RULES: dict[str, Callable[[Tree], Iterator[Problem]]] = {
    "agent-plugins": agent_plugins.rules,
    "claude": claude.rules,
    "codex": codex.rules,
    "gemini": gemini.rules,
    "openai-listing": openai_listing.rules,
    "m365": m365.rules,
}

# The file by which a host finds its package.
_FILES = {
    "agent-plugins": agent_plugins.PLUGIN,
    "claude": claude.PLUGIN,
    "codex": codex.PLUGIN,
    "gemini": gemini.EXTENSION,
    "openai-listing": codex.PLUGIN,
}
_WITH_SKILLS = ("agent-plugins", "claude", "codex", "gemini")


def present(tree: Tree) -> list[str]:
    """List the hosts for which there is a package."""
    return [host for host in PACKAGES if _is_there(tree, host)]


def _is_there(tree: Tree, host: str) -> bool:
    return tree.has(_FILES[host]) if host in _FILES else bool(m365.archive(tree))


def check(tree: Tree, host: str, operations: dict[str, bool] | None = None) -> list[Problem]:
    """Check a package against the rules of its host.

    Parameters:
        tree: The plugin's files.
        host: One of `PACKAGES`.
        operations: The operationIds of openapi.yaml, and whether the user confirms each. If given,
            the skill has to name them.

    Returns:
        Every broken rule. A file that cannot be read is a problem, never an exception.
    """
    found = list(_RULES[host](tree))
    if host in _WITH_SKILLS:
        found += skills.rules(tree, operations)
    return list(dict.fromkeys(found))
