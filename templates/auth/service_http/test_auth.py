"""Only the service token opens the plugin."""

import re
from pathlib import Path

import pytest
from support import TOKEN, Client, Invoke, status

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


def test_serve_makes_a_token_for_this_run(server: tuple[str, str]) -> None:
    """On this machine no token needs to be set: the one that is printed opens the plugin."""
    url, printed = server
    found = TOKEN.search(printed)
    assert found
    assert status(url, found.group()) != 401
    assert status(url, "wrong") == 401


def test_serve_refuses_to_be_open_to_the_world(invoke: Invoke) -> None:
    """Where others can call, a token must be set that nobody guesses; the message says how."""
    for token, wrong in (("", "is not set"), ("a" * 15, "has fewer than 16 characters")):
        result = invoke("serve", HOST="0.0.0.0", SERVICE_TOKEN=token)
        assert result.exit_code == 1
        assert f"SERVICE_TOKEN {wrong}" in result.output


def test_token_makes_a_token_that_opens_the_plugin(
    invoke: Invoke, stranger: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `token` prints is a line for .env."""
    line = invoke("token").output
    (tmp_path / ".env").write_text(line, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SERVICE_TOKEN")
    invoke("--help")  # The command forgets the settings that were read before.
    method, path = OPERATIONS[0]
    token = line.strip().removeprefix("SERVICE_TOKEN=")
    for sent, refused in ((token, False), ("wrong", True)):
        response = stranger.send(method, path, headers={"Authorization": f"Bearer {sent}"})
        assert (response.status_code == 401) == refused
