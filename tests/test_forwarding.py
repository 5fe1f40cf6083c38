"""A plugin that was made from an API passes its own tests, with each framework and auth type."""

from __future__ import annotations

import pytest
from conftest import AUTHS, FRAMEWORKS, Bake
from from_api import from_api
from running import run_tests

# What goes through the framework, and what the caller sends to be known, which stays in the plugin.
OWN = ["tests/test_forwarding.py", "tests/test_operations.py"]
OWN += ["tests/mcp/test_mcp.py", "tests/mcp/test_mcp_forwarding.py"]
# What is the same whichever the framework and the auth type.
SAME = ["tests/test_documents.py", "tests/test_auth.py", "tests/mcp"]

# Each framework and each auth type once: what forwards is the same bytes in all of them.
PAIRS = [(FRAMEWORKS[index % len(FRAMEWORKS)], auth) for index, auth in enumerate(AUTHS)]


@pytest.mark.parametrize(("framework", "auth"), PAIRS)
def test_operations_are_forwarded(bake: Bake, framework: str, auth: str) -> None:
    """Path, query, body and answers pass through each framework, over MCP too."""
    plugin = from_api(bake, framework=framework, auth=auth)
    run_tests(plugin.path, *OWN, *(SAME if (framework, auth) == PAIRS[0] else ()))


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_code_of_a_forwarding_plugin_is_clean(bake: Bake, framework: str) -> None:
    """ruff finds nothing to mend or to lay out, whatever the name; test_types.py asks mypy."""
    long = "x1234567-90123456789-12345678901234567890123456789"
    plugins = [from_api(bake, framework=framework, slug="ab")]
    plugins.append(from_api(bake, framework=framework, slug=long, mcp=False))
    folders = [str(plugin.path) for plugin in plugins]
    plugins[0].run("ruff", "check", "--no-cache", *folders)
    plugins[0].run("ruff", "format", "--check", "--no-cache", *folders)


def test_a_plugin_that_forwards_nothing_has_no_part_of_it(bake_once: Bake) -> None:
    """Neither its modules nor its settings and its tests."""
    plugin = bake_once()
    named = [file for file in plugin.files if "upstream" in file or "forwarding" in file]
    assert named == []
    for file in ("README.md", ".env.example", "docs/deploy.md", "docs/operations.md"):
        assert "upstream" not in plugin.read(file).lower()
