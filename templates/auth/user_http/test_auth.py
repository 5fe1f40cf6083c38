"""Only the tokens of its users open the plugin."""

import re
from pathlib import Path

import pytest
from support import TOKEN, Client, run, served, status

from {{ cookiecutter.__package }}.runtime import documents

PATHS = documents.openapi()["paths"]
OPERATIONS = [(method.upper(), path) for path in PATHS for method in PATHS[path]]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("authorization", [None, "Basic dXNlcjpwYXNz", "Bearer", "Bearer wrong"])
def test_without_a_good_token_nothing_is_done(
    stranger: Client, authorization: str | None, method: str, path: str
) -> None:
    """No token, another scheme and a wrong token are answered with 401 and what is expected."""
    headers = {"Authorization": authorization} if authorization else {}
    path = re.sub(r"{[^}]*}", "1", path)
    response = stranger.send(method, path, headers=headers, content=b"not even JSON")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert response.json()["detail"]


def test_serve_makes_a_token_for_this_run(tmp_path: Path) -> None:
    """On this machine no user needs to be added: the token that is printed opens the plugin."""
    with served(tmp_path) as (url, printed):
        found = TOKEN.search(printed)
        assert found
        assert status(url, found.group()) != 401
        assert status(url, "wrong") == 401


def test_serve_refuses_to_start_without_users(tmp_path: Path) -> None:
    """Where others can call, some user must have a token; the message says how."""
    code, output = run(tmp_path, "serve", HOST="0.0.0.0")
    assert code == 1
    assert "No user has a token" in output


def test_tokens_are_added_listed_and_revoked(tmp_path: Path) -> None:
    """A token opens the plugin from when it is added until it is revoked, and is stored hashed."""
    token = run(tmp_path, "token", "add", "zoë")[1].strip()
    assert run(tmp_path, "token", "list") == (0, "zoë  1\n")
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert b"zo\xc3\xab" in stored
    assert token.encode() not in stored
    with served(tmp_path) as (url, _):
        assert status(url, token) != 401
        assert run(tmp_path, "token", "revoke", "zoë") == (0, "zoë  1 revoked\n")
        assert status(url, token) == 401
    assert run(tmp_path, "token", "revoke", "zoë")[0] == 1
