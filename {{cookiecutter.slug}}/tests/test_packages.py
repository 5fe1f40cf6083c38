"""The packages that hosts install are right, and `package` builds them for the public address."""

import json
import shutil
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from support import Invoke

from {{ cookiecutter.__package }}.runtime import check, documents

SLUG = "{{ cookiecutter.slug }}"
URL = "https://todo.example.com"
HAS_MCP = find_spec("{{ cookiecutter.__package }}.runtime.mcp") is not None
AUTH = documents.manifest_at(URL)["auth"]["type"]
HAS_M365 = AUTH != "user_http"
EXPECTED = [f"dist/{SLUG}-plugin.zip", "dist/server.json"] if HAS_MCP else []
EXPECTED += [f"dist/{SLUG}-m365.zip"] if HAS_M365 else []

needs_mcp = pytest.mark.skipif(not HAS_MCP, reason="the plugin does not serve MCP")
needs_m365 = pytest.mark.skipif(not HAS_M365, reason="Copilot cannot send a token of each user")
needs_any = pytest.mark.skipif(not EXPECTED, reason="there is no package for this plugin")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the repository without its code, which the command uses in its place."""
    ignored = shutil.ignore_patterns("src", "tests", ".venv", ".git", ".*_cache", "dist")
    copy = tmp_path / "repository"
    shutil.copytree(documents.ROOT, copy, ignore=ignored)
    monkeypatch.setattr(documents, "ROOT", copy)
    return copy


def snapshot(root: Path) -> dict[str, bytes]:
    """All files with their content."""
    found = (file for file in sorted(root.rglob("*")) if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


@pytest.mark.parametrize("host", check.packages_of(documents.ROOT))
def test_the_packages_break_no_rule(host: str) -> None:
    """What each host installs has no error, and its skill names all operations."""
    found = check.check_package(documents.ROOT, host)
    assert [str(each) for each in found if each.level != "hint"] == []


@needs_any
def test_package_builds_and_twice_is_once(invoke: Invoke, repository: Path) -> None:
    """Everything is there with the public address, and again the same bytes."""
    result = invoke("package", "--url", URL)
    assert result.exit_code == 0, result.output
    first = snapshot(repository)
    assert sorted(name for name in first if name.startswith("dist/")) == sorted(EXPECTED)
    again = invoke("package", "--url", f"{URL}/")
    assert again.exit_code == 0
    assert "written" not in again.output
    assert snapshot(repository) == first
    for host in check.packages_of(repository):
        found = check.check_package(repository, host)
        assert [str(each) for each in found if each.level == "error"] == []


@needs_mcp
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


@needs_mcp
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


@needs_mcp
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


@needs_m365
@pytest.mark.parametrize("variables", [{}, {"M365_REFERENCE_ID": "of-the-portal"}])
def test_copilot_gets_its_credentials_by_reference(
    invoke: Invoke, repository: Path, variables: dict[str, str]
) -> None:
    """Without an id, the documented placeholder is written, and the command says what to do."""
    result = invoke("package", "--url", URL, "--host", "m365", **variables)
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(repository / f"dist/{SLUG}-m365.zip") as archive:
        (runtime,) = json.loads(archive.read("plugin.json"))["runtimes"]
    reference = runtime["auth"].get("reference_id", "")
    if AUTH == "none":
        assert runtime["auth"] == {"type": "None"}
    elif variables:
        assert reference == "of-the-portal"
    else:
        assert reference.startswith("$")
        assert "--reference-id" in result.output


@needs_any
@pytest.mark.parametrize("file", ["openapi.yaml", ".well-known/ai-plugin.json", "pyproject.toml"])
def test_nothing_is_written_if_a_document_is_broken(
    invoke: Invoke, repository: Path, file: str
) -> None:
    """The message names the file, and all files are as they were."""
    (repository / file).write_text("{", encoding="utf-8")
    before = snapshot(repository)
    result = invoke("package", "--url", URL)
    assert result.exit_code == 1
    assert Path(file).name in result.output
    assert snapshot(repository) == before


@needs_mcp
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


@pytest.mark.parametrize(
    "url",
    [
        "http://todo.example.com",
        "https://todo.example.com:8443",
        "https://localhost:3333",
        "https://10.0.0.1",
        "https://todo",
        "https://todo.local",
        "https://tödo.example.com",
        "https://todo.example.com/api",
    ],
)
def test_an_address_that_hosts_cannot_use_is_refused(invoke: Invoke, url: str) -> None:
    """It has to be public and https, and have no path."""
    result = invoke("package", "--url", url)
    assert result.exit_code == 2
    assert "--url" in result.output


@needs_mcp
def test_a_local_address_is_for_trying(invoke: Invoke, repository: Path) -> None:
    """What needs a public address is left out, or refused if it was asked for."""
    result = invoke("package", "--url", "http://localhost:3333", "--allow-local")
    assert result.exit_code == 0, result.output
    assert [file.name for file in (repository / "dist").iterdir()] == [f"{SLUG}-plugin.zip"]
    local = ("package", "--url", "http://localhost:3333", "--allow-local")
    refused = invoke(*local, "--host", "mcp-registry")
    assert refused.exit_code == 1
    assert "needs a public https address" in refused.output
