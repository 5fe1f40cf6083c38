"""Only the tokens of its users open the plugin."""

from pathlib import Path

from support import TOKEN, Client, Invoke, status

from {{ cookiecutter.__package }}.runtime import documents

PATH, METHODS = next(iter(documents.openapi()["paths"].items()))
METHOD = next(iter(METHODS)).upper()


def test_serve_makes_a_token_for_this_run(server: tuple[str, str]) -> None:
    """On this machine no user needs to be added: the token that is printed opens the plugin."""
    url, printed = server
    found = TOKEN.search(printed)
    assert found
    assert status(url, found.group()) != 401
    assert status(url, "wrong") == 401


def test_serve_refuses_to_start_without_users(invoke: Invoke, tmp_path: Path) -> None:
    """Where others can call, some user must have a token; the message says how."""
    result = invoke("serve", HOST="0.0.0.0", DATABASE_URL=f"sqlite:///{tmp_path}/new.db")
    assert result.exit_code == 1
    assert "No user has a token" in result.output


def test_tokens_are_added_listed_and_revoked(
    invoke: Invoke, stranger: Client, tmp_path: Path
) -> None:
    """A token opens the plugin from when it is added until it is revoked, and is stored hashed."""

    def is_open() -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        return stranger.send(METHOD, PATH, headers=headers).status_code != 401

    database = f"sqlite:///{tmp_path}/new.db"
    token = invoke("token", "add", "zoë", DATABASE_URL=database).output.strip()
    assert invoke("token", "list").output == "zoë  1\n"
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert b"zo\xc3\xab" in stored
    assert token.encode() not in stored
    assert is_open()
    assert invoke("token", "revoke", "zoë").output == "zoë  1 revoked\n"
    assert not is_open()
    assert invoke("token", "revoke", "zoë").exit_code == 1
