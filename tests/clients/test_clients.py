"""Programs that load plugins can load a generated one, and use all of its operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import AUTHS, FRAMEWORKS, Bake, environment
from harness import DRIVERS, Served, drive, serve

BY_ID = ["addTodo", "deleteTodo", "getTodos"]
BY_PATH = ["DELETE /todos/{username}", "GET /todos/{username}", "POST /todos/{username}"]


@dataclass(frozen=True)
class Client:
    """What to expect of a client.

    Parameters:
        operations: Its names for the operations.
        refuses: Its error message for each auth type that it does not support.
        cannot_delete: The error that it gets for a DELETE with a body.
    """

    operations: list[str] = field(default_factory=lambda: BY_ID)
    refuses: dict[str, str] = field(default_factory=dict)
    cannot_delete: str = ""


# The scripts in `drivers` that get a token as an argument.
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

# The scripts in `drivers` that sign in by themselves.
SIGN_IN = [
    "fastmcp_sign_in.py",
    "inspector.mjs",
    "mcp_remote.mjs",
    "mcp_sign_in.py",
    "typescript_sdk.mjs",
]


def test_every_driver_is_in_a_table() -> None:
    """No client is forgotten."""
    scripts = [script.name for script in DRIVERS.iterdir() if script.is_file()]
    assert sorted(scripts) == sorted([f"{name}.py" for name in CLIENTS] + SIGN_IN)


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


def _served(*auths: str) -> pytest.MarkDecorator:
    """Run a test for each framework with these auth types."""
    plugins = [
        pytest.param((framework, auth), id=f"{framework}-{auth}")
        for framework in FRAMEWORKS
        for auth in auths
    ]
    return pytest.mark.parametrize("served", plugins, indirect=True)


@pytest.mark.parametrize("name", CLIENTS)
@_served(*AUTHS)
def test_a_client_lists_adds_reads_and_deletes(
    request: pytest.FixtureRequest, served: Served, name: str, tmp_path: Path
) -> None:
    """It finds all operations, reads back what it adds, and deletes it.

    What a client cannot do is asserted too: if that changes, change its entry here.
    """
    client = CLIENTS[name]
    arguments = [each for each in (served.url, served.token()) if each]
    outcome = drive(f"{name}.py", arguments, tmp_path, environment())
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


@pytest.mark.parametrize("script", SIGN_IN)
@_served("oauth")
def test_a_client_signs_in_by_itself(served: Served, script: str, tmp_path: Path) -> None:
    """It needs only the plugin's address, and a user who enters a name and presses Allow."""
    report = drive(script, [served.url], tmp_path, environment()).report
    assert sorted(report["operations"]) == BY_ID
    assert report["added"][-1] == "buy milk"
    assert report["deleted"] == report["added"][:-1]
