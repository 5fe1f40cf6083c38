"""`package` builds the packages for the public address, or says why it cannot."""

import json
import zipfile
from pathlib import Path

import pytest
from support import Invoke, snapshot

from {{ cookiecutter.__package }}.runtime import check, documents

SLUG = "{{ cookiecutter.slug }}"
URL = "https://todo.example.com"
AUTH = documents.manifest_at(URL)["auth"]["type"]
HAS_M365 = AUTH != "user_http"
EXPECTED = {f"dist/{SLUG}-m365.zip"} if HAS_M365 else set()
if (documents.ROOT / "skills").is_dir():
    EXPECTED |= {f"dist/{SLUG}-plugin.zip", "dist/server.json"}

needs_m365 = pytest.mark.skipif(not HAS_M365, reason="Copilot cannot send a token of each user")
needs_any = pytest.mark.skipif(not EXPECTED, reason="there is no package for this plugin")


@needs_any
def test_package_builds_and_twice_is_once(invoke: Invoke, repository: Path) -> None:
    """Everything is there with the public address, and again the same bytes."""
    result = invoke("package", "--url", URL)
    assert result.exit_code == 0, result.output
    first = snapshot(repository)
    assert {name for name in first if name.startswith("dist/")} == EXPECTED
    again = invoke("package", "--url", f"{URL}/")
    assert again.exit_code == 0
    assert "written" not in again.output
    assert snapshot(repository) == first
    for host in check.packages_of(repository):
        found = check.check_package(repository, host)
        assert [str(each) for each in found if each.level == "error"] == []


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
