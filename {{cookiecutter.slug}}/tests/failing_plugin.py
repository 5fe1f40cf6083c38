"""A plugin for tests whose operations fail, and log a line of their own before."""

import asyncio
import logging
from types import ModuleType
from typing import Any

import httpx
import pytest
from credentials import credentials
from slow_plugin import operation

from {{ cookiecutter.__package }} import app as app_module
from {{ cookiecutter.__package }}.runtime import documents, errors, framework
from {{ cookiecutter.__package }}.runtime.middleware import Gateway, paths_of
from {{ cookiecutter.__package }}.runtime.server import Server
from {{ cookiecutter.__package }}.settings import settings


class Failing:
    """The plugin, with all that stands in front of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "openapi", lambda: DOCUMENT)
        monkeypatch.setattr(app_module, "operations", _operations())
        paths = paths_of(DOCUMENT)
        self.gateway = Gateway(framework.to_asgi(app_module.create_app()), False, lambda: paths)
        self.app = Server(self.gateway)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Send a request with credentials."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport) as client:
                sent = credentials("alice") | headers
                return await client.get(settings().public_url + path, headers=sent)

        return asyncio.run(send())


def _operations() -> ModuleType:
    log = logging.getLogger("{{ cookiecutter.__package }}.operations")

    def get_plain(name: str) -> None:
        log.warning("plain")
        raise ValueError("of the function")

    async def get_coroutine(name: str) -> None:
        log.warning("coroutine")
        raise ValueError("of the function")

    def get_refused(name: str) -> None:
        log.warning("refused")
        raise errors.Unavailable("Come back later")

    module = ModuleType("operations")
    for each in (get_plain, get_coroutine, get_refused):
        each.__module__ = module.__name__
        setattr(module, each.__name__, each)
    return module


def _described(operation_id: str) -> dict[str, Any]:
    parameter = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    return {"get": {**operation(operation_id), "parameters": [parameter]}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Failing", "version": "1"},
    "paths": {
        "/plain/{name}": _described("getPlain"),
        "/coroutine/{name}": _described("getCoroutine"),
        "/refused/{name}": _described("getRefused"),
    },
}
