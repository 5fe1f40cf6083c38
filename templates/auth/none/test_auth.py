"""Anyone can call the plugin."""

import pytest
from support import Client

from {{ cookiecutter.__package }}.runtime import documents

PATHS = documents.openapi()["paths"]
OPERATIONS = [(method.upper(), path) for path in PATHS for method in PATHS[path]]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_credentials_are_needed(stranger: Client, method: str, path: str) -> None:
    """Without a header, and with one that is wrong, no operation answers 401 or 403."""
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        response = stranger.send(method, path, headers=headers)
        assert response.status_code not in (401, 403)
