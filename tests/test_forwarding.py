"""A plugin that was made from an API passes its own tests, with each framework and auth type."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from conftest import AUTHS, FRAMEWORKS, Bake, Plugin
from running import run_tests

DATA = Path(__file__).parent / "data" / "upstream"
OWN = ["tests/test_forwarding.py", "tests/test_operations.py", "tests/test_documents.py"]


# Each framework and each auth type once: what forwards is the same bytes in all of them.
PAIRS = [(FRAMEWORKS[index % len(FRAMEWORKS)], auth) for index, auth in enumerate(AUTHS)]


@pytest.mark.parametrize(("framework", "auth"), PAIRS)
def test_operations_are_forwarded(bake: Bake, framework: str, auth: str) -> None:
    """Path, query, body and answers pass through each framework, over MCP too."""
    plugin = _from_api(bake, framework=framework, auth=auth)
    run_tests(plugin.path, *OWN, "tests/test_auth.py", "tests/mcp")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_code_of_a_forwarding_plugin_is_clean(
    bake: Bake, framework: str, tmp_path: Path
) -> None:
    """ruff finds nothing to mend or to lay out, whatever the name, and mypy nothing to doubt."""
    for slug, mcp in (("ab", True), ("x1234567-90123456789-12345678901234567890123456789", False)):
        plugin = _from_api(bake, framework=framework, slug=slug, mcp=mcp)
        plugin.run("ruff", "check", "--no-cache")
        plugin.run("ruff", "format", "--check", "--no-cache")
        plugin.run("mypy", "--cache-dir", str(tmp_path / "mypy"))


def test_a_plugin_that_forwards_nothing_has_no_part_of_it(bake_once: Bake) -> None:
    """Neither its modules nor its settings and its tests."""
    plugin = bake_once()
    named = [file for file in plugin.files if "upstream" in file or "forwarding" in file]
    assert named == []
    for file in ("README.md", ".env.example", "docs/deploy.md", "docs/operations.md"):
        assert "upstream" not in plugin.read(file).lower()


def _from_api(bake: Bake, **answers: object) -> Plugin:
    """Write a plugin, and make its documents those of an API."""
    plugin = bake(endpoints=str(DATA / "openapi.yaml"), **answers)
    made = plugin.spec
    security = next(each["security"] for item in made["paths"].values() for each in item.values())
    document = yaml.safe_load((DATA / "openapi.yaml").read_text(encoding="utf-8"))
    for item in document["paths"].values():
        for operation in item.values():
            operation["security"] = security
    document["components"] |= {
        name: each for name, each in made["components"].items() if name != "schemas"
    }
    text = yaml.safe_dump(document, sort_keys=False)
    (plugin.path / "openapi.yaml").write_text(text, encoding="utf-8")
    for name in ("operations.py", "upstream.json"):
        shutil.copy(DATA / name, plugin.path / "src" / plugin.package)
    return plugin
