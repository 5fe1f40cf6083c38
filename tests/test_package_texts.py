"""A text reaches every package as it was written, or is refused with its name."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Bake
from host_schemas import faults
from packing import URL
from running import run

from plugin_template.answers.rules import problems_of

TEXTS = {
    "quotes": "\"two\" 'one' `x`",
    "backslashes": r"C:\new\u0041",
    "yaml": "- a: b # c [d] {e}",
    "templates": "{{ 7 }} ${X} ${{Y}}",
    "tags": "<b>bold</b> &amp;",
    "cjk": "天" * 20,
    "emoji": "🎲 👨‍👩‍👧 é",
    "translation": "[[key]]",
    "half translation": "[[key",
    "nothing": "",
    "space": " ",
    "line break": "two\nlines",
    "tab": "a\tb\r\nc",
    "separator": "a\u2028b",
    "nul": "a\x00b",
    "half a character": "a\ud800b",
}
LONG = {"long cjk": "天" * 120, "long": "word " * 23 + "word"}
PATHS = {**TEXTS, **LONG, "plain": "legal", "too long": "x" * 3000}
ADDRESSES = {
    **{name: f"https://law.example/{text}" for name, text in PATHS.items()},
    "name": "https://法律.example/",
    "own page": "http://localhost:3333/legal",
    "user": "https://me:secret@law.example/",
    "script": "javascript:alert(1)",
    "words": "not an address",
}
FIELDS = {
    "name_for_human": TEXTS,
    "description_for_human": TEXTS | LONG,
    "description_for_model": TEXTS | LONG,
    "legal_info_url": ADDRESSES,
    "summary": TEXTS | LONG,
}
# How a refusal names a field: by itself, or by where its text goes.
NAMES = {
    "name_for_human": ("name_for_human", "name: "),
    "description_for_human": ("description_for_human", "description: "),
    "legal_info_url": ("legal_info_url", "privacyUrl"),
    "summary": ("summary", "conversation_starters"),
}


@dataclass(frozen=True)
class Case:
    """A text in a field, and what `package` makes of it.

    Parameters:
        field: A key of `FIELDS`.
        text: What the owner has written.
        errors: Why nothing is built.
        files: What is built, by name; of the zips, their contents.
    """

    field: str
    text: str
    errors: list[str]
    files: Mapping[str, Any]


@pytest.fixture(scope="module")
def cases(bake_once: Bake, tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """All texts in all fields, in one process."""
    plugin = bake_once(auth="oauth")
    copy = tmp_path_factory.mktemp("texts") / plugin.path.name
    shutil.copytree(plugin.path, copy)
    printed = run(copy, _build_all, plugin.package)
    return [Case(**json.loads(line)) for line in printed.splitlines() if line.startswith("{")]


def _build_all(package: str) -> None:
    """Build the packages for each case, and print a line of JSON for it."""
    root = Path.cwd()
    manifest_file, spec_file = root / ".well-known/ai-plugin.json", root / "openapi.yaml"
    manifest = json.loads(manifest_file.read_text("utf-8"))
    spec = yaml.safe_load(spec_file.read_text("utf-8"))
    building, reading, errors = (
        import_module(f"{package}.runtime.{name}")
        for name in ("packages.building", "packages.reading", "errors")
    )
    for field, texts in FIELDS.items():
        for text in texts.values():
            document = deepcopy(spec)
            if field == "summary":
                document["paths"]["/todos/{username}"]["get"]["summary"] = text
            changed = manifest if field == "summary" else {**manifest, field: text}
            manifest_file.write_text(json.dumps(changed), encoding="utf-8")
            spec_file.write_text(json.dumps(document), encoding="utf-8")
            try:
                built = building.build(
                    reading.repository(), URL, (), reference_id="x", has_mcp=True
                )
                case = Case(field, text, built.errors, dict(_documents(built)))
            except errors.NotReady as error:
                case = Case(field, text, [str(error)], {})
            print(json.dumps(case.__dict__))
    sys.stdout.flush()


def _documents(built: Any) -> Iterator[tuple[str, Any]]:
    for archive, data in built.files.items():
        if archive.endswith(".zip"):
            kind = archive.removesuffix(".zip").rpartition("-")[2]
            with zipfile.ZipFile(BytesIO(data)) as opened:
                for name in opened.namelist():
                    if name.endswith(".json"):
                        yield f"{kind}/{name}", json.loads(opened.read(name))
                    elif name.endswith(".md"):
                        yield f"{kind}/{name}", opened.read(name).decode()
        else:
            yield archive, json.loads(data)


def one_line(text: str) -> str:
    return " ".join(text.split())


def seen(case: Case) -> list[tuple[str, str]]:
    """Where a text goes, with what has to be there."""
    files, line = case.files, one_line(case.text)
    app, agent = files["m365/manifest.json"], files["m365/declarativeAgent.json"]
    api, server = files["m365/plugin.json"], files["server.json"]
    if case.field == "name_for_human":
        found = [app["name"]["short"], agent["name"], api["name_for_human"], server["title"]]
        return [(each, case.text) for each in found]
    if case.field == "description_for_human":
        found = [app["description"]["full"], agent["description"]]
        short = [api["description_for_human"], server["description"]] if len(line) <= 100 else []
        return [(each, line) for each in [*found, *short]]
    if case.field == "description_for_model":
        return [(api["description_for_model"], line)]
    if case.field == "summary":
        named = [each for each in api["functions"] if each["name"] == "getTodos"]
        skill = files["plugin/skills/todo-list/SKILL.md"].split("`getTodos` (reads): ")[1]
        written = case.text if line else "getTodos"
        # A line of the owner's own stays as it is.
        assert skill.splitlines()[0]
        return [(named[0]["description"], one_line(written))]
    developer, claude = app["developer"], files["plugin/.claude-plugin/plugin.json"]
    listing = files["plugin/.codex-plugin/plugin.json"]["interface"]
    found = [developer["privacyUrl"], developer["termsOfUseUrl"]]
    found += [api["legal_info_url"], api["privacy_policy_url"], claude["privacyPolicyUrl"]]
    found += [listing["privacyPolicyURL"], listing["termsOfServiceURL"]]
    url = case.text.replace("http://localhost:3333", URL)
    return [(each, url) for each in found]


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_survives_or_is_refused_with_its_name(cases: list[Case], field: str) -> None:
    """Each package has the text, joined to one line where its host wants one."""
    own = [case for case in cases if case.field == field]
    assert [case.text for case in own] == list(FIELDS[field].values())
    assert any(not case.errors for case in own)
    for case in own:
        if case.errors:
            words = NAMES.get(field, (field,))
            assert any(word in each for each in case.errors for word in words), case
        else:
            for found, expected in seen(case):
                assert found == expected, case.text


@pytest.mark.parametrize("text", ["half a character", "half translation", "translation"])
@pytest.mark.parametrize("field", ["name_for_human", "description_for_human"])
def test_what_a_host_would_take_for_something_else_is_refused(
    cases: list[Case], field: str, text: str
) -> None:
    """Keys of translations, which the package does not have, and what is no character."""
    (case,) = (each for each in cases if (each.field, each.text) == (field, TEXTS[text]))
    assert case.errors


def test_an_address_that_cannot_be_opened_is_refused(cases: list[Case]) -> None:
    """With a line break, a space or a user in it, or not an address at all."""
    found = {case.text: case.errors for case in cases if case.field == "legal_info_url"}
    refused = {name for name, address in ADDRESSES.items() if found[address]}
    assert refused == {
        *("quotes", "yaml", "templates", "tags", "emoji", "space", "long", "too long"),
        *("line break", "tab", "separator", "nul", "half a character"),
        *("user", "script", "words"),
    }


def test_the_schemas_accept_what_is_not_refused(cases: list[Case]) -> None:
    """Whatever the texts are, the hosts' own schemas find nothing."""
    schemas = {
        "m365/manifest.json": "m365-app-1.30",
        "m365/declarativeAgent.json": "m365-declarative-agent-1.8",
        "m365/plugin.json": "m365-plugin-2.4",
        "plugin/plugin.json": "agent-plugins-plugin-1.0.0",
    }
    for case in cases:
        for name, schema in schemas.items():
            if not case.errors:
                assert faults(schema, case.files[name]) == [], (case.field, case.text)


@pytest.mark.parametrize("variable", ["name", "description"])
def test_the_questions_take_one_line(variable: str) -> None:
    """What has a line break, or no character, is refused where it is asked; all else is taken."""
    refused = {name for name, text in TEXTS.items() if problems_of(variable, text)}
    assert refused == {
        *("nothing", "space", "line break", "tab", "separator", "nul", "half a character"),
    }
