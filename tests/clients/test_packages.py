"""Hosts install a generated plugin as it lies there, and connect to the running one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import FRAMEWORKS, Bake, Plugin, environment
from harness import DRIVE, programs, serve

PACKAGES = {
    "claude": "@anthropic-ai/claude-code@latest",
    "codex": "@openai/codex@latest",
    "copilot": "@github/copilot@latest",
    "gemini": "@google/gemini-cli@latest",
    "atk": "@microsoft/m365agentstoolkit-cli@latest",
}
URL = "https://plugin.example.com"

Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which a host knows nothing yet."""
    home = tmp_path / "home"
    (home / ".gemini").mkdir(parents=True)
    settings = '{"security": {"folderTrust": {"enabled": false}}}'
    (home / ".gemini/settings.json").write_text(settings, encoding="utf-8")
    return home


@pytest.fixture
def run(home: Path) -> Run:
    """Run a program of a host: what it prints; the test fails if the program does."""

    def run_program(program: str, *arguments: str, cwd: Path = home) -> str:
        folder = programs(PACKAGES[program])
        done = subprocess.run(
            [str(folder / program), *arguments],
            cwd=cwd,
            env=environment(HOME=str(home), DISABLE_AUTOUPDATER="1", NO_COLOR="1"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=DRIVE,
        )
        printed = done.stdout + done.stderr
        if done.returncode:
            pytest.fail(f"{program} {' '.join(arguments)}\n{printed}", pytrace=False)
        return printed

    return run_program


@pytest.fixture(params=["none", "oauth"])
def plugin(request: pytest.FixtureRequest, bake_once: Bake, tmp_path: Path) -> Plugin:
    """A copy of the TODO list."""
    source = bake_once(auth=request.param)
    return Plugin(Path(shutil.copytree(source.path, tmp_path / source.path.name)))


@pytest.fixture
def published(plugin: Plugin) -> Plugin:
    """The plugin with its packages for a public address."""
    plugin.run(plugin.package, "package", "--url", URL, "--reference-id", "of-the-portal")
    return plugin


RUNNING = [*((framework, "none") for framework in FRAMEWORKS), (FRAMEWORKS[0], "service_http")]


@pytest.fixture(params=RUNNING, ids="-".join)
def running(
    request: pytest.FixtureRequest,
    bake_once: Bake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Plugin]:
    """The TODO list, running at the address that its packages have; hosts get its token."""
    framework, auth = request.param
    plugin = bake_once(framework=framework, auth=auth)
    copy = Plugin(Path(shutil.copytree(plugin.path, tmp_path / plugin.path.name)))
    folder = tmp_path / "served"
    folder.mkdir()
    with serve(copy.package, copy.path / "src", folder, auth, environment()) as served:
        copy.run(copy.package, "package", "--url", served.url, "--allow-local")
        monkeypatch.setenv("TODO_LIST_TOKEN", served.token())
        yield copy


def test_claude_code_accepts_it(published: Plugin, run: Run) -> None:
    """Neither its own validator nor the directory's checks find anything."""
    options = ("plugin", "validate", "--strict", "--profile", "directory")
    assert "Validation passed" in run("claude", *options, str(published.path))


def test_claude_code_installs_it(running: Plugin, run: Run) -> None:
    """From the folder as a marketplace; the server is connected."""
    run("claude", "plugin", "marketplace", "add", str(running.path))
    run("claude", "plugin", "install", "todo-list@todo-list")
    assert "Connected" in run("claude", "mcp", "list")


def test_gemini_cli_installs_it(running: Plugin, run: Run) -> None:
    """From the folder; the skill is there and the server is connected."""
    run("gemini", "extensions", "install", str(running.path), "--consent")
    listed = run("gemini", "extensions", "list")
    assert "Agent skills" in listed
    assert "Connected" in run("gemini", "mcp", "list")


def test_codex_lists_it(plugin: Plugin, run: Run) -> None:
    """From the folder as a marketplace, with its server."""
    run("codex", "plugin", "marketplace", "add", str(plugin.path))
    run("codex", "plugin", "add", "todo-list@todo-list")
    assert "installed, enabled" in run("codex", "plugin", "list")
    assert "http://localhost:3333/mcp" in run("codex", "mcp", "list")


def test_copilot_cli_lists_it(plugin: Plugin, run: Run) -> None:
    """From the folder as a marketplace, with its skill and its server."""
    run("copilot", "plugin", "marketplace", "add", str(plugin.path))
    assert "Installed 1 skill" in run("copilot", "plugin", "install", "todo-list@todo-list")
    assert "todo-list (http)" in run("copilot", "mcp", "list")


def test_the_agents_toolkit_accepts_the_app(published: Plugin, run: Run, tmp_path: Path) -> None:
    """`atk validate` of Microsoft checks the manifests without an account."""
    shutil.unpack_archive(published.path / "dist/todo-list-m365.zip", tmp_path / "app")
    options = ("validate", "--manifest-file", "manifest.json", "--telemetry", "false")
    assert "All passed" in run("atk", *options, cwd=tmp_path / "app")


def test_skillsaw_finds_nothing(published: Plugin, tmp_path: Path) -> None:
    """It lints the skill, the packages and, by the registry's own schema, server.json."""
    (tmp_path / "registry").mkdir()
    shutil.copy(published.path / "dist/server.json", tmp_path / "registry")
    shutil.unpack_archive(published.path / "dist/todo-list-plugin.zip", tmp_path / "plugin")
    for folder in ("registry", "plugin"):
        done = subprocess.run(
            [sys.executable, "-m", "uv", "tool", "run", "skillsaw", "lint", "--strict", folder],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            timeout=DRIVE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
