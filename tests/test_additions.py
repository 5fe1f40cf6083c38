"""A framework, an auth type and an example are a folder each: nothing outside it has to be changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Plugin, copy_template, environment
from running import run_tests

ADDED = Path(__file__).parent / "data"

# What is added: a folder with its name, the nearest one that is there, and the other answers.
ADDITIONS = [
    ("frameworks", "starlette", "fastapi", {"framework": "starlette", "auth": "user_http"}),
    ("auth", "listed_tokens", "service_http", {"auth": "listed_tokens", "framework": "flask"}),
    ("examples", "diary", "todo", {"endpoints": "diary; GET /topics", "auth": "user_http"}),
]

# The tests of what an addition can change. All that is asked goes through a framework; an auth type
# tells callers apart, and has a part in the documents and in how the plugin is started; an example has
# operations, tables and what the documents say of both.
_EITHER = ["test_operations.py", "test_documents.py", "test_packages.py"]
_EITHER += ["mcp/test_mcp.py", "mcp/test_mcp_packages.py"]
_AUTH = ["test_auth.py", "test_command.py", "test_live.py", "test_pages.py", "test_rate_limit.py"]
_AUTH += ["test_todo.py", "mcp/test_todo_mcp.py", "mcp/test_mcp_rate_limit.py"]
_EXAMPLE = ["test_diary.py", "test_database.py", "test_migrations.py", "mcp/test_diary_mcp.py"]
TESTS = {"frameworks": [""], "auth": [*_EITHER, *_AUTH], "examples": [*_EITHER, *_EXAMPLE]}


@pytest.mark.parametrize(("kind", "name", "nearest", "answers"), ADDITIONS)
def test_an_addition_is_one_folder(
    tmp_path: Path, kind: str, name: str, nearest: str, answers: dict[str, str]
) -> None:
    """Its plugin passes the tests of what it can change, over MCP too, and its code is clean."""
    template = copy_template(tmp_path)
    folder = template / "templates" / kind / name
    # As an author begins: with a copy of the nearest folder, whose code is then written anew.
    shutil.copytree(folder.with_name(nearest), folder, ignore=_without_code)
    shutil.copytree(ADDED / kind / name, folder, dirs_exist_ok=True)
    if kind != "examples":
        _add_word(template / "cookiecutter.json", kind.removesuffix("s"), name)
    plugin = _write(template, slug=f"with-{name.replace('_', '-')}", **answers)
    plugin.run("ruff", "check", "--no-cache", "src", "tests")
    plugin.run("ruff", "format", "--check", "--no-cache", "src", "tests")
    run_tests(plugin.path, *(f"tests/{file}" for file in TESTS[kind]))
    if kind == "examples":
        for file in ("pyproject.toml", "Dockerfile", ".dockerignore"):
            assert "topics.txt" in plugin.read(file), file


def _without_code(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.endswith((".py", "requirements.txt"))]


def _add_word(questions: Path, variable: str, word: str) -> None:
    entries = json.loads(questions.read_text(encoding="utf-8"))
    entries[variable].append(word)
    questions.write_text(json.dumps(entries), encoding="utf-8")


def _write(template: Path, **answers: str) -> Plugin:
    # In a process of its own, which imports the copy and not this template.
    words = [f"{variable}={answer}" for variable, answer in answers.items()]
    command = [sys.executable, "-m", "cookiecutter", str(template), "--no-input", *words]
    result = subprocess.run(
        command,
        cwd=template.parent,
        env=environment(HOME=str(template.parent), USERPROFILE=str(template.parent)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return Plugin(template.parent / answers["slug"])
