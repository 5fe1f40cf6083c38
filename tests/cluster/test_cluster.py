"""Three servers behind Caddy over one PostgreSQL, as compose.yaml has them, with real processes.

CLUSTER=full tries everything, with the times of compose.yaml and the Caddyfile. Without it, one server
stands for all, and the times are shorter.
"""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from conftest import Bake, Plugin
from markdown import blocks, sections
from postgresql import PROGRAMS, PostgreSQL
from servers import IS_FULL, Cluster, Server
from sign_in import Person, provider, refresh, variables
from traffic import Traffic

pytestmark = [
    pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed"),
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed"),
]
full = pytest.mark.skipif(not IS_FULL, reason="only with CLUSTER=full")
SERVERS = 3
TRIED = range(SERVERS if IS_FULL else 1)
# Caddy asks a server several times in this, in seconds.
NOTICED = 1.5 if IS_FULL else 0.75
USERS = [f"user{number}" for number in range(8)]

Report = Callable[[str, Traffic], None]


@pytest.fixture(scope="module")
def plugin(bake_once: Bake) -> Plugin:
    """A plugin with sign-in, and with MCP if that is tried: without it, a server starts twice as fast."""
    return bake_once(auth="oauth", name="Cluster", slug="cluster", mcp=IS_FULL)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    """The database."""
    running = PostgreSQL()
    yield running
    running.close()


@pytest.fixture(scope="module")
def cluster(
    plugin: Plugin, postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    """The servers behind Caddy."""
    folder = tmp_path_factory.mktemp("cluster")
    with provider() as issuer:
        running = Cluster(plugin.path, SERVERS, postgresql.url, folder, variables(issuer))
        yield running
        running.close()


@pytest.fixture(scope="module")
def callers(cluster: Cluster) -> dict[str, dict[str, str]]:
    """Users who signed in, each step on another server."""
    signed_in = {user: Person(cluster.url, cluster.servers).sign_in(user) for user in USERS}
    return {
        user: {"Authorization": f"Bearer {tokens['access_token']}"}
        for user, tokens in signed_in.items()
    }


@pytest.fixture
def report(postgresql: PostgreSQL, capsys: pytest.CaptureFixture[str]) -> Report:
    """Print what became of the requests; no write that was acknowledged may be lost."""

    def print_figures(what: str, traffic: Traffic) -> None:
        lost = {*traffic.acknowledged} - {*postgresql.rows("SELECT text FROM todos")}
        failed = Counter(each.status for each in traffic.failed)
        with capsys.disabled():
            print(
                f"\n{what}: {len(traffic.answers)} requests, failed: {dict(failed) or 0}; "
                f"{len(traffic.acknowledged)} acknowledged writes, {len(lost)} lost"
            )
        assert not lost

    return print_figures


@pytest.mark.parametrize("number", TRIED)
def test_a_killed_server_loses_only_what_it_was_doing(
    cluster: Cluster, callers: dict[str, dict[str, str]], report: Report, number: int
) -> None:
    """No acknowledged write is lost, only requests in flight fail, and the server comes back."""
    server = cluster.servers[number]
    with Traffic(cluster.url, callers) as traffic:
        time.sleep(1)
        killed = time.monotonic()
        server.end(signal.SIGKILL)
        time.sleep(NOTICED)
        server.start()
        server.wait()
        time.sleep(NOTICED)
    report(f"Server {number + 1} killed", traffic)
    # Each of the callers had one request at a time.
    assert len(traffic.failed) <= len(callers)
    assert all(each.begin <= killed + 0.1 for each in traffic.failed)
    assert all(each.method == "POST" for each in traffic.failed)


def test_a_rolling_restart_is_not_noticed(
    cluster: Cluster, callers: dict[str, dict[str, str]], report: Report
) -> None:
    """One server after the other is stopped and started, and each request is answered."""
    with Traffic(cluster.url, callers) as traffic:
        time.sleep(0.5)
        for number in TRIED:
            server = cluster.servers[number]
            server.end()
            server.start()
            server.wait()
            time.sleep(NOTICED)
    report(f"{len(TRIED)} of {SERVERS} servers restarted in turn", traffic)
    assert traffic.failed == []


@full
def test_a_restart_of_postgresql_is_survived(
    cluster: Cluster,
    callers: dict[str, dict[str, str]],
    postgresql: PostgreSQL,
    report: Report,
) -> None:
    """What cannot be done is refused with 503, and afterwards all is as before."""
    with Traffic(cluster.url, callers) as traffic:
        time.sleep(1)
        postgresql.restart()
        for server in cluster.servers:
            server.wait()
        time.sleep(2)
        again = time.monotonic()
        time.sleep(1)
    report("PostgreSQL restarted", traffic)
    assert {each.status for each in traffic.failed} <= {503}
    assert all(each.begin < again for each in traffic.failed)


def test_a_sign_in_goes_on_at_another_server(cluster: Cluster) -> None:
    """Each of its four steps is at another server than the one before, and the tokens are good."""
    tokens = Person(cluster.url, cluster.servers).sign_in("wanderer")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    for server in cluster.servers:
        answer = httpx.get(f"{server.url}/todos/wanderer", headers=headers, trust_env=False)
        assert (answer.status_code, answer.json()) == (200, {"todos": []})


@full
def test_an_mcp_session_goes_on_at_another_server(
    cluster: Cluster, callers: dict[str, dict[str, str]]
) -> None:
    """One server is greeted, the next lists the tools, and the third calls one."""
    start = {"protocolVersion": "2025-06-18", "capabilities": {}}
    steps = [
        ("initialize", {**start, "clientInfo": {"name": "cluster", "version": "1"}}),
        ("tools/list", {}),
        ("tools/call", {"name": "getTodos", "arguments": {"username": USERS[0]}}),
    ]
    results = []
    headers = {**callers[USERS[0]], "Accept": "application/json, text/event-stream"}
    for number, (method, parameters) in enumerate(steps):
        answer = httpx.post(
            f"{cluster.servers[number % SERVERS].url}/mcp",
            json={"jsonrpc": "2.0", "id": number, "method": method, "params": parameters},
            headers=headers,
            timeout=60,
            trust_env=False,
        )
        results.append(answer.json()["result"])
    assert "getTodos" in [tool["name"] for tool in results[1]["tools"]]
    assert "todos" in results[2]["structuredContent"]


def test_one_of_two_who_redeem_a_refresh_token_gets_another(cluster: Cluster) -> None:
    """At two servers at once: one wins, and the grant is revoked, since the token was copied."""
    outcomes = []
    for turn in range(10 if IS_FULL else 3):
        tokens = Person(cluster.url, cluster.servers).sign_in(f"copied{turn}")
        token = tokens["refresh_token"]
        with ThreadPoolExecutor(2) as threads:
            asked = [threads.submit(refresh, each, token) for each in cluster.servers[:2]]
            answers = sorted((each.result() for each in asked), key=lambda each: each.status_code)
        outcomes.append([answer.status_code for answer in answers])
        won, refused = answers[0].json(), answers[1].json()
        assert refused["error"] == "invalid_grant"
        assert refresh(cluster.servers[2], won["refresh_token"]).status_code == 400
        headers = {"Authorization": f"Bearer {won['access_token']}"}
        url = f"{cluster.servers[2].url}/todos/copied{turn}"
        assert httpx.get(url, headers=headers, trust_env=False).status_code == 401
    assert outcomes == [[200, 400]] * len(outcomes)


@full
def test_too_many_connections_are_a_warning_at_the_start(
    plugin: Plugin, cluster: Cluster, tmp_path: Path
) -> None:
    """Three servers of 16 connections are few enough for PostgreSQL's 100, and ten are not."""
    assert all("Warning" not in server.printed() for server in cluster.servers)
    further = Server(plugin.path, tmp_path, {**cluster.settings, "SERVERS": "10"})
    further.start()
    further.wait()
    further.end()
    needed = "10 (SERVERS) × 1 (--workers) × 16 connections are 160, and PostgreSQL allows 97"
    assert further.printed().count(needed) == 1


@full
def test_a_backup_of_postgresql_is_restored(
    plugin: Plugin, postgresql: PostgreSQL, cluster: Cluster
) -> None:
    """With the options of pg_dump and pg_restore that the page has; what came later is gone."""
    page = sections(plugin.read("docs/deploy.md"))["Backup and restore"]
    text = "\n".join(block.text for block in blocks(page))
    dump = re.findall(r"pg_dump (.*) > ", text)[0].split()
    restore = re.findall(r"pg_restore (.*) < ", text)[0].split()
    before = sorted(postgresql.rows("SELECT text FROM todos"))
    backup = postgresql.run("pg_dump", *postgresql.connection[:2], *dump)
    postgresql.rows("INSERT INTO todos (username, text) VALUES ('late', 'late') RETURNING text")
    postgresql.run("pg_restore", *postgresql.connection[:2], *restore, read=backup)
    assert before
    assert sorted(postgresql.rows("SELECT text FROM todos")) == before
