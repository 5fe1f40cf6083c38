"""A user's story for each framework: a fresh environment, green tests, a plugin that is served."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from conftest import AUTHS, FRAMEWORKS, Bake, environment
from serving import served
from uv import find_uv_bin

# Each framework with another auth type, so that each is served once.
STORIES = [(framework, AUTHS[index % len(AUTHS)]) for index, framework in enumerate(FRAMEWORKS)]


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables for uv: one environment for all stories, from which it removes what is not needed."""
    folder = tmp_path_factory.mktemp("environment")
    return {"UV_PROJECT_ENVIRONMENT": str(folder / "venv"), "UV_PYTHON": sys.executable}


@pytest.mark.parametrize(("framework", "auth"), STORIES)
def test_a_plugin_runs_at_once(
    bake: Bake, variables: dict[str, str], framework: str, auth: str
) -> None:
    """uv sync, uv run pytest and uv run todo-list serve work as the README says; todos are kept.

    One quick file of tests is run: all that this environment can change is what is installed in it.
    """
    plugin = bake(framework=framework, auth=auth)
    uv(plugin.path, "sync", "--quiet", **variables)
    tested = uv(plugin.path, "run", "pytest", "-q", "tests/test_documents.py", **variables)
    assert " passed" in tested
    assert "No errors." in uv(plugin.path, "run", "todo-list", "check", **variables)
    command = [find_uv_bin(), "run", plugin.path.name]
    options = ["--dev-login"] if auth == "oauth" else []
    with served(plugin, *options, command=command, **variables) as server:
        url, printed = server.url, server.printed
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


def uv(folder: Path, *arguments: str, **variables: str) -> str:
    """Run uv in a folder: what it printed."""
    result = subprocess.run(
        [find_uv_bin(), *arguments],
        cwd=folder,
        env=environment(**{"UV_PYTHON": sys.executable} | variables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr
