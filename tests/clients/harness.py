"""Runs a plugin on this machine, and runs a program that somebody else wrote against it."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import uv

DRIVERS = Path(__file__).parent / "drivers"

# Generous, since the machine may be busy: seconds until a plugin answers, and for one client. The
# first run of a client downloads and installs it.
START, DRIVE = 120, 900


@dataclass(frozen=True)
class Served:
    """A plugin that is running: where it is, and the token of the user alice, if it asks for one."""

    url: str
    token: str


@dataclass(frozen=True)
class Outcome:
    """How a client ended: its exit code, and what it printed."""

    code: int
    printed: str
    errors: str

    @property
    def report(self) -> dict[str, Any]:
        """What it found, or a failure of the test with everything that it said."""
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
        folder: Where it runs and keeps its database.
        auth: Its auth type.
        environment: The variables of the process, without any of the plugin's settings.

    Returns:
        The running plugin; its process ends with the context.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "PYTHONPATH": str(source)}
    variables = environment | settings | SETTINGS.get(auth, {})
    command = [sys.executable, "-u", "-m", package]
    token = TOKENS[auth](command, folder, variables)
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "serve"], cwd=folder, env=variables, stdout=output, stderr=output
        )
    try:
        url = f"http://localhost:{port}"
        _wait_for(url, process, log)
        yield Served(url, token)
    finally:
        process.terminate()
        process.wait(timeout=START)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(f"{url}/openapi.yaml", timeout=START).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    said = log.read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"the plugin does not answer at {url}; it says:\n{said}", pytrace=False)


def drive(client: str, served: Served, environment: dict[str, str]) -> Outcome:
    """Run a client against a plugin, in an environment that uv makes from the client's script.

    Parameters:
        client: The name of a script in `drivers`, without its ending.
        served: The running plugin.
        environment: The variables of the process.

    Returns:
        How it ended.
    """
    # The script names its own dependencies (PEP 723): several clients need what others exclude. uv
    # keeps each environment in its cache, so only the first run waits for one.
    script = str(DRIVERS / f"{client}.py")
    command = [uv.find_uv_bin(), "run", "--python", sys.executable, "--script", script]
    arguments = [served.url, served.token] if served.token else [served.url]
    done = subprocess.run(
        [*command, *arguments],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=DRIVE,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def _no_token(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    return ""


def _service_token(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    return variables["SERVICE_TOKEN"]


def _user_token(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    add = [*command, "token", "add", "alice"]
    added = subprocess.run(add, cwd=folder, env=variables, stdout=subprocess.PIPE, check=True)
    return added.stdout.decode().strip()


def _access_token(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    """Give alice what she would have at the end of sign-in, which the plugin's own tests go through."""
    make = f"""
from {command[-1]}.runtime.oauth import access_tokens, store
asked = {{"client_id": "clients", "redirect_uri": "", "scope": access_tokens.SCOPE}}
store.allow("code", challenge="", user="alice", **asked)
grant = store.find_by_code("code", "clients")
store.renew(grant)
print(access_tokens.make("alice", "clients", access_tokens.SCOPE, grant.id))
"""
    python = [*command[:-2], "-c", make]
    made = subprocess.run(python, cwd=folder, env=variables, stdout=subprocess.PIPE, check=True)
    return made.stdout.decode().strip()


# What each auth type needs to be served; the provider is not asked, since nobody signs in.
SETTINGS: dict[str, dict[str, str]] = {
    "service_http": {"SERVICE_TOKEN": secrets.token_urlsafe(32)},
    "oauth": {
        "OIDC_ISSUER": "https://provider.example",
        "OIDC_CLIENT_ID": "plugin",
        "OIDC_CLIENT_SECRET": secrets.token_urlsafe(32),
        "OAUTH_CLIENT_ID": "host",
        "OAUTH_CLIENT_SECRET": secrets.token_urlsafe(32),
        "SECRET_KEY": secrets.token_urlsafe(32),
    },
}

# How alice comes to her token, for each auth type.
TOKENS: dict[str, Callable[[list[str], Path, dict[str, str]], str]] = {
    "none": _no_token,
    "service_http": _service_token,
    "user_http": _user_token,
    "oauth": _access_token,
}
