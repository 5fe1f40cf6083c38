"""Programs that load plugins can load a generated one, and use all of its operations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from calls import PET, PETS, TODO, Call, Naming, by_id, by_path, in_snake_case, names, to_json
from conftest import AUTHS, FRAMEWORKS, Bake, environment
from harness import DRIVERS, Outcome, Served, Upstream, drive, serve, serve_upstream
from narrowed import narrowed


@dataclass(frozen=True)
class Client:
    """What to expect of a client.

    Parameters:
        naming: How it names operations.
        refuses: Its error message for each auth type that it does not support.
        cannot_delete: The error that it gets for a DELETE with a body.
    """

    naming: Naming = by_id
    refuses: dict[str, str] = field(default_factory=dict)
    cannot_delete: str = ""


# The scripts in `drivers` that get a token and the calls as arguments.
CLIENTS = {
    "awslabs_server": Client(),
    "fastmcp_client": Client(),
    "google_adk": Client(in_snake_case),
    # Requests.delete always sends the body as a form, which the plugin refuses.
    "langchain_community_plugin": Client(cannot_delete="422: "),
    "llama_index_manifest": Client(
        by_path,
        refuses=dict.fromkeys(
            [auth for auth in AUTHS if auth != "none"],
            "Authentication cannot be supported for ChatGPT plugins",
        ),
    ),
    "llama_index_openapi": Client(by_path),
    "mcp_client": Client(),
    "openapi_llm_haystack": Client(),
    "semantic_kernel_openapi": Client(),
}

# What the API behind a plugin gets as the header Authorization.
UPSTREAM_AUTHORIZATION = "Bearer of-the-plugin"

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


@pytest.fixture(scope="session")
def forwarding(
    request: pytest.FixtureRequest, bake_once: Bake, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, Upstream]]:
    """A shop for pets, made from two operations of its API, and this API; both running."""
    framework, auth = request.param
    plugin = narrowed(bake_once, "pet_store.yaml", slug="pets", framework=framework, auth=auth)
    folder = tmp_path_factory.mktemp(f"pets-{framework}-{auth}")
    with serve_upstream(plugin.path, folder, environment()) as upstream:
        variables = environment(
            UPSTREAM_URL=upstream.url, UPSTREAM_AUTHORIZATION=UPSTREAM_AUTHORIZATION
        )
        with serve(plugin.package, plugin.path / "src", folder, auth, variables) as running:
            yield running, upstream


def _with_each_framework(fixture: str, *auths: str) -> pytest.MarkDecorator:
    """Run a test for each framework with these auth types."""
    plugins = [
        pytest.param((framework, auth), id=f"{framework}-{auth}")
        for framework in FRAMEWORKS
        for auth in auths
    ]
    return pytest.mark.parametrize(fixture, plugins, indirect=True)


def _call(name: str, served: Served, calls: list[Call], folder: Path) -> Outcome:
    arguments = [served.url, served.token(), to_json(calls)]
    return drive(f"{name}.py", arguments, folder, environment())


def _refused(client: Client, auth: str, outcome: Outcome) -> bool:
    """Whether the client does not support the auth type; asserts that it says so."""
    if auth not in client.refuses:
        return False
    assert outcome.code != 0
    assert client.refuses[auth] in outcome.errors
    return True


@pytest.mark.parametrize("name", CLIENTS)
@_with_each_framework("served", *AUTHS)
def test_a_client_lists_adds_reads_and_deletes(
    request: pytest.FixtureRequest, served: Served, name: str, tmp_path: Path
) -> None:
    """It finds all operations, reads back what it adds, and deletes it.

    What a client cannot do is asserted too: if that changes, change its entry here.
    """
    client = CLIENTS[name]
    outcome = _call(name, served, TODO, tmp_path)
    _, auth = request.node.callspec.params["served"]
    if _refused(client, auth, outcome):
        return
    report = outcome.report
    assert sorted(report["operations"]) == names(TODO, client.naming)
    added, read, deleted, left = report["answers"]
    assert added == {}
    assert read["todos"][-1] == "buy milk"
    if client.cannot_delete:
        assert deleted.startswith(client.cannot_delete)
        assert left == read
    else:
        assert deleted == {}
        assert left["todos"] == read["todos"][1:]


@pytest.mark.parametrize("name", CLIENTS)
@_with_each_framework("forwarding", "none", "service_http", "oauth")
def test_a_client_calls_the_api_behind_a_plugin(
    request: pytest.FixtureRequest,
    forwarding: tuple[Served, Upstream],
    name: str,
    tmp_path: Path,
) -> None:
    """It finds both operations, its arguments reach the API, and the API's answers reach it."""
    served, upstream = forwarding
    client, before = CLIENTS[name], len(upstream.received)
    outcome = _call(name, served, PETS, tmp_path)
    _, auth = request.node.callspec.params["forwarding"]
    if _refused(client, auth, outcome):
        return
    report = outcome.report
    assert sorted(report["operations"]) == names(PETS, client.naming)
    for answer in report["answers"]:
        assert (answer["id"], answer["name"]) == (1, "Rex")
    asked = upstream.received[before:]
    assert {each["authorization"] for each in asked} == {UPSTREAM_AUTHORIZATION}
    added, got = asked[:2]
    assert (added["method"], added["target"]) == ("POST", "/base/pet")
    assert json.loads(added["body"]) == PET
    assert (got["method"], got["target"], got["body"]) == ("GET", "/base/pet/7", "")


@pytest.mark.parametrize("script", SIGN_IN)
@_with_each_framework("served", "oauth")
def test_a_client_signs_in_by_itself(served: Served, script: str, tmp_path: Path) -> None:
    """It needs only the plugin's address, and a user who enters a name and presses Allow."""
    report = drive(script, [served.url], tmp_path, environment()).report
    assert sorted(report["operations"]) == names(TODO, by_id)
    assert report["added"][-1] == "buy milk"
    assert report["deleted"] == report["added"][:-1]
