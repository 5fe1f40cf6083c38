"""The plugin is open to the listed tokens alone."""

import pytest
from support import Client, Invoke

from {{ cookiecutter.__package }}.runtime import documents

PATHS = documents.openapi()["paths"]
OPERATIONS = [(method.upper(), path) for path in PATHS for method in PATHS[path]]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_without_a_good_token_nothing_is_done(stranger: Client, method: str, path: str) -> None:
    """A wrong token is answered with 401."""
    headers = {"Authorization": "Bearer wrong"}
    assert stranger.send(method, path.replace("{", "").replace("}", ""), headers=headers).is_error


def test_serve_refuses_to_start_without_tokens(invoke: Invoke) -> None:
    """The message says what to set."""
    result = invoke("serve", HOST="0.0.0.0", TOKENS="{}")
    assert result.exit_code == 1
    assert "TOKENS is empty" in result.output
