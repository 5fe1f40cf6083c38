"""A user's story for each framework: a fresh environment, green tests, a plugin that is served."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from conftest import AUTHS, FRAMEWORKS, Bake, Plugin, environment
from uv import find_uv_bin

# Each framework with another auth type, so that each is served once.
STORIES = [(framework, AUTHS[index % len(AUTHS)]) for index, framework in enumerate(FRAMEWORKS)]


@pytest.mark.parametrize(("framework", "auth"), STORIES)
def test_a_plugin_runs_at_once(bake: Bake, framework: str, auth: str) -> None:
    """uv sync, uv run pytest and uv run todo-list serve work as the README says; todos are kept.

    One quick file of tests is run: all that this environment can change is what is installed in it.
    """
    plugin = bake(framework=framework, auth=auth)
    uv(plugin.path, "sync", "--quiet")
    assert " passed" in uv(plugin.path, "run", "pytest", "-q", "tests/test_documents.py")
    assert "No errors." in uv(plugin.path, "run", "todo-list", "check")
    with served(plugin, *(["--dev-login"] if auth == "oauth" else [])) as (url, printed):
        found = re.search(r"(?<![\w-])[\w-]{43}(?![\w-])", printed)
        assert bool(found) == (auth != "none")
        token = signed_in(url, printed) if auth == "oauth" else found and found.group()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
            assert (
                client.get("/.well-known/ai-plugin.json").json()["api"]["url"]
                == f"{url}/openapi.yaml"
            )
            assert client.post("/todos/me", json={"todo": "write tests"}).status_code == 200
            assert client.get("/todos/me").json() == {"todos": ["write tests"]}
            deleted = client.request("DELETE", "/todos/me", json={"todo_idx": 0})
            assert deleted.status_code == 200
            assert client.get("/todos/me").json() == {"todos": []}


def test_an_installed_plugin_brings_its_documents(bake: Bake, tmp_path: Path) -> None:
    """Installed as a wheel, as the Dockerfile does it, the plugin serves from any folder."""
    plugin = bake(name="Installed", endpoints="GET /ping -> pong")
    uv(tmp_path, "venv", "--quiet", "--python", sys.executable, "env")
    python = next(file for file in tmp_path.glob("env/*/python*") if file.stem == "python")
    uv(tmp_path, "pip", "install", "--quiet", "--python", str(python), str(plugin.path))
    shutil.rmtree(plugin.path)
    result = subprocess.run(
        [str(python), "-m", "installed", "check"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def signed_in(url: str, printed: str) -> str:
    """Sign in as `me` with what `serve --dev-login` printed, as its README says: the token."""
    with httpx.Client(follow_redirects=True) as browser:
        start = re.search(r"start here +(\S+)", printed)
        assert start
        form = browser.get(start[1])
        page = browser.post(form.url, data={"sub": "me"})
        ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)[0]
        answer = {"ticket": ticket, "answer": "allow"}
        shown = browser.post(f"{url}/oauth/consent", data=answer).text
        sent = dict(parse_qsl("&".join(re.findall(r"-d (\S+)", shown))))
        return str(browser.post(f"{url}/oauth/token", json=sent).json()["access_token"])


def uv(folder: Path, *arguments: str) -> str:
    """Run uv in a folder: what it printed."""
    result = subprocess.run(
        [find_uv_bin(), *arguments],
        cwd=folder,
        env=environment(UV_PYTHON=sys.executable),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


@contextmanager
def served(plugin: Plugin, *options: str, **variables: str) -> Iterator[tuple[str, str]]:
    """Serve a plugin on a free port: where it is, and what was printed until it was ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = subprocess.Popen(
        [find_uv_bin(), "run", plugin.path.name, "serve", *options],
        cwd=plugin.path,
        env=environment(UV_PYTHON=sys.executable, PORT=port, PYTHONUNBUFFERED="1", **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        url = f"http://localhost:{port}"
        for _ in range(300):
            if process.poll() is not None:
                pytest.fail(f"serve has ended: {process.communicate()[0]}")
            try:
                socket.create_connection(("localhost", int(port))).close()
                break
            except OSError:
                time.sleep(0.1)
        printed = ""
        while process.stdout and "startup complete" not in printed:
            printed += process.stdout.readline()
        yield url, printed
    finally:
        process.terminate()
        process.communicate(timeout=60)
