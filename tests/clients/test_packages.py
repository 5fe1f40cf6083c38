"""Hosts install a generated plugin as it lies there, and use the tools of the running one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pexpect
import pytest
from calls import TODO, by_id, names
from conftest import FRAMEWORKS, Bake, Plugin, environment
from harness import DRIVE, programs, serve, with_browser
from narrowed import APIS
from scripted_model import Model, serve_model

PACKAGES = {
    "claude": "@anthropic-ai/claude-code@latest",
    "codex": "@openai/codex@latest",
    "copilot": "@github/copilot@latest",
    "gemini": "@google/gemini-cli@latest",
    "atk": "@microsoft/m365agentstoolkit-cli@latest",
}
URL = "https://plugin.example.com"
# Seconds for a user to sign in, by way of the automated browser.
SIGN_IN = 120
CALLS = [(call.operation, call.path_values | call.body) for call in TODO]


@dataclass(frozen=True)
class Host:
    """A host's programs in a home where they know nothing yet.

    Parameters:
        home: Where they keep their data.
    """

    home: Path

    @property
    def variables(self) -> dict[str, str]:
        """Their environment variables: the automated browser opens what they want to show."""
        settings = {"HOME": str(self.home), "DISABLE_AUTOUPDATER": "1", "NO_COLOR": "1"}
        settings["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1"
        # Else the tools of MCP servers are searched for, and not listed.
        settings["ENABLE_TOOL_SEARCH"] = "false"
        return environment(**settings) | with_browser(self.home, self.home / "browser.log")

    def run(
        self,
        program: str,
        *arguments: str,
        cwd: Path | None = None,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Run a program: what it prints; the test fails if the program does."""
        done = subprocess.run(
            [str(programs(PACKAGES[program]) / program), *arguments],
            cwd=cwd or self.home,
            env={**self.variables, **variables},
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

    def terminal(
        self, program: str, *arguments: str, variables: Mapping[str, str] = MappingProxyType({})
    ) -> pexpect.spawn:
        """Start a program in a terminal."""
        return pexpect.spawn(
            str(programs(PACKAGES[program]) / program),
            list(arguments),
            cwd=str(self.home),
            env={**self.variables, "TERM": "xterm-256color", **variables},
            encoding="utf-8",
            timeout=SIGN_IN,
            dimensions=(40, 140),
        )


@pytest.fixture
def host(tmp_path: Path) -> Host:
    home = tmp_path / "home"
    (home / ".gemini").mkdir(parents=True)
    settings = {
        "security": {
            "folderTrust": {"enabled": False},
            "auth": {"selectedType": "gemini-api-key"},
        },
        "privacy": {"usageStatisticsEnabled": False},
    }
    (home / ".gemini/settings.json").write_text(json.dumps(settings), encoding="utf-8")
    return Host(home)


PLUGINS = [(framework, auth) for framework in FRAMEWORKS for auth in ("none", "oauth")]


@pytest.fixture(params=[*PLUGINS, ("imported", "oauth")], ids="-".join)
def plugin(request: pytest.FixtureRequest, bake_once: Bake, tmp_path: Path) -> Plugin:
    """A copy of the TODO list, and of a plugin with the 8 operations of an API."""
    framework, auth = request.param
    if framework == "imported":
        source = bake_once(endpoints=str(APIS / "pet_store.yaml"), slug="todo-list", auth=auth)
    else:
        source = bake_once(framework=framework, auth=auth)
    return Plugin(Path(shutil.copytree(source.path, tmp_path / source.path.name)))


@pytest.fixture
def published(plugin: Plugin) -> Plugin:
    """The plugin with its packages for a public address."""
    plugin.run(plugin.package, "package", "--url", URL, "--reference-id", "of-the-portal")
    return plugin


@dataclass(frozen=True)
class Running:
    """A plugin that is running, and its auth type."""

    plugin: Plugin
    auth: str


RUNNING = [*PLUGINS, (FRAMEWORKS[0], "service_http"), (FRAMEWORKS[0], "user_http")]


@pytest.fixture(params=RUNNING, ids="-".join)
def running(
    request: pytest.FixtureRequest,
    bake_once: Bake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Running]:
    """The TODO list, running at the address that its packages have; hosts get its token."""
    framework, auth = request.param
    plugin = bake_once(framework=framework, auth=auth)
    copy = Plugin(Path(shutil.copytree(plugin.path, tmp_path / plugin.path.name)))
    folder = tmp_path / "served"
    folder.mkdir()
    with serve(copy.package, copy.path / "src", folder, auth, environment()) as served:
        copy.run(copy.package, "package", "--url", served.url, "--allow-local")
        if auth.endswith("_http"):
            monkeypatch.setenv("TODO_LIST_TOKEN", served.token())
        yield Running(copy, auth)


@pytest.fixture
def model() -> Iterator[Model]:
    """A model that adds a todo, reads the list, deletes the todo and reads the list again."""
    with serve_model(*CALLS) as served:
        yield served


def assert_tools_were_used(model: Model) -> None:
    """The model was given every operation as a tool, and its calls reached the plugin."""
    operations = names(TODO, by_id)
    assert [name for name in operations if any(t.endswith(f"_{name}") for t in model.tools)] == (
        operations
    )
    added, read, deleted, left = model.answers
    assert "buy milk" in read
    assert "buy milk" not in left
    assert not [each for each in (added, deleted) if "error" in each.casefold()]


def test_claude_code_accepts_it(published: Plugin, host: Host) -> None:
    """Neither its own validator nor the directory's checks find anything."""
    options = ("plugin", "validate", "--strict", "--profile", "directory")
    assert "Validation passed" in host.run("claude", *options, str(published.path))


def test_claude_code_installs_it_and_calls_its_tools(
    running: Running, host: Host, model: Model
) -> None:
    """From the folder as a marketplace; with oauth, the user signs in once."""
    server = "plugin:todo-list:todo-list"
    host.run("claude", "plugin", "marketplace", "add", str(running.plugin.path))
    host.run("claude", "plugin", "install", "todo-list@todo-list")
    if running.auth == "oauth":
        assert "Needs authentication" in host.run("claude", "mcp", "list")
        with host.terminal("claude", "mcp", "login", server) as terminal:
            terminal.expect("Authenticated with")
            terminal.expect(pexpect.EOF)
    assert "Connected" in host.run("claude", "mcp", "list")
    options = ("--allowedTools", "mcp__plugin_todo-list_todo-list__*")
    variables = {"ANTHROPIC_BASE_URL": model.url, "ANTHROPIC_API_KEY": "scripted"}
    host.run("claude", "-p", "Buy milk.", *options, variables=variables)
    assert_tools_were_used(model)


def test_gemini_cli_installs_it_and_calls_its_tools(
    running: Running, host: Host, model: Model
) -> None:
    """From the folder; the skill is there; with oauth, the user signs in once."""
    variables = {"GOOGLE_GEMINI_BASE_URL": model.url, "GEMINI_API_KEY": "scripted"}
    host.run("gemini", "extensions", "install", str(running.plugin.path), "--consent")
    assert "Agent skills" in host.run("gemini", "extensions", "list")
    if running.auth == "oauth":
        assert "Disconnected" in host.run("gemini", "mcp", "list")
        command = ("--prompt-interactive", "/mcp auth todo-list")
        with host.terminal("gemini", *command, variables=variables) as terminal:
            terminal.expect("Do you want to continue")
            terminal.send("\r")
            # It stays open when the user has signed in.
            _wait_for(host.home / ".gemini/mcp-oauth-tokens.json", terminal)
    options = ("--model", "gemini-2.5-flash", "--yolo")
    host.run("gemini", "--prompt", "Buy milk.", *options, variables=variables)
    assert_tools_were_used(model)


def _wait_for(file: Path, terminal: pexpect.spawn) -> None:
    end = time.monotonic() + SIGN_IN
    shown = ""
    while not file.exists():
        if time.monotonic() > end or not terminal.isalive():
            pytest.fail(f"it has not signed in:\n{shown}", pytrace=False)
        # What it draws is read, or it would wait.
        terminal.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.2)
        shown = str(terminal.before)


def test_codex_lists_it(plugin: Plugin, host: Host) -> None:
    """From the folder as a marketplace, with its server."""
    host.run("codex", "plugin", "marketplace", "add", str(plugin.path))
    host.run("codex", "plugin", "add", "todo-list@todo-list")
    assert "installed, enabled" in host.run("codex", "plugin", "list")
    assert "http://localhost:3333/mcp" in host.run("codex", "mcp", "list")


def test_copilot_cli_lists_it(plugin: Plugin, host: Host) -> None:
    """From the folder as a marketplace, with its skill and its server."""
    host.run("copilot", "plugin", "marketplace", "add", str(plugin.path))
    installed = host.run("copilot", "plugin", "install", "todo-list@todo-list")
    assert "Installed 1 skill" in installed
    assert "todo-list (http)" in host.run("copilot", "mcp", "list")


def test_the_agents_toolkit_accepts_the_app(published: Plugin, host: Host, tmp_path: Path) -> None:
    """`atk validate` of Microsoft checks the manifests without an account."""
    shutil.unpack_archive(published.path / "dist/todo-list-m365.zip", tmp_path / "app")
    options = ("validate", "--manifest-file", "manifest.json", "--telemetry", "false")
    assert "All passed" in host.run("atk", *options, cwd=tmp_path / "app")


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
