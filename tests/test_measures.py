"""Measures that are kept, so that the template stays small and literal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import AUTHS, EXAMPLES, FRAMEWORKS, GRAMMAR, TEMPLATE, Bake, Plugin

BLOCK = re.compile(r"{%-? *(?!end|else|elif)\w+")


@pytest.mark.parametrize(
    "hook", sorted((TEMPLATE / "hooks").glob("*.py")), ids=lambda path: path.name
)
def test_a_hook_is_short(hook: Path) -> None:
    """Hooks are glue: what they do stands in modules that are tested."""
    assert len(hook.read_text(encoding="utf-8").splitlines()) <= 25


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_plugin_is_nearly_literal(bake_once: Bake, framework: str) -> None:
    """There are fewer than 2 Jinja blocks for 100 generated lines outside templates/."""
    plugin = bake_once(framework=framework, auth="oauth", endpoints=GRAMMAR)
    lines = sum(
        len(plugin.read(file).splitlines()) for file in plugin.files if not file.endswith(".png")
    )
    sources = (TEMPLATE / "{{cookiecutter.slug}}").rglob("*")
    blocks = sum(
        len(BLOCK.findall(source.read_text(encoding="utf-8")))
        for source in sources
        if source.is_file() and source.suffix not in (".png", ".pyc")
    )
    assert blocks / lines < 0.02, f"{blocks} blocks in {lines} lines"


@pytest.mark.parametrize("slug", ["ab", "x1234567-90123456789-12345678901234567890123456789"])
@pytest.mark.parametrize("auth", AUTHS)
def test_the_length_of_the_name_moves_no_line(bake: Bake, auth: str, slug: str) -> None:
    """Code is laid out as ruff does it with the shortest and with the longest name."""
    plugin = bake(slug=slug, auth=auth, framework="quart")
    plugin.run("ruff", "check", "--no-cache")
    plugin.run("ruff", "format", "--check", "--no-cache")


@pytest.mark.parametrize("endpoints", [*EXAMPLES, GRAMMAR], ids=[*EXAMPLES, "grammar"])
@pytest.mark.parametrize("auth", AUTHS)
def test_the_readme_of_a_plugin_is_short(bake_once: Bake, auth: str, endpoints: str) -> None:
    """A new owner reads how to run, call, edit and test; the rest is in the plugin's docs/."""
    plugin = bake_once(auth=auth, endpoints=endpoints)
    assert len(plugin.read("README.md").splitlines()) <= 100


def test_only_the_answers_decide(bake: Bake) -> None:
    """The same answers give the same files, byte for byte."""
    one, two = (bake(endpoints=GRAMMAR, name="Same").path for _ in range(2))
    files = sorted(file.relative_to(one) for file in one.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(two) for file in two.rglob("*") if file.is_file())
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)


@pytest.mark.parametrize(
    "command", ["ruff check --no-cache", "ruff format --check --no-cache", "mypy --cache-dir="]
)
def test_the_template_keeps_the_rules_of_its_plugins(command: str, tmp_path: Path) -> None:
    """The template's own code passes the checks that every plugin's code passes."""
    words = [word + str(tmp_path) if word.endswith("=") else word for word in command.split()]
    Plugin(TEMPLATE).run(*words)


def test_no_lock_file_and_no_registry_is_committed() -> None:
    """A lock or a registry's host name would tie users to one place and time."""
    hosts = re.compile("py" + r"pi\.org|python" + r"hosted|registry\.npm" + "js")
    for file in TEMPLATE.rglob("*"):
        inside = file.relative_to(TEMPLATE).parts
        if not file.is_file() or any(part.startswith(".venv") or part == ".git" for part in inside):
            continue
        if file.suffix in (".py", ".toml", ".md", ".yml", ".yaml", ".json", ".html"):
            assert not hosts.search(file.read_text(encoding="utf-8", errors="replace")), file
