"""A plugin that is written again with other answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EXAMPLES, TEMPLATE, Bake, Plugin
from cookiecutter.main import cookiecutter
from jinja2 import Environment

from plugin_template.engine import command_line
from plugin_template.engine.left_out import left_out

OLD = {"auth": "oauth", "framework": "flask", "mcp": True}
NEW = {"auth": "none", "framework": "fastapi", "mcp": False, "endpoints": "GET /now -> sky"}


def write(folder: Path, **answers: object) -> Plugin:
    path = cookiecutter(
        str(TEMPLATE),
        no_input=True,
        extra_context={"name": "Weather", **answers},
        overwrite_if_exists=True,
        output_dir=str(folder),
        default_config=True,
    )
    return Plugin(Path(path))


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_file_of_the_old_answers_is_left(bake: Bake, tmp_path: Path, example: str) -> None:
    """With -f, the plugin has the files that a new one has; files of the owner's own stay."""
    plugin = write(tmp_path, **OLD, endpoints=example)
    (plugin.path / "mine.py").write_text("# mine\n", encoding="utf-8")
    again = write(tmp_path, **NEW)
    assert again.path == plugin.path
    assert again.files == sorted([*bake(name="Weather", **NEW).files, "mine.py"])
    assert not [
        folder for folder in plugin.path.rglob("*") if folder.is_dir() and not any(folder.iterdir())
    ]


def test_a_file_of_an_example_that_is_to_be_kept_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --skip-if-file-exists, what the owner wrote in it stays, and what is missing is added."""
    parameters = {"output_dir": str(tmp_path), "skip_if_file_exists": True}
    monkeypatch.setattr(command_line, "_parameters", lambda: parameters)
    plugin = write(tmp_path, endpoints="news")
    feeds, page = plugin.path / "feeds.txt", plugin.path / "docs" / "news.md"
    feeds.write_text("# mine\n", encoding="utf-8")
    page.unlink()
    write(tmp_path, endpoints="news")
    assert feeds.read_text(encoding="utf-8") == "# mine\n"
    assert page.exists()


def test_files_that_are_to_be_kept_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --skip-if-file-exists, what is there is the owner's."""
    answers = {"slug": "x", "__package": "x", "mcp": False, "auth": "none", "__werkzeug": ""}
    answers |= {"__database": "", "__dates": "", "__example": ""}
    assert left_out(Environment(), answers)
    monkeypatch.setattr(command_line, "_parameters", lambda: {"skip_if_file_exists": True})
    assert left_out(Environment(), answers) == []
