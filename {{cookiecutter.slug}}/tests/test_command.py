"""The command serves, and where it cannot it says what to change."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from credentials import SERVE_OPTIONS
from support import run, served

from {{ cookiecutter.__package }} import operations
from {{ cookiecutter.__package }}.__main__ import main
from {{ cookiecutter.__package }}.runtime import command, documents, errors
from {{ cookiecutter.__package }}.settings import settings

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run the command within this process, with variables of its own."""

    def run_command(*arguments: str, **variables: str) -> Result:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        _forget()
        return CliRunner().invoke(main, arguments)

    return run_command


@pytest.fixture(autouse=True)
def _forget_what_was_read() -> Iterator[None]:
    yield
    _forget()


def _forget() -> None:
    settings.cache_clear()
    for each in (documents.shipped, documents.manifest, documents.openapi):
        each.cache_clear()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the plugin's documents, which the command uses in their place."""
    (tmp_path / ".well-known").mkdir()
    for file in (".well-known/ai-plugin.json", "openapi.yaml", "logo.png", "legal.html"):
        shutil.copy(documents.ROOT / file, tmp_path / file)
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    return tmp_path


def test_serve_says_where_the_plugin_is_and_what_to_open(tmp_path: Path) -> None:
    """The address that is printed is that of a manifest with this origin in it."""
    with served(tmp_path, *SERVE_OPTIONS) as (url, printed):
        assert f"Open {url}/.well-known/ai-plugin.json" in printed
        manifest = httpx.get(f"{url}/.well-known/ai-plugin.json").json()
        assert manifest["api"]["url"] == f"{url}/openapi.yaml"
        assert httpx.get(manifest["api"]["url"]).text.startswith("openapi: 3.1.0")


def test_serve_listens_where_its_options_say(tmp_path: Path) -> None:
    """--port wins over PORT, and a port that is taken is reported before anything else."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, output = run(tmp_path, "serve", *SERVE_OPTIONS, "--port", port, PORT="1")
    assert code == 1
    assert f"Cannot listen at 127.0.0.1:{port}" in output
    assert " is at " not in output


@pytest.mark.parametrize("hosts", [(), ("v1", "actions", "mcp")])
def test_check_finds_no_error(invoke: Invoke, hosts: tuple[str, ...]) -> None:
    """The plugin follows the rules of every host that its own command knows."""
    result = invoke("check", *(f"--host={host}" for host in hosts))
    assert result.exit_code == 0
    assert result.output.endswith("No errors.\n")


def test_check_lists_what_each_host_refuses(invoke: Invoke, files: Path) -> None:
    """With several hosts named, the rules of all of them are checked."""
    document = (files / "openapi.yaml").read_text(encoding="utf-8")
    changed = document.replace("openapi: 3.1.0", "openapi: 3.0.3")
    (files / "openapi.yaml").write_text(changed, encoding="utf-8")
    result = invoke("check", "--host=v1", "--host=actions")
    assert result.exit_code == 1
    assert "v1: warning: openapi.yaml: openapi:" in result.output
    assert "actions: error: openapi.yaml: openapi:" in result.output


def test_check_knows_its_hosts(invoke: Invoke) -> None:
    """A host that it does not know is refused with those that it knows."""
    result = invoke("check", "--host=elsewhere")
    assert result.exit_code == 2
    assert "'v1', 'actions', 'mcp'" in result.output


def test_check_compares_openapi_yaml_with_operations_py(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function that no operation names is reported, with what to do."""

    def get_greeting() -> None: ...

    get_greeting.__module__ = operations.__name__
    monkeypatch.setattr(operations, "get_greeting", get_greeting, raising=False)
    result = invoke("check")
    assert result.exit_code == 1
    assert "operations.py has get_greeting(), which no operation of openapi.yaml" in result.output


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "many"),
        ("PUBLIC_URL", "plugin.example.com"),
    ],
)
def test_a_bad_setting_is_named(invoke: Invoke, variable: str, value: str) -> None:
    """What is wrong in the environment is reported by its name, without a traceback."""
    result = invoke("serve", **{variable: value})
    assert result.exit_code == 1
    assert variable in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("file", [".well-known/ai-plugin.json", "openapi.yaml"])
@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"\xff\xfe", b"a: b"])
def test_a_document_that_cannot_be_used_is_named(
    invoke: Invoke, files: Path, file: str, content: bytes | None
) -> None:
    """A document that is missing, empty, broken or not UTF-8 gives one line and no traceback."""
    if content is None:
        (files / file).unlink()
    else:
        (files / file).write_bytes(content)
    result = invoke("check")
    assert result.exit_code == 1
    assert Path(file).name in result.output
    _forget()
    with pytest.raises(errors.NotReady, match=Path(file).name) as caught:
        documents.manifest() if file.endswith(".json") else documents.openapi()
    assert "\n" not in str(caught.value)


def test_an_env_file_that_is_not_utf_8_is_named(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .env in another encoding gives one line and no traceback."""
    (tmp_path / ".env").write_bytes("PORT=3333 # é".encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    result = invoke("check")
    assert result.exit_code == 1
    assert result.output == "Error: .env is not UTF-8 text: save it as UTF-8\n"


def test_a_mistake_in_the_code_is_one_line() -> None:
    """What keeps a file of the plugin from being imported is reported with its line."""
    with pytest.raises(SyntaxError) as caught:
        compile("def get_greeting(:", "operations.py", "exec")
    line = command.explain(caught.value)
    assert line == "operations.py, line 1: SyntaxError: invalid syntax"
