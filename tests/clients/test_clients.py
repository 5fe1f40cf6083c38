"""Programs that load plugins load a generated one, and can use all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from conftest import AUTHS, FRAMEWORKS, Bake, environment
from harness import DRIVERS, Served, drive, serve

BY_ID = ["addTodo", "deleteTodo", "getTodos"]
BY_PATH = ["DELETE /todos/{username}", "GET /todos/{username}", "POST /todos/{username}"]


@dataclass(frozen=True)
class Client:
    """What a client does with the TODO list.

    Parameters:
        operations: Its names for the operations.
        refuses: Its message for each auth type that it does not support.
        cannot_delete: The error that it gets for a DELETE with a body.
    """

    operations: list[str] = field(default_factory=lambda: BY_ID)
    refuses: dict[str, str] = field(default_factory=dict)
    cannot_delete: str = ""


# Every script in `drivers`, by its name.
CLIENTS = {
    "awslabs_server": Client(),
    "fastmcp_client": Client(),
    "google_adk": Client(["add_todo", "delete_todo", "get_todos"]),
    "langchain_community_plugin": Client(cannot_delete="422: "),
    "llama_index_manifest": Client(
        BY_PATH,
        refuses=dict.fromkeys(
            [auth for auth in AUTHS if auth != "none"],
            "Authentication cannot be supported for ChatGPT plugins",
        ),
    ),
    "llama_index_openapi": Client(BY_PATH),
    "mcp_client": Client(),
    "openapi_llm_haystack": Client(),
    "semantic_kernel_openapi": Client(),
}


def test_every_driver_is_in_the_table() -> None:
    """No client is left out by mistake."""
    assert sorted(script.stem for script in DRIVERS.glob("*.py")) == sorted(CLIENTS)


@pytest.fixture(scope="session")
def served(
    request: pytest.FixtureRequest, bake_once: Bake, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The TODO list with a framework and an auth type, running."""
    framework, auth = request.param
    plugin = bake_once(framework=framework, auth=auth)
    folder = tmp_path_factory.mktemp(f"{framework}-{auth}")
    with serve(plugin.package, plugin.path / "src", folder, auth, environment()) as running:
        yield running


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize(
    "served",
    [
        pytest.param((framework, auth), id=f"{framework}-{auth}")
        for framework in FRAMEWORKS
        for auth in AUTHS
    ],
    indirect=True,
)
def test_a_client_lists_adds_reads_and_deletes(
    request: pytest.FixtureRequest, served: Served, name: str
) -> None:
    """It finds all operations, reads back what it adds, and deletes it.

    What a client cannot do is asserted too: if that changes, change its entry here.
    """
    client = CLIENTS[name]
    outcome = drive(name, served, environment())
    _, auth = request.node.callspec.params["served"]
    if auth in client.refuses:
        assert outcome.code != 0
        assert client.refuses[auth] in outcome.errors
        return
    report = outcome.report
    assert sorted(report["operations"]) == client.operations
    assert report["added"][-1] == "buy milk"
    if client.cannot_delete:
        assert report["refused"].startswith(client.cannot_delete)
    else:
        assert report["deleted"] == report["added"][:-1]
