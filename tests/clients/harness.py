"""Runs a plugin on this machine, and runs clients of other projects against it."""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import browser
import pytest
import uv
from loopback import free_port

DRIVERS = Path(__file__).parent / "drivers"

# Time limits in seconds for a plugin to start and for a client to finish. They are generous: the
# machine may be busy, and the first run of a client downloads and installs it.
START, DRIVE = 120, 900


@dataclass(frozen=True)
class Served:
    """A plugin that is running.

    Parameters:
        url: Its address.
        token: Returns a token for the user alice, or "" if the plugin needs none.
    """

    url: str
    token: Callable[[], str]


@dataclass(frozen=True)
class Outcome:
    """The result of a client: its exit code and its output."""

    code: int
    printed: str
    errors: str

    @property
    def report(self) -> dict[str, Any]:
        """The client's report; if the client failed, fails the test with all its output."""
        if self.code:
            pytest.fail(f"exit code {self.code}\n{self.printed}\n{self.errors}", pytrace=False)
        found: dict[str, Any] = json.loads(self.printed.splitlines()[-1])
        return found


@contextmanager
def serve(
    package: str, source: Path, folder: Path, auth: str, environment: dict[str, str]
) -> Iterator[Served]:
    """Serve a plugin with its own command on a free port of this machine.

    Parameters:
        package: The plugin's import name.
        source: Its `src` folder.
        folder: Its working directory, which contains its database.
        auth: Its auth type.
        environment: The environment variables of the process, without settings of the plugin.

    Returns:
        The running plugin; its process ends with the context.
    """
    port = free_port()
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "PYTHONPATH": str(source)}
    variables = environment | settings | SETTINGS.get(auth, {})
    command = [sys.executable, "-u", "-m", package]
    url = f"http://localhost:{port}"
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "serve", *SERVE_OPTIONS.get(auth, ())],
            cwd=folder,
            env=variables,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(url, process, log)
        yield Served(url, TOKENS[auth](Running(url, command, folder, variables, log)))
    finally:
        process.terminate()
        process.wait(timeout=START)


@dataclass(frozen=True)
class Upstream:
    """The API behind a plugin, running: its address, and the file of what it was asked."""

    url: str
    log: Path

    @property
    def received(self) -> list[dict[str, Any]]:
        """All requests so far: each has method, target, authorization and body."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()[1:]]


@contextmanager
def serve_upstream(plugin: Path, folder: Path, environment: dict[str, str]) -> Iterator[Upstream]:
    """Serve the API behind a plugin, with the plugin's own test API.

    Parameters:
        plugin: The plugin's folder.
        folder: The folder for the log.
        environment: The environment variables of the process.

    Returns:
        The running API; its process ends with the context.
    """
    paths = os.pathsep.join([str(plugin / "src"), str(plugin / "tests")])
    log = folder / "upstream.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(Path(__file__).with_name("example_upstream.py"))],
            cwd=folder,
            env=environment | {"PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=output,
        )
    try:
        end = time.monotonic() + START
        while not log.read_bytes().endswith(b"\n"):
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail("the API behind the plugin does not start", pytrace=False)
            time.sleep(0.1)
        first = log.read_text(encoding="utf-8").splitlines()[0]
        yield Upstream(json.loads(first), log)
    finally:
        process.communicate(timeout=START)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(f"{url}/openapi.yaml", timeout=START).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    printed = log.read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"the plugin does not answer at {url}; its output:\n{printed}", pytrace=False)


# Clients


def drive(client: str, arguments: list[str], folder: Path, environment: dict[str, str]) -> Outcome:
    """Run a client against a plugin.

    Parameters:
        client: The file name of a script in `drivers`.
        arguments: The arguments of the script: the plugin's address, and for the scripts that do not
            sign in by themselves a token or "", and the calls.
        folder: The folder in which the client stores its data.
        environment: The environment variables of the process.

    Returns:
        The result.
    """
    script = DRIVERS / client
    command = _node(script) if script.suffix == ".mjs" else _python(script)
    pages = folder / "browser.log"
    done = subprocess.run(
        [*command, *arguments],
        env=environment | with_browser(folder, pages) | {"DRIVER_HOME": str(folder)},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=DRIVE,
    )
    seen = pages.read_text(encoding="utf-8", errors="replace") if pages.exists() else ""
    return Outcome(done.returncode, done.stdout, f"{done.stderr}\n{seen}")


def _python(script: Path) -> list[str]:
    # The script declares its own dependencies (PEP 723), since some clients conflict with others.
    # uv caches each environment, so only the first run is slow.
    return [uv.find_uv_bin(), "run", "--python", sys.executable, "--script", str(script)]


def _node(script: Path) -> list[str]:
    """Install the packages of a script's first line, `// npm: PACKAGE…`, next to a copy of it."""
    node = _found("node")
    first = script.read_text(encoding="utf-8").splitlines()[0]
    packages = re.fullmatch(r"// npm: (.+)", first)
    if not packages:
        raise ValueError(f"the first line of {script.name} is not `// npm: PACKAGE…`")
    folder = _installed(script.stem, packages[1].split())
    return [node, str(shutil.copy(script, folder))]


@cache
def programs(package: str) -> Path:
    """Install a package of npm, once a run: the folder with its programs."""
    name = re.sub(r"\W+", "-", package.rpartition("@")[0]).strip("-")
    # Claude Code's install script puts its program in place.
    return _installed(name, [package], scripts="claude" in name) / "node_modules/.bin"


def _found(program: str) -> str:
    return shutil.which(program) or pytest.skip("Node.js is not installed")


def _installed(name: str, packages: list[str], *, scripts: bool = False) -> Path:
    """Install packages of npm into a folder of that name, which later runs use again."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "plugin-template-clients" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--no-package-lock"]
    if not scripts:
        quiet.append("--ignore-scripts")
    subprocess.run(
        [_found("npm"), "install", *quiet, *packages],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=DRIVE,
    )
    return folder


def with_browser(folder: Path, log: Path) -> dict[str, str]:
    """Install the automated browser as the default one.

    Parameters:
        folder: Where it is installed.
        log: Gets what the browser prints.

    Returns:
        The environment variables with which programs find it.
    """
    programs = folder / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    command = shlex.join([sys.executable, str(Path(browser.__file__))])
    # In the background: programs wait for the command that opens a browser.
    text = f'#!/bin/sh\n{command} "$1" >>{shlex.quote(str(log))} 2>&1 &\n'
    for name in ("xdg-open", "open"):
        program = programs / name
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
    # A copy of xdg-open that some clients bring asks this for a browser before it takes BROWSER.
    none = programs / "xdg-mime"
    none.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    none.chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    return {"PATH": path, "BROWSER": str(programs / "xdg-open"), "DISPLAY": ":0"}


# Auth types


@dataclass(frozen=True)
class Running:
    """A plugin's process: its address, command, folder, environment variables and log."""

    url: str
    command: list[str]
    folder: Path
    variables: dict[str, str]
    log: Path


def _no_token(plugin: Running) -> Callable[[], str]:
    return lambda: ""


def _service_token(plugin: Running) -> Callable[[], str]:
    return lambda: plugin.variables["SERVICE_TOKEN"]


def _user_token(plugin: Running) -> Callable[[], str]:
    added = subprocess.run(
        [*plugin.command, "token", "add", "alice"],
        cwd=plugin.folder,
        env=plugin.variables,
        stdout=subprocess.PIPE,
        check=True,
    )
    return lambda: added.stdout.decode().strip()


def _access_token(plugin: Running) -> Callable[[], str]:
    # A new one for each client, because it expires after some minutes.
    return lambda: browser.token(plugin.url, plugin.log.read_text(encoding="utf-8"))


# The settings and options with which each auth type is served.
SETTINGS: dict[str, dict[str, str]] = {
    "service_http": {"SERVICE_TOKEN": secrets.token_urlsafe(32)},
}
SERVE_OPTIONS: dict[str, tuple[str, ...]] = {"oauth": ("--dev-login",)}

# How to get a token for alice, for each auth type.
TOKENS: dict[str, Callable[[Running], Callable[[], str]]] = {
    "none": _no_token,
    "service_http": _service_token,
    "user_http": _user_token,
    "oauth": _access_token,
}
