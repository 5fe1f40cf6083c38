"""What the template knows of the command that runs it: where it writes, and how to run it again."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from cookiecutter.cli import main
from cookiecutter.config import get_user_config
from cruft._cli import app

from plugin_template.engine import command_line, unfinished
from plugin_template.engine.next_steps import next_steps

ANSWERS = {"slug": "todo-list", "auth": "none"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user in a folder of their own."""
    monkeypatch.setattr(command_line, "_STARTED_IN", tmp_path)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("COOKIECUTTER_CONFIG", "UV", "UV_RUN_RECURSION_DEPTH"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def cookiecutter(*arguments: str) -> AbstractContextManager[Any]:
    scope: AbstractContextManager[Any] = main.make_context(
        "cookiecutter", ["template", *arguments]
    ).scope()
    return scope


@contextmanager
def cruft(command: str, *arguments: str) -> Iterator[None]:
    group: Any = typer.main.get_command(app)
    with (
        group.make_context("cruft", [command, *arguments]) as parent,
        group.commands[command].make_context(command, list(arguments), parent).scope(),
    ):
        yield


def create(*arguments: str) -> AbstractContextManager[None]:
    return cruft("create", "template", *arguments)


def words(command: str) -> list[str]:
    """Read a command as a shell does."""
    posix = os.name != "nt"
    return [word if posix else word.strip('"') for word in shlex.split(command, posix=posix)]


Command = Callable[..., AbstractContextManager[Any]]
both = pytest.mark.parametrize("command", [cookiecutter, create])


# The folder


@both
def test_a_folder_that_exists_is_found(command: Command, home: Path) -> None:
    """In the current folder, or in the one that the command names."""
    (home / "out" / "taken").mkdir(parents=True)
    with command():
        assert command_line.taken("out") == home / "out"
        assert command_line.taken("taken") is None
    with command("--output-dir", "out"):
        assert command_line.taken("taken") == home / "out" / "taken"


@both
def test_a_folder_may_be_overwritten(command: Command, home: Path) -> None:
    """With -f, a folder that exists is what the user wants."""
    (home / "taken").mkdir()
    with command("-f"):
        assert command_line.taken("taken") is None


def test_an_unknown_command_takes_no_folder(home: Path) -> None:
    """Cookiecutter checks the folder itself."""
    (home / "taken").mkdir()
    assert command_line.taken("taken") is None


# The next steps


@both
def test_the_next_steps_start_where_the_user_stands(command: Command, home: Path) -> None:
    """`cd` goes to where the plugin is."""
    with command():
        assert "    cd todo-list" in next_steps(ANSWERS)
    with command("--output-dir", "my out"):
        assert words(next_steps(ANSWERS)[3]) == ["cd", str(Path("my out/todo-list"))]
    for parent in ("..", str(home.parent)):
        with command("--output-dir", parent):
            assert f"    cd {Path('../todo-list')}" in next_steps(ANSWERS)
    with command("--output-dir", "/opt"):
        assert words(next_steps(ANSWERS)[3])[1].endswith(str(Path("/opt/todo-list")))


def test_sign_in_starts_with_the_mock_provider() -> None:
    """Without it, `serve` asks for an OpenID provider."""
    with cookiecutter():
        assert "    uv run todo-list serve" in next_steps(ANSWERS)
        oauth = next_steps({**ANSWERS, "auth": "oauth"})
        assert "    uv run todo-list serve --dev-login" in oauth


@pytest.mark.parametrize("command", ["update", "diff", "check"])
def test_cruft_says_nothing_of_its_temporary_plugins(command: str) -> None:
    """Nobody goes to a folder that is gone in a moment."""
    with cruft(command):
        assert next_steps(ANSWERS) == []


def test_a_program_is_told_nothing() -> None:
    """Whoever calls Cookiecutter as a library prints what they want."""
    assert next_steps(ANSWERS) == []


# Running it again


def test_the_command_is_written_as_it_was() -> None:
    """Without what said the answers; those are in the file."""
    with cookiecutter("name=Given", "-f", "-o", "my out", "-c", "v1", "--default-config"):
        again = words(command_line.again(Path("file.yaml")))
    assert again[:2] == ["cookiecutter", "template"]
    options = {"--overwrite-if-exists", "--output-dir", "my out", "--checkout", "v1"}
    assert set(again[2:]) == options | {"--config-file", "file.yaml"}
    with create("--extra-context", '{"name": "Given"}', "--directory", "sub"):
        command = command_line.again(Path("file.yaml"))
    assert command == "cruft create template --directory sub --config-file file.yaml"


@pytest.mark.parametrize(
    ("variables", "runner"),
    [
        ({"UV": "uv", "UV_RUN_RECURSION_DEPTH": "1"}, "uv run "),
        ({"UV": "uv"}, "uvx --with questionary "),
    ],
)
def test_the_command_begins_with_what_uv_s_user_typed(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], runner: str
) -> None:
    """Without it, the shell would not find Cookiecutter."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with cookiecutter():
        assert command_line.again(Path("f")) == f"{runner}cookiecutter template --config-file f"


def test_the_answers_are_kept_for_the_next_run(home: Path) -> None:
    """What was answered, then what the command gave, then what the configuration has."""
    config = home / "mine.yaml"
    settings = {"replay_dir": str(home / "replay"), "abbreviations": {"me": "https://me/{0}"}}
    settings["default_context"] = {"email": "me@example.com", "name": "Mine", "full_name": "Me"}
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    with cookiecutter("--config-file", str(config), "name=Given", "license=MIT"):
        command = unfinished.keep({"name": "天气 {{ 7 * 7 }}", "endpoints": "a\nb", "mcp": False})
    file = words(command)[-1]
    assert Path(file).parent == home / "replay"
    kept = get_user_config(config_file=file)
    assert kept["abbreviations"]["me"] == "https://me/{0}"
    assert kept["default_context"] == {
        "email": "me@example.com",
        "name": "天气 {{ 7 * 7 }}",
        "full_name": "Me",
        "license": "MIT",
        "endpoints": "a\nb",
        "mcp": False,
    }


def test_cruft_s_answers_are_kept_too(home: Path) -> None:
    """They are JSON, on the command line or in a file."""
    given = home / "given.json"
    given.write_text(json.dumps({"email": "me@example.com"}), encoding="utf-8")
    with create("--extra-context", '{"mcp": false}', "--extra-context-file", str(given)):
        file = words(unfinished.keep({"name": "Weather"}))[-1]
    kept = get_user_config(config_file=file)["default_context"]
    assert kept == {"mcp": False, "email": "me@example.com", "name": "Weather"}


def test_without_answers_nothing_is_kept(home: Path) -> None:
    """At the first question there is nothing to lose."""
    with cookiecutter():
        assert unfinished.keep({}) == ""
    assert unfinished.keep({"name": "Weather"}) == ""
    assert list(home.iterdir()) == []
