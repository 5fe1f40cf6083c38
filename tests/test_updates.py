"""Plugins follow the template: cruft makes them, and brings later changes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import copy_template, environment


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A copy of the template as a repository of its own, to be changed."""
    copy = copy_template(tmp_path)
    git(copy, "init", "-q", "-b", "main")
    commit(copy, "First")
    return copy


def test_a_plugin_follows_a_change_of_the_template(template: Path, tmp_path: Path) -> None:
    """cruft create, a change in the template, cruft update: the change arrives, edits stay."""
    answers = json.dumps(
        {
            "name": "Notes {{ 1 }}",
            "endpoints": "GET /notes -> notes:string[]",
            "auth": "user_http",  # Something to warn of, were it not for a machine.
        }
    )
    cruft(tmp_path, "create", str(template), "--no-input", "--extra-context", answers)
    (plugin,) = (folder for folder in tmp_path.iterdir() if (folder / ".cruft.json").exists())
    git(plugin, "init", "-q", "-b", "main")
    edited = next(plugin.glob("src/*/operations.py"))
    edited.write_text(edited.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    commit(plugin, "Mine")

    changed = template / "{{cookiecutter.slug}}" / ".gitattributes"
    changed.write_text(changed.read_text(encoding="utf-8") + "*.ico binary\n", encoding="utf-8")
    commit(template, "Second")
    update = cruft(plugin, "update", "--skip-apply-ask")
    assert "Your plugin is ready" not in update
    assert "warning" not in update
    assert "*.ico binary" in (plugin / ".gitattributes").read_text(encoding="utf-8")
    assert edited.read_text(encoding="utf-8").endswith("# mine\n")
    assert git(plugin, "diff", "HEAD", "--name-only").split() == [".cruft.json", ".gitattributes"]
    cruft(plugin, "check")


def test_a_plugin_follows_a_change_of_the_templates_python(template: Path, tmp_path: Path) -> None:
    """cruft renders both versions in one process, and each with its own code, choices and questions."""
    answers = json.dumps({"name": "Notes", "auth": "user_http"})
    cruft(tmp_path, "create", str(template), "--no-input", "--extra-context", answers)
    plugin = tmp_path / "notes"
    git(plugin, "init", "-q", "-b", "main")
    commit(plugin, "Mine")

    replace(template / "plugin_template/documents/openapi.py", "missing or wrong", "not valid")
    auth = template / "templates/auth/user_http/auth.json"
    replace(auth, '"scheme": "bearer"', '"scheme": "bearer", "x-new": 1')
    replace(template / "cookiecutter.json", '"_ext', '"__new": "{{ cookiecutter.slug }}",\n"_ext')
    replace(template / "{{cookiecutter.slug}}/.gitattributes", "", "# {{ cookiecutter.__new }}\n")
    commit(template, "Second")
    cruft(plugin, "update", "--skip-apply-ask")
    document = (plugin / "openapi.yaml").read_text(encoding="utf-8")
    assert "The token is not valid." in document
    assert "x-new: 1" in document
    assert "# notes\n" in (plugin / ".gitattributes").read_text(encoding="utf-8")
    changed = git(plugin, "diff", "HEAD", "--name-only").split()
    assert changed == [".cruft.json", ".gitattributes", "openapi.yaml"]


def test_two_templates_in_one_process_are_two(template: Path, tmp_path: Path) -> None:
    """A program that calls Cookiecutter with two checkouts gets the plugins of both."""
    other = tmp_path / "other"
    shutil.copytree(template, other)
    replace(other / "plugin_template/documents/openapi.py", '"0.1.0"', '"0.2.0"')
    code = "import sys; from cookiecutter.main import cookiecutter as write; " + " ".join(
        f"write({str(each)!r}, no_input=True, output_dir={str(tmp_path / name)!r});"
        for each, name in ((template, "a"), (other, "b"), (template, "c"))
    )
    run(tmp_path, sys.executable, "-B", "-c", code)
    versions = [
        line
        for name in "abc"
        for line in (tmp_path / name / "todo-list/openapi.yaml").read_text("utf-8").splitlines()
        if line.startswith("  version: ")
    ]
    assert versions == ["  version: 0.1.0", "  version: 0.2.0", "  version: 0.1.0"]


def test_cruft_prints_why_answers_are_refused(template: Path, tmp_path: Path) -> None:
    """It catches none of Cookiecutter's exceptions, and still shows the message alone."""
    result = start(
        tmp_path,
        *(sys.executable, "-m", "cruft", "create", str(template), "--no-input"),
        *("--extra-context", '{"email": "nobody"}'),
    )
    assert result.returncode == 1
    assert result.stdout + result.stderr == (
        "email: 'nobody' is not a valid e-mail address (contact_email): "
        "use one such as support@example.com\n"
    )


# The first answer, how its code is edited, the later answer, and the function that it adds.
ADDED = [
    (
        "getNote: GET /notes/{id:integer} -> note; getTags: GET /tags -> tags:string[]",
        ('note="example"', 'note="my own"'),
        "getNote: GET /notes/{id:integer} -> note; addNote: POST /notes note -> id:integer;"
        " getTags: GET /tags -> tags:string[]",
        "def add_note(",
    ),
    (
        "todo",
        ("todos=[todo.text for todo in todos]", "todos=[todo.text.title() for todo in todos]"),
        "todo; GET /forecast/{day:date} -> at:date-time",
        "def get_forecast_by_day(",
    ),
]


@pytest.mark.parametrize(
    ("first", "edit", "later", "added"), ADDED, ids=["grammar", "extended example"]
)
def test_an_update_adds_an_endpoint(
    template: Path, tmp_path: Path, first: str, edit: tuple[str, str], later: str, added: str
) -> None:
    """`cruft update` with a new answer adds what it describes, and leaves edited functions alone."""
    answers = json.dumps({"name": "Notes", "endpoints": first})
    cruft(tmp_path, "create", str(template), "--no-input", "--extra-context", answers)
    plugin = tmp_path / "notes"
    git(plugin, "init", "-q", "-b", "main")
    operations = plugin / "src/notes/operations.py"
    before = operations.read_text(encoding="utf-8")
    assert edit[0] in before
    operations.write_text(before.replace(*edit), encoding="utf-8")
    commit(plugin, "Mine")

    changed = json.dumps({"endpoints": later})
    cruft(plugin, "update", "--skip-apply-ask", "--variables-to-update", changed)
    after = operations.read_text(encoding="utf-8")
    assert added in after
    assert edit[1] in after
    # Only what was added is another: each function is a block, in the order of the endpoints.
    removed = [line for line in before.replace(*edit).splitlines() if line not in after]
    assert removed == []
    assert not list(plugin.rglob("*.rej"))
    assert "<<<<<<<" not in git(plugin, "diff", "HEAD")
    document = (plugin / "openapi.yaml").read_text(encoding="utf-8")
    assert ("addNote" if first != "todo" else "getForecastByDay") in document


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def cruft(folder: Path, *arguments: str) -> str:
    return run(folder, sys.executable, "-m", "cruft", *arguments)


def git(folder: Path, *arguments: str) -> str:
    return run(folder, "git", *arguments)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", message)


def run(folder: Path, *command: str) -> str:
    result = start(folder, *command)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def start(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(HOME=str(folder.parent), USERPROFILE=str(folder.parent)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
