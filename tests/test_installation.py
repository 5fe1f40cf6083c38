"""What the README's two commands install."""

from __future__ import annotations

import tomllib

from conftest import TEMPLATE

TEST_COMMAND = "uv run --group dev pytest"


def test_making_a_plugin_installs_no_development_group() -> None:
    """`uv run cookiecutter .` needs the engine and the prompts, and not 110 packages more."""
    project = tomllib.loads((TEMPLATE / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["uv"]["default-groups"] == []
    assert len(project["project"]["dependencies"]) <= 4


def test_the_test_command_is_the_same_everywhere() -> None:
    """In the README, in the script that CI runs here, and on GitHub."""
    for file in ("README.md", ".ci/run", ".github/workflows/ci.yml"):
        lines = (TEMPLATE / file).read_text(encoding="utf-8").splitlines()
        assert TEST_COMMAND in [line.strip().removeprefix("- run: ") for line in lines], file
