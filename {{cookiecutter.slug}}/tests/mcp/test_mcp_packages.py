"""What hosts install from the repository is right, and `package` keeps it so."""

import json
import zipfile
from pathlib import Path

import pytest
from support import Invoke, snapshot

from {{ cookiecutter.__package }}.runtime import check, documents

SLUG = "{{ cookiecutter.slug }}"
URL = "https://todo.example.com"


@pytest.mark.parametrize("host", check.packages_of(documents.ROOT))
def test_the_packages_break_no_rule(host: str) -> None:
    """What each host installs has no error, and its skill names all operations."""
    found = check.check_package(documents.ROOT, host)
    assert [str(each) for each in found if each.level != "hint"] == []


def test_the_address_is_set_in_every_file(invoke: Invoke, repository: Path) -> None:
    """A second address replaces the first, and what is the owner's own stays."""
    file = repository / ".codex-plugin/plugin.json"
    listing = json.loads(file.read_text(encoding="utf-8"))
    listing["interface"] |= {"shortDescription": "My own", "websiteURL": "https://www.example.org"}
    file.write_text(json.dumps(listing), encoding="utf-8")
    for url in (URL, "https://another.example.com"):
        assert invoke("package", "--url", url).exit_code == 0
    changed = {name: data for name, data in snapshot(repository).items() if b'/mcp"' in data}
    assert {"mcp.json", ".mcp.json", "gemini-extension.json", "dist/server.json"} <= set(changed)
    for name, data in changed.items():
        if name.endswith(".json"):
            assert b"https://another.example.com/mcp" in data
            assert b"localhost" not in data
            assert URL.encode() not in data
    interface = json.loads(file.read_text(encoding="utf-8"))["interface"]
    assert interface["shortDescription"] == "My own"
    assert interface["websiteURL"] == "https://www.example.org"
    assert interface["privacyPolicyURL"] == "https://another.example.com/legal"
    assert "localhost%3A3333" not in (repository / "docs/connect.md").read_text(encoding="utf-8")


def test_the_zip_has_what_hosts_install_and_nothing_else(invoke: Invoke, repository: Path) -> None:
    """No secret, no database, no code."""
    for name in (".env", "plugin.db", "skills/.env"):
        (repository / name).write_text("secret", encoding="utf-8")
    assert invoke("package", "--url", URL, "--host", "agent-plugins").exit_code == 0
    with zipfile.ZipFile(repository / f"dist/{SLUG}-plugin.zip") as archive:
        names = set(archive.namelist())
    assert names == {
        "plugin.json",
        "mcp.json",
        ".mcp.json",
        "gemini-extension.json",
        ".claude-plugin/plugin.json",
        ".claude-plugin/marketplace.json",
        ".codex-plugin/plugin.json",
        f"skills/{SLUG}/SKILL.md",
        "logo.png",
        "README.md",
        "LICENSE",
    }
    assert not (repository / "dist/server.json").exists()


def test_the_skill_follows_the_operations(invoke: Invoke, repository: Path) -> None:
    """A line that was removed comes back, one of an operation that is gone goes, others stay."""
    file = repository / f"skills/{SLUG}/SKILL.md"
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    first = next(index for index, line in enumerate(lines) if line.startswith("- `"))
    gone = ["- `isGone` (reads): Something that is gone\n"]
    file.write_text("".join([*lines[:first], *gone, *lines[first + 1 :]]), encoding="utf-8")
    result = invoke("package", "--url", URL)
    assert f"skills/{SLUG}/SKILL.md: tools" in result.output
    assert file.read_text(encoding="utf-8") == text


def test_all_errors_are_said_at_once(invoke: Invoke, repository: Path) -> None:
    """Whoever has several files to repair learns it in one run, and nothing is written."""
    (repository / "mcp.json").write_text("[]", encoding="utf-8")
    (repository / f"skills/{SLUG}/SKILL.md").write_text("no front matter", encoding="utf-8")
    (repository / "logo.png").unlink()
    before = snapshot(repository)
    result = invoke("package", "--url", URL)
    assert result.exit_code == 1
    for words in ("mcp.json", "SKILL.md", "logo.png"):
        assert words in result.output
    assert snapshot(repository) == before


def test_a_local_address_is_for_trying(invoke: Invoke, repository: Path) -> None:
    """What needs a public address is left out, or refused if it was asked for."""
    result = invoke("package", "--url", "http://localhost:3333", "--allow-local")
    assert result.exit_code == 0, result.output
    assert [file.name for file in (repository / "dist").iterdir()] == [f"{SLUG}-plugin.zip"]
    local = ("package", "--url", "http://localhost:3333", "--allow-local")
    refused = invoke(*local, "--host", "mcp-registry")
    assert refused.exit_code == 1
    assert "needs a public https address" in refused.output
