"""The command serves, and where it cannot it says what to change."""

import socket
from pathlib import Path

import httpx
import pytest
from support import Invoke

from {{ cookiecutter.__package }} import operations
from {{ cookiecutter.__package }}.runtime import command, documents, errors


def test_serve_says_where_the_plugin_is_and_what_to_open(server: tuple[str, str]) -> None:
    """The page, the explorer and the manifest are at the addresses that are printed."""
    url, printed = server
    assert f" is at {url}\n" in printed
    assert f"Try it at {url}/docs\n" in printed
    assert f"Its manifest is at {url}/.well-known/ai-plugin.json\n" in printed
    assert httpx.get(url).status_code == httpx.get(f"{url}/docs").status_code == 200
    manifest = httpx.get(f"{url}/.well-known/ai-plugin.json").json()
    assert manifest["api"]["url"] == f"{url}/openapi.yaml"
    assert httpx.get(manifest["api"]["url"]).text.startswith("openapi: 3.1.0")


def test_serve_listens_where_its_options_say(invoke: Invoke) -> None:
    """--port wins over PORT, and a port that is taken is reported before anything else."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = invoke("serve", "--port", port, PORT="1", PUBLIC_URL="")
    assert result.exit_code == 1
    assert f"Cannot listen at 127.0.0.1:{port}" in result.output
    assert " is at " not in result.output


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "plugin.example.com:no"), "is not an address"),
        (("check", "ftp://plugin.example.com"), "must begin with https://"),
        (("check", "https://plugin.example.com/api"), "use https://plugin.example.com"),
        (("check", "--value", "name", "https://plugin.example.com"), "is not NAME=VALUE"),
        (("check", "--json"), "need the URL of a deployed plugin"),
        (("check", "--token", "é", "https://plugin.example.com"), "printable ASCII"),
        (("proxy", "localhost:3333"), "choose another --port"),
    ],
)
def test_an_address_that_cannot_be_used_is_named(
    invoke: Invoke, arguments: tuple[str, ...], message: str
) -> None:
    """A slip of the keyboard is explained before anything is asked of anyone."""
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("\u2502", "").split())


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
    documents.shipped.cache_clear()
    documents.manifest.cache_clear()
    documents.openapi.cache_clear()
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
