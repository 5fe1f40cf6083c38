"""A plugin for tests whose operations wait until they are released."""

import asyncio
from collections.abc import Callable
from threading import Event
from types import ModuleType
from typing import Any

import httpx
import pytest
from credentials import credentials

from {{ cookiecutter.__package }} import app as app_module
from {{ cookiecutter.__package }}.runtime import documents, framework
from {{ cookiecutter.__package }}.runtime.asgi import App
from {{ cookiecutter.__package }}.settings import settings

# Every test of what is slow waits as long as this.
SECONDS = 0.1
# Long enough for what is not slow, on a busy machine too.
ENOUGH = 30.0


class Slow:
    """The plugin, and what happened in it.

    Parameters:
        monkeypatch: Sets what is set for the duration of the test.
        seconds: OPERATION_TIMEOUT.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float = SECONDS) -> None:
        self.released = Event()
        self.events: list[str] = []
        monkeypatch.setattr(settings(), "operation_timeout", seconds)
        monkeypatch.setattr(documents, "openapi", lambda: DOCUMENT)
        monkeypatch.setattr(app_module, "operations", self._operations())
        self.app: App = framework.to_asgi(app_module.create_app())

    def send(
        self, *requests: tuple[str, str], then: Callable[[], object] = lambda: None
    ) -> list[httpx.Response]:
        """Send requests at the same time, and do something when all are answered."""
        headers = {"Origin": "https://chatgpt.com", **credentials("alice")}

        async def together() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=settings().public_url, headers=headers
            ) as client:
                sent = [client.request(method, path) for method, path in requests]
                answers = list(await asyncio.gather(*sent))
            await asyncio.to_thread(then)
            return answers

        return asyncio.run(together())

    def _operations(self) -> ModuleType:
        def get_thread() -> dict[str, str]:
            self.released.wait(60)
            self.events.append("returned")
            return {"from": "thread"}

        def add_thread() -> None:
            self.events.append("began")
            self.released.wait(60)

        async def get_coroutine() -> None:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.events.append("cancelled")
                raise

        def get_quick() -> dict[str, str]:
            return {"from": "quick"}

        def get_timeout() -> None:
            raise TimeoutError("of the function itself")

        def get_stop() -> None:
            next(iter(()))

        module = ModuleType("operations")
        for each in (get_thread, add_thread, get_coroutine, get_quick, get_timeout, get_stop):
            each.__module__ = module.__name__
            setattr(module, each.__name__, each)
        return module


def operation(operation_id: str) -> dict[str, Any]:
    """Describe an operation that takes nothing."""
    schema = {"type": "object", "properties": {}}
    content = {"application/json": {"schema": schema}}
    return {
        "operationId": operation_id,
        "responses": {"200": {"description": "OK", "content": content}},
    }


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Slow", "version": "1"},
    "paths": {
        "/thread": {"get": operation("getThread"), "post": operation("addThread")},
        "/coroutine": {"get": operation("getCoroutine")},
        "/quick": {"get": operation("getQuick")},
        "/timeout": {"get": operation("getTimeout")},
        "/stop": {"get": operation("getStop")},
    },
}
