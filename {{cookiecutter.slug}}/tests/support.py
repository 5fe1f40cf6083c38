"""What the tests have in common: a client without a network, and the command as a process."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from click.testing import Result

PACKAGE = "{{ cookiecutter.__package }}"
# The variables that processes of the plugin have from this one.
PASSED = {"PATH", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "SYSTEMROOT"}
TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")


Invoke = Callable[..., Result]


class Client:
    """Sends requests to the plugin without a network."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self.headers = headers or {}

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request and wait for its answer."""
        return asyncio.run(self.send_async(method, path, **options))

    async def send_async(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request."""
        from {{ cookiecutter.__package }}.asgi import app

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        url = os.environ["PUBLIC_URL"]
        options["headers"] = self.headers | options.get("headers", {})
        async with httpx.AsyncClient(transport=transport, base_url=url) as client:
            return await client.request(method, path, **options)


@cache
def loaded_at_start() -> set[str]:
    """The modules that a server has loaded before it is called, in a process of its own."""
    code = f"import sys, {PACKAGE}.asgi; print(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


def start(folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start the command in a folder of its own, with no settings but these variables."""
    passed = {name: os.environ[name] for name in PASSED if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-u", "-m", PACKAGE, *arguments],
        cwd=folder,
        env={"PYTHONUTF8": "1"} | passed | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


@contextmanager
def served(folder: Path, *options: str, **variables: str) -> Iterator[tuple[str, str]]:
    """Serve the plugin at a free port: where it is, and what was printed before it was ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = start(folder, "serve", *options, PORT=port, **variables)
    try:
        url = f"http://localhost:{port}"
        _wait_for(int(port), process)
        printed = ""
        while "Application startup complete" not in printed and process.stdout:
            printed += process.stdout.readline()
        yield url, printed
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(f"serve has ended: {process.communicate()[0]}")
        try:
            socket.create_connection(("localhost", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("serve does not answer")


def first_operation(url: str) -> tuple[str, str]:
    """The method and the path of the first operation, with the names of parameters as values."""
    paths = yaml.safe_load(httpx.get(f"{url}/openapi.yaml").text)["paths"]
    path, methods = next(iter(paths.items()))
    return next(iter(methods)).upper(), re.sub("[{}]", "", path)


def status(url: str, token: str) -> int:
    """Call the first operation with a token: the status of the answer."""
    method, path = first_operation(url)
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.request(method, url + path, headers=headers).status_code


def snapshot(root: Path) -> dict[str, bytes]:
    """All files in a folder, with their content."""
    found = (file for file in sorted(root.rglob("*")) if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}
