"""The plugin as its tests see it: through ASGI, with settings of their own."""

import asyncio
import os
import tempfile
{% if cookiecutter.__knows_user %}
from functools import cache
{% endif %}
{% if cookiecutter.auth == 'oauth' %}
from secrets import token_urlsafe
{% endif %}
from typing import Any

import httpx
import pytest
import yaml
{% if cookiecutter.auth == 'user_http' %}
from click.testing import CliRunner
{% endif %}

# The settings of the tests come before the plugin's modules: nobody's .env or database is touched.
os.environ.update(
    HOST="127.0.0.1",
    PORT="3333",
    PUBLIC_URL="https://plugin.example.com",
    DATABASE_URL=f"sqlite:///{tempfile.mkdtemp()}/test.db",
{% include 'auth/' ~ cookiecutter.auth ~ '/environment.py' %}
)


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


{% include 'auth/' ~ cookiecutter.auth ~ '/conftest.py' %}


@pytest.fixture
def stranger() -> Client:
    """A client without credentials."""
    return Client()


@pytest.fixture
def client() -> Client:
    """A client that may call every operation, as the user alice where users are known."""
    return Client(credentials("alice"))


@pytest.fixture
def spec() -> dict[str, Any]:
    """The plugin's API, openapi.yaml as it is shipped."""
    from {{ cookiecutter.__package }} import documents

    shipped: dict[str, Any] = yaml.safe_load(documents.shipped("openapi.yaml"))
    return shipped
