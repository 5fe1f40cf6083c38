"""Starts the servers of plugins as an owner does, each as a process at a free port."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer

import pytest
from conftest import Plugin, environment
from loopback import free_port


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
    """Run a command of a plugin that serves something.

    Parameters:
        plugin: The plugin.
        arguments: What follows the plugin's command; `serve` if that is left out.
        command: The plugin's command, if not the one of its module in this environment.
        variables: Environment variables.

    Raises:
        pytest.fail.Exception: If the command ends before it listens, with what it printed.
    """
    port = str(free_port())
    if not arguments or arguments[0].startswith("--"):
        arguments = ("serve", *arguments)
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
    late = Timer(60, process.kill)
    late.start()
    try:
        printed = ""
        for line in process.stdout or ():
            if "Uvicorn running on" in line:
                break
            if not line.startswith("INFO:"):
                printed += line
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
        process.communicate(timeout=60)


def _listens(port: str) -> bool:
    try:
        socket.create_connection(("localhost", int(port)), timeout=1).close()
    except OSError:
        return False
    return True
