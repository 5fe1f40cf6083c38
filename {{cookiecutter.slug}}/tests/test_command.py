"""The command serves, and where it cannot it says what to set."""

import os
{% if cookiecutter.auth != 'none' %}
import re
{% endif %}
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
{% if cookiecutter.auth == 'oauth' %}
from urllib.parse import parse_qsl
{% endif %}

import httpx
import pytest
{% if cookiecutter.auth != 'none' %}
import yaml
{% endif %}
from click.testing import CliRunner
{% if cookiecutter.auth != 'none' %}

TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
{% endif %}

MODULE = "{{ cookiecutter.__package }}"


def command(folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start the command in a folder of its own, with no settings but these variables."""
    kept = ("PATH", "PYTHONPATH", "SYSTEMROOT")
    passed = {name: os.environ[name] for name in kept if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-u", "-m", MODULE, *arguments],
        cwd=folder,
        env={"PYTHONUTF8": "1"} | passed | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def run(folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run the command to its end: its exit code and what it printed."""
    process = command(folder, *arguments, **variables)
    output, _ = process.communicate(timeout=30)
    return process.returncode, output


@contextmanager
def served(folder: Path, **variables: str) -> Iterator[tuple[str, str]]:
    """Serve the plugin on a free port: where it is, and what was printed before it was ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = command(folder, {{ '"serve", "--dev-login"' if cookiecutter.auth == 'oauth' else '"serve"' }}, PORT=port, **variables)
    try:
        url = f"http://localhost:{port}"
        _wait_for(url, process)
        printed = ""
        while "Application startup complete" not in printed and process.stdout:
            printed += process.stdout.readline()
        yield url, printed
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[str]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"serve has ended: {process.communicate()[0]}")
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("serve does not answer")
{% if cookiecutter.auth != 'none' %}


def status(url: str, token: str) -> int:
    """Call the first operation with a token."""
    paths = yaml.safe_load(httpx.get(f"{url}/openapi.yaml").text)["paths"]
    path, methods = next(iter(paths.items()))
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.request(next(iter(methods)), url + path, headers=headers).status_code
{% endif %}


def test_serve_says_where_the_plugin_is_and_what_to_open(tmp_path: Path) -> None:
    """The address that is printed is that of a manifest with this origin in it."""
    with served(tmp_path) as (url, printed):
        assert f"Open {url}/.well-known/ai-plugin.json" in printed
        manifest = httpx.get(f"{url}/.well-known/ai-plugin.json").json()
        assert manifest["api"]["url"] == f"{url}/openapi.yaml"
        assert httpx.get(manifest["api"]["url"]).text.startswith("openapi: 3.1.0")
{% include 'auth/' ~ cookiecutter.auth ~ '/command.py' %}


@pytest.mark.parametrize("hosts", [(), ("v1", "actions", "mcp")])
def test_check_finds_no_error(tmp_path: Path, hosts: tuple[str, ...]) -> None:
    """The plugin keeps the rules of every host that its own command knows."""
    code, output = run(tmp_path, "check", *(f"--host={host}" for host in hosts))
    assert code == 0
    assert output.endswith("No errors.\n")


def test_check_tells_what_each_host_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With several hosts named, the rules of all of them are checked."""
    from {{ cookiecutter.__package }} import __main__ as command_line
    from {{ cookiecutter.__package }} import documents

    (tmp_path / ".well-known").mkdir()
    for file in (".well-known/ai-plugin.json", "openapi.yaml", "logo.png", "legal.html"):
        document = documents.shipped(file)
        (tmp_path / file).write_bytes(document.replace(b"openapi: 3.1.0", b"openapi: 3.0.3"))
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    result = CliRunner().invoke(command_line.main, ["check", "--host=v1", "--host=actions"])
    assert result.exit_code == 1
    assert "v1: warning: openapi.yaml: openapi:" in result.output
    assert "actions: error: openapi.yaml: openapi:" in result.output


def test_check_knows_its_hosts(tmp_path: Path) -> None:
    """A host that it does not know is refused with those that it knows."""
    code, output = run(tmp_path, "check", "--host=elsewhere")
    assert code == 2
    assert "'v1', 'actions', 'mcp'" in output


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "many"),
        ("PUBLIC_URL", "plugin.example.com"),
{% if cookiecutter.__database %}
        ("DATABASE_URL", "nonsense"),
{% endif %}
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, variable: str, value: str) -> None:
    """What is wrong in the environment is told by its name, without a traceback."""
    code, output = run(tmp_path, "serve", **{variable: value})
    assert code == 1
    assert variable in output
    assert "Traceback" not in output
