"""`check URL` finds nothing wrong with this plugin, and `proxy URL` lets its texts be changed."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from support import TOKEN, Invoke, first_operation, status

from {{ cookiecutter.__package }}.runtime import documents
from {{ cookiecutter.__package }}.settings import settings

LOCAL = "http://localhost:3333"
MANIFEST = "/.well-known/ai-plugin.json"

Ask = Callable[..., httpx.Response]


@pytest.fixture
def proxy(server: tuple[str, str], files: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """The proxy in front of the served plugin, with documents that a test can change."""
    from {{ cookiecutter.__package }}.runtime.proxy import create_app

    monkeypatch.setenv("PUBLIC_URL", LOCAL)
    settings.cache_clear()
    app = create_app(LOCAL, server[0])

    async def send(method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=LOCAL) as client:
            return await client.request(method, path, headers=headers)

    yield lambda method, path, **headers: asyncio.run(send(method, path, headers))
    monkeypatch.undo()
    settings.cache_clear()
    documents.shipped.cache_clear()


def test_a_live_check_finds_no_error(invoke: Invoke, server: tuple[str, str]) -> None:
    """Installed from where it is served, all is right: documents, origins, guards and MCP."""
    url, printed = server
    # With sign-in, what is printed is no token.
    tokens = [each for each in TOKEN.findall(printed) if status(url, each) != 401]
    options = [f"--token={token}" for token in tokens]
    result = invoke("check", url, "--json", "--value=username=me", *options)
    report = json.loads(result.output)
    assert [each for each in report["checks"] if each["state"] == "failed"] == []
    assert (report["url"], report["ok"], result.exit_code) == (url, True, 0)


def test_a_live_check_prints_a_line_a_check(invoke: Invoke) -> None:
    """What fails begins with a mark, says what to do, and is an exit code."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://localhost:{probe.getsockname()[1]}"
    result = invoke("check", url)
    assert result.exit_code == 1
    failed, skipped, summary = result.output.splitlines()
    assert failed.startswith(f"\u2717 manifest: {url}{MANIFEST} refuses connections")
    assert skipped.startswith("- operations: ")
    assert summary == "1 check failed."


def test_the_proxy_serves_the_documents_of_this_folder(proxy: Ask) -> None:
    """They have the local origin, and the pages of ChatGPT and of this machine may read them."""
    manifest = proxy("GET", MANIFEST, Origin="https://chatgpt.com")
    assert manifest.json()["api"]["url"] == f"{LOCAL}/openapi.yaml"
    assert manifest.headers["Access-Control-Allow-Origin"] == "https://chatgpt.com"
    assert yaml.safe_load(proxy("GET", "/openapi.yaml").text)["servers"] == [{"url": LOCAL}]
    assert proxy("GET", "/logo.png").headers["Content-Type"] == "image/png"
    assert proxy("GET", "/legal").status_code == 200
    assert proxy("GET", "/").headers["Location"] == MANIFEST
    assert proxy("GET", "/", Host="plugin.example.com").status_code == 421
    assert proxy("GET", "/no/such/path").status_code == 404


def test_the_proxy_forwards_operations_with_the_callers_token(
    proxy: Ask, server: tuple[str, str]
) -> None:
    """An operation answers as the plugin behind does, with a token, with a wrong one and without."""
    url, printed = server
    method, path = first_operation(url)
    for token in ("", "wrong", *TOKEN.findall(printed)[-1:]):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        direct = httpx.request(method, url + path, headers=headers)
        through = proxy(method, path, **headers)
        assert (through.status_code, through.content) == (direct.status_code, direct.content)
        challenge = direct.headers.get("WWW-Authenticate")
        assert through.headers.get("WWW-Authenticate") == challenge


def test_the_proxy_reads_documents_again(
    proxy: Ask, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed text is served at once; a document that is broken says so, and the rest goes on."""
    file = files / "openapi.yaml"
    good = file.read_text(encoding="utf-8")
    changed: dict[str, Any] = yaml.safe_load(good)
    changed["info"]["title"] = "Another title"
    file.write_text(yaml.safe_dump(changed, sort_keys=False), encoding="utf-8")
    assert yaml.safe_load(proxy("GET", "/openapi.yaml").text)["info"]["title"] == "Another title"
    assert capsys.readouterr().out == "Changed: openapi.yaml\n"

    path, methods = next(iter(changed["paths"].items()))
    before = proxy(next(iter(methods)).upper(), path.replace("{", "").replace("}", ""))
    for broken in ("paths: [", "paths: []", "paths: {/a: 1}"):
        file.write_text(broken, encoding="utf-8")
        assert proxy("GET", "/openapi.yaml").status_code == 503
        assert "openapi.yaml" in proxy("GET", "/openapi.yaml").json()["detail"]
        assert len(capsys.readouterr().err.splitlines()) == 1
        after = proxy(next(iter(methods)).upper(), path.replace("{", "").replace("}", ""))
        assert after.status_code == before.status_code
    file.write_text(good, encoding="utf-8")
    assert proxy("GET", "/openapi.yaml").status_code == 200
