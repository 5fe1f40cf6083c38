"""Bad answers are refused before anything is written, and hostile ones stay data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import call
from conftest import TEMPLATE, Bake, environment
from running import outcome

HOSTILE = {
    "quotes": "\"double\" 'single'",
    "back-slashes": "\\n \\\\ \\",
    "new line": "one\ntwo",
    "expression": "{{ 7 * 7 }}",
    "statement": "{% raw %}",
    "comment of Jinja": "{# gone #}",
    "colon": "key: value",
    "hash": "# heading",
    "line statement": "# % set x = 1",
    "emoji": "🙂 👩‍💻",
    "right to left": "שלום עולם",
    "override": "abc\u202edef",
    "long": "x" * 10_000,
    "keyword": "import",
    "parent folder": "../../x",
    "device": "NUL",
    "template": "{{ cookiecutter.slug }}",
    "markup": "<script>x</script>",
    "environment": "$HOME `id` %PATH%",
    "html end": "--></style>",
}


LONGEST = {"name": 20, "description": 120, "endpoints": 300}
KEPT = {name: text for name, text in HOSTILE.items() if len(text) <= 300 and "\n" not in text}


def accepted(text: str) -> dict[str, str]:
    """The answers in which a text can stand, each with it."""
    fits = [variable for variable, longest in LONGEST.items() if len(text) <= longest]
    return {variable: _holding(variable, text) for variable in fits if "\n" not in text}


def _holding(variable: str, text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return f"addNote: POST /notes note={quoted} # {quoted}" if variable == "endpoints" else text


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        pytest.param(variable, text, id=f"{variable}-{name}")
        for variable in LONGEST
        for name, text in HOSTILE.items()
        if variable not in accepted(text)
    ],
)
def test_hostile_text_is_refused(refuse: Callable[..., str], variable: str, text: str) -> None:
    """One that is too long or has a new line is refused by a line with its variable."""
    assert refuse(**{variable: _holding(variable, text)}).startswith(f"{variable}: ")


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_hostile_text_is_kept_as_it_is(bake_once: Bake, text: str) -> None:
    """A text is found back unchanged in the manifest and in the API."""
    answers = accepted(text)
    plugin = bake_once(slug="hostile", **answers)
    assert plugin.manifest["description_for_human"] == text
    assert plugin.spec["info"]["description"] == text
    if "name" in answers:
        assert plugin.manifest["name_for_human"] == text
        assert plugin.spec["info"]["title"] == text
    operation = plugin.spec["paths"]["/notes"]["post"]
    assert operation["summary"] == text
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["note"]["description"] == text


def test_hostile_text_leaves_the_code_clean(bake_once: Bake) -> None:
    """It is Python, and ruff finds nothing to mend or to lay out."""
    plugins = [bake_once(slug="hostile", **accepted(text)) for text in KEPT.values()]
    folders = [str(plugin.path) for plugin in plugins]
    plugins[0].run("ruff", "check", "--no-cache", *folders)
    plugins[0].run("ruff", "format", "--check", "--no-cache", *folders)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("variable", ["slug", "email", "endpoints"])
def test_hostile_names_are_refused(refuse: Callable[..., str], variable: str, text: str) -> None:
    """What must be a name, an address or endpoints is nothing else."""
    assert refuse(**{variable: text}).startswith(f"{variable}: ")


def test_the_command_names_every_problem_and_writes_nothing(tmp_path: Path) -> None:
    """Exit code 1, a line for each problem, no traceback and no folder."""
    answers = ["name=A name far too long for a plugin", "auth=none", "slug=class"]
    code, output = generate(tmp_path, "--no-input", "-o", str(tmp_path / "out"), *answers)
    assert code == 1
    assert output.splitlines() == [
        "name: 'A name far too long for a plugin' is 32 characters, at most 20 are allowed (name_for_human)",
        "slug: 'class' is a Python keyword: choose another name for the folder and package",
    ]
    assert not (tmp_path / "out").exists()


def test_a_semicolon_in_an_endpoint_is_pointed_at(tmp_path: Path) -> None:
    """The column where the second endpoint goes wrong is named, and what to do."""
    endpoints = "getForecast: GET /forecast/{city}?days?:integer -> city; days:integer # Forecast for a city"
    code, output = generate(tmp_path, "--no-input", f"endpoints={endpoints}", "name=Weather")
    assert code == 1
    assert "column 63" in output
    assert "a ';' begins a new endpoint" in output
    assert "Traceback" not in output


def test_refused_answers_leave_a_plugin_as_it_was(tmp_path: Path) -> None:
    """With -f over a plugin that exists: the message alone, and no file is touched."""
    assert generate(tmp_path, "--no-input")[0] == 0
    before = contents(tmp_path / "todo-list")
    code, output = generate(tmp_path, "--no-input", "-f", "email=nobody")
    assert code == 1
    assert output.splitlines() == [
        "email: 'nobody' is not a valid e-mail address (contact_email): use one such as support@example.com"
    ]
    assert contents(tmp_path / "todo-list") == before


def test_a_terminal_without_emoji_gets_the_message_too(tmp_path: Path) -> None:
    """What its encoding lacks is escaped, and nothing worse happens."""
    result = subprocess.run(
        [sys.executable, "-m", "cookiecutter", str(TEMPLATE), "--no-input", "email=🙂"],
        cwd=tmp_path,
        env=environment(HOME=str(tmp_path), PYTHONIOENCODING="ascii"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="ascii",
        timeout=120,
    )
    assert result.returncode == 1
    assert result.stdout.startswith(r"email: '\U0001f642' is not a valid e-mail address")


def test_an_edited_replay_file_is_refused(tmp_path: Path) -> None:
    """Answers that never met the questions: the same lines, no traceback, and nothing written."""
    assert generate(tmp_path, "--no-input", "-o", str(tmp_path / "one"))[0] == 0
    replay = next((tmp_path / ".cookiecutter_replay").glob("*.json"))
    context = json.loads(replay.read_text(encoding="utf-8"))
    context["cookiecutter"] |= {"name": "x" * 21, "slug": "../two", "auth": "basic", "email": 5}
    replay.write_text(json.dumps(context), encoding="utf-8")
    code, output = generate(tmp_path, "--replay", "-o", str(tmp_path / "out"))
    assert code == 1
    assert output.splitlines() == [
        f"name: '{'x' * 21}' is 21 characters, at most 20 are allowed (name_for_human)",
        "slug: '../two' is not a valid slug: use a lower-case letter, then lower-case letters, "
        "digits and single '-'",
        "auth: 'basic' is not one of none, service_http, user_http, oauth",
        "email: '5' is not text",
    ]
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "two").exists()


def test_replay_writes_the_same_plugin(tmp_path: Path) -> None:
    """--replay needs no answers and gives the same files."""
    for folder, how in (("one", ["--no-input", "name=Again {{ 1 }}"]), ("two", ["--replay"])):
        assert generate(tmp_path, *how, "-o", str(tmp_path / folder))[0] == 0
    one, two = (contents(tmp_path / folder) for folder in ("one", "two"))
    assert one == two
    assert any(b"Again {{ 1 }}" in data for data in one.values())


def test_a_user_configuration_is_data_too(tmp_path: Path) -> None:
    """Defaults of a user's own are kept as they are, in braces or not."""
    config = tmp_path / "config.yaml"
    config.write_text("default_context: {name: 'Mine {{ 6 * 7 }}'}\n", encoding="utf-8")
    out = tmp_path / "out"
    assert generate(tmp_path, "--no-input", "--config-file", str(config), "-o", str(out))[0] == 0
    (manifest,) = out.glob("*/.well-known/ai-plugin.json")
    assert json.loads(manifest.read_text(encoding="utf-8"))["name_for_human"] == "Mine {{ 6 * 7 }}"


def generate(home: Path, *arguments: str) -> tuple[int | None, str]:
    """Run Cookiecutter's command as a user does: its exit code and what it printed."""
    variables = {"HOME": str(home), "USERPROFILE": str(home)}
    return outcome(home, call, ("cookiecutter", str(TEMPLATE), *arguments), variables)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
