"""A plugin for tests with limits, which sees requests from any address, at any time."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from credentials import credentials
from slow_plugin import ENOUGH, Slow

from {{ cookiecutter.__package }}.runtime.asgi import App
from {{ cookiecutter.__package }}.runtime.rate_limit import (
    counters,
    storage,
)
from {{ cookiecutter.__package }}.runtime.server import Server
from {{ cookiecutter.__package }}.settings import settings

ADDRESS = "203.0.113.1"


class Clock:
    """Time, which passes only when a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from {{ cookiecutter.__package }}.runtime.rate_limit import (
            memory,
        )

        self.now = 0.0
        stopped = SimpleNamespace(monotonic=lambda: self.now, time=time.time)
        monkeypatch.setattr(memory, "time", stopped)


class Limited:
    """A plugin with limits that nobody has used.

    Parameters:
        monkeypatch: Sets what is set for the duration of the test.
        rate_limit: RATE_LIMIT.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, rate_limit: str) -> None:
        nothing_counted(monkeypatch)
        monkeypatch.setattr(settings(), "rate_limit", rate_limit)
        self.plugin = Slow(monkeypatch, ENOUGH).app
        self.app: App = Server(self.plugin)

    def send(
        self,
        user: str = "alice",
        address: str = ADDRESS,
        path: str = "/quick",
        **headers: str,
    ) -> httpx.Response:
        """Send a request as a user, from an address."""
        return send(self.app, "GET", path, address, headers=credentials(user) | headers)


def send(app: App, method: str, path: str, address: str, **options: Any) -> httpx.Response:
    """Send a request from an address."""

    async def answered() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
        url = settings().public_url
        async with httpx.AsyncClient(transport=transport, base_url=url) as client:
            return await client.request(method, path, **options)

    return asyncio.run(answered())


def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with counters that have counted nothing."""
    monkeypatch.setattr(counters, "_counters", {})
    storage.opened.cache_clear()
