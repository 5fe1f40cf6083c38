"""The settings of the tests, and what they ask for."""

import os
import tempfile
from typing import Any

import pytest
from credentials import ENVIRONMENT, credentials
from support import Client

# Set before the plugin's modules are imported, so that nobody's .env or database is used.
os.environ.update(
    HOST="127.0.0.1",
    PORT="3333",
    PUBLIC_URL="https://plugin.example.com",
    DATABASE_URL=f"sqlite:///{tempfile.mkdtemp()}/test.db",
    **ENVIRONMENT,
)


@pytest.fixture
def stranger() -> Client:
    """A client without credentials."""
    return Client()


@pytest.fixture
def client() -> Client:
    """A client with credentials for every operation, as the user alice where users are known."""
    return Client(credentials("alice"))


@pytest.fixture
def spec() -> dict[str, Any]:
    """The plugin's API, openapi.yaml as it is shipped."""
    from {{ cookiecutter.__package }}.runtime import documents

    return documents.shipped_openapi()
