"""A document becomes a plugin in one command, and the answers are enough from then on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import TEMPLATE, Bake
from cookiecutter.main import cookiecutter
from documents_to_import import APIS, DOCUMENTS

PETS = DOCUMENTS / "apis" / "pet_store.yaml"
CHOSEN = "getPetById,addPet"


def test_a_document_becomes_a_plugin(bake: Bake) -> None:
    """What was chosen is described and listed, nothing is defined, and the code is clean."""
    plugin = bake(name="Pets", slug="pets", endpoints=f"{PETS}#{CHOSEN}")
    operations = [each for item in plugin.spec["paths"].values() for each in item.values()]
    assert [each["operationId"] for each in operations] == ["addPet", "getPetById"]
    assert json.loads(plugin.read("src/pets/upstream.json")) == {
        "url": "https://shop.pets.example/api/v3",
        "operations": {
            "addPet": {"method": "POST", "path": "/pet", "query": ""},
            "getPetById": {"method": "GET", "path": "/pet/{petId}", "query": ""},
        },
    }
    assert "def " not in plugin.read("src/pets/operations.py")
    assert "class " not in plugin.read("src/pets/models.py")
    assert "http://localhost:3333/pet/1" in plugin.read("README.md")
    assert "`GET /pet/{petId}`" in plugin.read("docs/import.md")
    assert "getPetById" in plugin.read("skills/pets/SKILL.md")
    plugin.run("ruff", "check", "--no-cache")
    plugin.run("ruff", "format", "--check", "--no-cache")


@pytest.mark.parametrize("file", APIS, ids=lambda file: file.stem)
def test_every_api_becomes_a_plugin(bake: Bake, file: Path) -> None:
    """The hook, which checks the new plugin, finds no error."""
    plugin = bake(endpoints=str(file))
    assert yaml.safe_load(plugin.read("openapi.yaml"))["openapi"] == "3.1.0"


def test_other_plugins_have_no_trace_of_it(bake: Bake) -> None:
    """Without a document there is neither a table nor a report."""
    files = bake(name="Pets", slug="pets").files
    assert not {"docs/import.md", "src/pets/upstream.json"} & set(files)


def test_a_wrong_document_writes_nothing(refuse: Callable[..., str]) -> None:
    """The message names the answer as it was typed, and what is wrong."""
    message = refuse(endpoints="gone.yaml#x")
    assert message.startswith("endpoints: 'gone.yaml#x' does not exist in ")


def test_a_plugin_is_replayed_without_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is relative to where the user stands, and the file is not needed a second time."""
    config = tmp_path / "config.yaml"
    settings = {"replay_dir": str(tmp_path / "replay"), "cookiecutters_dir": str(tmp_path)}
    config.write_text(yaml.safe_dump(settings))
    monkeypatch.chdir(tmp_path)
    shutil.copy(PETS, tmp_path / "pets.yaml")
    first, second = tmp_path / "first", tmp_path / "second"
    cookiecutter(
        str(TEMPLATE),
        no_input=True,
        extra_context={"slug": "pets", "endpoints": f"pets.yaml#{CHOSEN}"},
        output_dir=str(first),
        config_file=str(config),
    )
    (tmp_path / "pets.yaml").unlink()
    cookiecutter(str(TEMPLATE), replay=True, output_dir=str(second), config_file=str(config))
    written = sorted(file.relative_to(first) for file in first.rglob("*") if file.is_file())
    assert written
    for file in written:
        assert (first / file).read_bytes() == (second / file).read_bytes()


def test_what_was_repaired_is_printed_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """At most ten lines, and where the others are."""
    from cookiecutter.cli import main

    file = DOCUMENTS / "apis" / "flights.yaml"
    with pytest.raises(SystemExit) as ended:
        main(
            [str(TEMPLATE), "--no-input", "-o", str(tmp_path), f"endpoints={file}", "slug=flights"]
        )
    assert ended.value.code == 0
    printed = capfd.readouterr().out
    report = (tmp_path / "flights" / "docs" / "import.md").read_text(encoding="utf-8")
    count = report.count("\n- `")
    assert f"flights.yaml was repaired in {count} places:" in printed
    assert printed.count("\n    /") == 10
    assert f"… {count - 10} more, in docs/import.md" in printed
