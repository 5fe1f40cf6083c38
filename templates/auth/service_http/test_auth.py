"""Only the service token opens the plugin."""

from pathlib import Path

import pytest
from support import TOKEN, Client, Invoke, status

from {{ cookiecutter.__package }}.runtime import documents

PATH, METHODS = next(iter(documents.openapi()["paths"].items()))
METHOD = next(iter(METHODS)).upper()


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
    token = line.strip().removeprefix("SERVICE_TOKEN=")
    for sent, refused in ((token, False), ("wrong", True)):
        response = stranger.send(METHOD, PATH, headers={"Authorization": f"Bearer {sent}"})
        assert (response.status_code == 401) == refused
