{% set stand_in = cookiecutter | stand_in %}
"""The settings of the tests, and what they ask for."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from credentials import ENVIRONMENT, SERVE_OPTIONS, credentials
{% if stand_in %}
from {{ stand_in }} import ENVIRONMENT as ELSEWHERE
{% endif %}
{% if cookiecutter.__upstream %}
from hypothesis.errors import Unsatisfiable
{% endif %}
from support import {{ 'PASSED, ' if stand_in }}Client, Invoke, served

# Set before the plugin's modules are imported, so that nobody's .env or database is used.
os.environ.update(
    HOST="127.0.0.1",
    PORT="3333",
    PUBLIC_URL="https://plugin.example.com",
    DATABASE_URL=f"sqlite:///{tempfile.mkdtemp()}/test.db",
    OTEL_SDK_DISABLED="true",
    **ENVIRONMENT,
)
{% if stand_in %}
# So that no test calls another server, and no process that a test starts.
os.environ.update(ELSEWHERE)
PASSED.update(ELSEWHERE)
{% endif %}


{% if cookiecutter.__upstream %}
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pyfunc_call() -> Iterator[Any]:
    """Skip a test for which there are no values, since the API's document contradicts itself."""
    try:
        return (yield)
    except Unsatisfiable as error:
        pytest.skip(str(error))


{% endif %}
@pytest.fixture
def stranger() -> Client:
    """A client without credentials."""
    return Client()


@pytest.fixture
def client() -> Client:
    """A client with credentials for every operation, as the user alice where users are known."""
    return Client(credentials("alice"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The plugin as `serve` runs it on this machine: where it is, and what was printed."""
    with served(tmp_path_factory.mktemp("server"), *SERVE_OPTIONS) as running:
        yield running


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Iterator[Invoke]:
    """Run the command within this process, with variables of its own."""
    from {{ cookiecutter.__package }}.__main__ import main
    from {{ cookiecutter.__package }}.runtime import documents
    from {{ cookiecutter.__package }}.settings import settings

    def forget() -> None:
        settings.cache_clear()
        for each in (documents.shipped, documents.manifest, documents.openapi):
            each.cache_clear()

    def run_command(*arguments: str, **variables: str) -> Result:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        forget()
        return CliRunner().invoke(main, arguments)

    yield run_command
    monkeypatch.undo()
    forget()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the plugin's documents, which the command uses in their place."""
    from {{ cookiecutter.__package }}.runtime import documents

    (tmp_path / ".well-known").mkdir()
    for file in (".well-known/ai-plugin.json", "openapi.yaml", "logo.png", "legal.html"):
        shutil.copy(documents.ROOT / file, tmp_path / file)
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the repository without its code, which the command uses in its place."""
    from {{ cookiecutter.__package }}.runtime import documents

    left_out = ("src", "tests", ".venv", ".git", ".hypothesis", ".*_cache", "dist")
    ignored = shutil.ignore_patterns(*left_out)
    copy = tmp_path / "repository"
    shutil.copytree(documents.ROOT, copy, ignore=ignored)
    monkeypatch.setattr(documents, "ROOT", copy)
    return copy


@pytest.fixture
def spec() -> dict[str, Any]:
    """The plugin's API, openapi.yaml as it is shipped."""
    from {{ cookiecutter.__package }}.runtime import documents

    return documents.shipped_openapi()
