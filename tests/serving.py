"""Starts the servers of plugins, each as a process at a free port."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from commands import call
from conftest import Plugin, environment
from loopback import free_port
from running import start

PATIENCE_SECONDS = 60
_LISTENS = "Uvicorn running on"


@dataclass(frozen=True)
class Server:
    """A running server: where it is, its process, and what it printed before it listened."""

    url: str
    process: subprocess.Popen[str]
    printed: str


@contextmanager
def served(
    plugin: Plugin, *arguments: str, command: Sequence[str] = (), **variables: str
) -> Iterator[Server]:
    """Run a command of a plugin that serves something, as an owner does.

    Parameters:
        plugin: The plugin.
        arguments: What follows the plugin's command; `serve` if that is left out.
        command: The plugin's command, if not the one of its module in this environment.
        variables: Environment variables.

    Raises:
        pytest.fail.Exception: If the command ends before it listens, with what it printed.
    """
    port = str(free_port())
    arguments = _with_command(arguments)
    variables = {"PYTHONPATH": str(plugin.path / "src"), "PYTHONUNBUFFERED": "1", **variables}
    process = subprocess.Popen(
        [*(command or (sys.executable, "-m", plugin.package)), *arguments, "--port", port],
        cwd=plugin.path,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    late = Timer(PATIENCE_SECONDS, process.kill)
    late.start()
    try:
        printed = _said(process.stdout or ())
        while process.poll() is None and not _listens(
            port
        ):  # Several workers start after the line.
            time.sleep(0.02)
        late.cancel()
        if process.poll() is not None:
            pytest.fail(f"the server has ended: {printed}")
        yield Server(f"http://localhost:{port}", process, printed)
    finally:
        late.cancel()
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


@dataclass(frozen=True)
class QuickServer:
    """A running server, in a process that had the libraries before."""

    url: str
    printed: str
    output: Path
    process: Any

    def stop(self) -> str:
        """End it: all that it printed."""
        _end(self.process)
        return self.output.read_text(encoding="utf-8")


@contextmanager
def quickly_served(plugin: Plugin, *arguments: str, **variables: str) -> Iterator[QuickServer]:
    """Run a command that serves something, as `served` does, where its process is not what is tested.

    Importing the libraries again takes longer than all that most tests ask a server.

    Parameters:
        plugin: The plugin.
        arguments: What follows the plugin's command; `serve` if that is left out.
        variables: Environment variables.

    Raises:
        pytest.fail.Exception: If the command ends before it listens, with what it printed.
    """
    port = str(free_port())
    command = (plugin.package, *_with_command(arguments), "--port", port)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        process = start(plugin.path, output, call, command, variables)
        try:
            late = time.monotonic() + PATIENCE_SECONDS
            while _LISTENS not in (printed := _read(output)):
                if not process.is_alive() or time.monotonic() > late:
                    pytest.fail(f"the server does not listen: {printed}")
                time.sleep(0.02)
            said = _said(printed.splitlines(keepends=True))
            yield QuickServer(f"http://localhost:{port}", said, output, process)
        finally:
            _end(process)


def _with_command(arguments: tuple[str, ...]) -> tuple[str, ...]:
    return arguments if arguments and not arguments[0].startswith("--") else ("serve", *arguments)


def _said(lines: Iterable[str]) -> str:
    """What is printed before the line that it listens, without the log."""
    before = takewhile(lambda line: _LISTENS not in line, lines)
    return "".join(line for line in before if not line.startswith("INFO:"))


def _end(process: Any) -> None:
    process.terminate()
    process.join(PATIENCE_SECONDS)
    process.kill()  # It changes nothing for one that has ended.


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _listens(port: str) -> bool:
    try:
        socket.create_connection(("localhost", int(port)), timeout=1).close()
    except OSError:
        return False
    return True
