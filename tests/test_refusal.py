"""Bad answers are refused before anything is written, and hostile ones stay data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TEMPLATE, Bake, environment

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


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("variable", ["name", "description"])
def test_hostile_text_is_refused_or_kept_as_it_is(
    bake: Bake, refuse: Callable[..., str], variable: str, text: str
) -> None:
    """A text is found back unchanged in manifest and API, or refused by a line with its variable."""
    longest = {"name": 20, "description": 120}[variable]
    if len(text) > longest or "\n" in text:
        assert refuse(**{variable: text}).startswith(f"{variable}: ")
        return
    plugin = bake(**{variable: text, "slug": "hostile"})
    field = {"name": "name_for_human", "description": "description_for_human"}[variable]
    assert plugin.manifest[field] == text
    assert plugin.spec["info"][{"name": "title"}.get(variable, variable)] == text
    plugin.run("compileall", "-q", "src", "tests")
    plugin.run("ruff", "check", "--no-cache")
    plugin.run("ruff", "format", "--check", "--no-cache")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_endpoints_are_refused_or_kept_as_they_are(
    bake: Bake, refuse: Callable[..., str], text: str
) -> None:
    """A text in an endpoint is found back unchanged in the API, or refused."""
    quoted = json.dumps(text, ensure_ascii=False)
    endpoints = f"addNote: POST /notes note={quoted} # {quoted}"
    if len(text) > 300 or "\n" in text:
        assert refuse(endpoints=endpoints).startswith("endpoints: ")
        return
    operation = bake(endpoints=endpoints).spec["paths"]["/notes"]["post"]
    assert operation["summary"] == text
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["note"]["description"] == text


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
    code, output = generate(tmp_path, "--no-input", "email=🙂", PYTHONIOENCODING="ascii")
    assert code == 1
    assert output.startswith(r"email: '\U0001f642' is not a valid e-mail address")


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


def generate(home: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run Cookiecutter's command as a user does: its exit code and what it printed."""
    result = subprocess.run(
        [sys.executable, "-m", "cookiecutter", str(TEMPLATE), *arguments],
        cwd=home,
        env=environment(HOME=str(home), USERPROFILE=str(home), **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    return result.returncode, result.stdout + result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
