"""The TODO list keeps what it is given, for every user."""

import asyncio
from urllib.parse import quote

import httpx
import pytest
from credentials import credentials
from support import Client

from {{ cookiecutter.__package }} import database

USERS = ["alice", "Zoë", "名前", "two words", "a/b", "100%", "50%2F50", "🙂", "..."]


@pytest.mark.parametrize("user", USERS)
def test_todos_are_added_listed_and_deleted(user: str) -> None:
    """A todo is listed, in order, from when it is added until it is deleted."""
    client = Client(credentials(user))
    odd = 'say "hi" \\ \t'
    for todo in ("buy milk", "call Zoë 🙂", odd):
        assert _add(client, user, todo).status_code == 200
    assert _todos(client, user) == ["buy milk", "call Zoë 🙂", odd]
    assert _delete(client, user, 1).status_code == 200
    assert _todos(client, user) == ["buy milk", odd]


def test_a_new_user_has_no_todos() -> None:
    """The list of a user who has added nothing is empty."""
    assert _todos(Client(credentials("nobody")), "nobody") == []


@pytest.mark.parametrize("index", [1, -1, 10**30])
def test_an_unknown_index_is_not_found(index: int) -> None:
    """Deleting a todo that does not exist is answered with 404, and nothing is deleted."""
    client = Client(credentials("bob"))
    _add(client, "bob", "stay")
    before = _todos(client, "bob")
    response = _delete(client, "bob", index + len(before) - 1 if index == 1 else index)
    assert response.status_code == 404
    assert str(response.json()["detail"])
    assert _todos(client, "bob") == before


def test_todos_outlive_a_restart() -> None:
    """What was added is still there when the plugin starts again."""
    client = Client(credentials("carol"))
    _add(client, "carol", "remember")
    database.engine().dispose()
    database._opened.clear()
    assert _todos(client, "carol") == ["remember"]


def test_parallel_clients_neither_lose_nor_duplicate_todos() -> None:
    """Eight clients at once add todos, then delete them: each is there once, and gone once."""
    client = Client(credentials("dave"))
    every = [f"todo {client_} {count}" for client_ in range(8) for count in range(4)]

    async def together(method: str, bodies: list[dict[str, object]]) -> list[int]:
        sent = [client.send_async(method, "/todos/dave", json=body) for body in bodies]
        return [response.status_code for response in await asyncio.gather(*sent)]

    added = asyncio.run(together("POST", [{"todo": todo} for todo in every]))
    assert added == [200] * len(every)
    assert sorted(_todos(client, "dave")) == sorted(every)
    deleted = asyncio.run(together("DELETE", [{"todo_idx": 0}] * (len(every) + 1)))
    assert sorted(deleted) == [200] * len(every) + [404]
    assert _todos(client, "dave") == []


def test_a_todo_that_is_not_text_is_refused() -> None:
    """A body that does not match the API is answered with 422 and the field that is wrong."""
    response = Client(credentials("erin")).send("POST", "/todos/erin", json={"todo": 1})
    assert response.status_code == 422
    assert response.json() == {"detail": "body.todo: Input should be a valid string"}


def test_a_list_that_is_too_long_for_hosts_is_not_sent() -> None:
    """An answer of over 100,000 characters is refused, and the message says what to do."""
    client = Client(credentials("frank"))
    for _ in range(11):
        assert _add(client, "frank", "x" * 10_000).status_code == 200
    response = client.send("GET", "/todos/frank")
    assert response.status_code == 413
    assert "delete some of what it lists" in response.json()["detail"]
{% if cookiecutter.__knows_user %}


def test_no_user_reaches_the_todos_of_another() -> None:
    """Another user's todos can neither be read nor changed."""
    alice, mallory = Client(credentials("alice")), Client(credentials("mallory"))
    _add(alice, "alice", "private")
    before = _todos(alice, "alice")
    assert mallory.send("GET", "/todos/alice").status_code == 403
    assert _add(mallory, "alice", "spam").status_code == 403
    assert _delete(mallory, "alice", 0).status_code == 403
    assert _todos(alice, "alice") == before
{% endif %}


def _path(user: str) -> str:
    return f"/todos/{quote(user, safe='')}"


def _add(client: Client, user: str, todo: str) -> httpx.Response:
    return client.send("POST", _path(user), json={"todo": todo})


def _delete(client: Client, user: str, index: int) -> httpx.Response:
    return client.send("DELETE", _path(user), json={"todo_idx": index})


def _todos(client: Client, user: str) -> list[str]:
    response = client.send("GET", _path(user))
    assert response.status_code == 200
    todos: list[str] = response.json()["todos"]
    return todos
