"""Platforms and load balancers see how the server is, and a stop is announced to them."""

import asyncio
import logging
import signal
import threading
from typing import Any

import pytest
from support import Client

from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.runtime import documents, health, server
from {{ cookiecutter.__package }}.runtime.request_log import PROBES
from {{ cookiecutter.__package }}.settings import settings


async def ask(asked: Any, path: str, method: str = "GET", host: str = "localhost") -> Any:
    """Ask for one of the paths: the status, and the body."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode()}
    await asked({**scope, "headers": [(b"host", host.encode())]}, None, send)
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize("path", PROBES)
def test_a_server_that_can_work_says_so(stranger: Client, path: str) -> None:
    """Anybody gets 200, also with HEAD, and nothing else is allowed."""
    answer = stranger.send("GET", path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert stranger.send("HEAD", path).status_code == 200
    assert stranger.send("POST", path).headers["Allow"] == "GET, HEAD"


def test_probes_may_come_with_an_ip_address_as_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kubelet has the address of the pod there, which is refused for anything else."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    local = server.Server(app.app, *app.parts)
    for path in PROBES:
        assert asyncio.run(ask(local, path, host="10.1.2.3:3333"))[0] == 200
    assert asyncio.run(ask(local, "/legal", host="10.1.2.3:3333"))[0] == 421


def test_models_do_not_see_them() -> None:
    """They are no operations."""
    assert not {*PROBES} & documents.openapi()["paths"].keys()


def test_a_database_that_cannot_be_used_is_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    """/readyz is 503 with the reason, which is logged once; /healthz does not ask at all."""
    answers: list[str | None] = ["Run migrate", "Run migrate", None]
    part = health.part(lambda: answers.pop(0))
    refused = (503, b'{"detail":"Run migrate"}')
    with caplog.at_level(logging.WARNING):
        assert asyncio.run(ask(part.app, health.HEALTH))[0] == 200
        assert asyncio.run(ask(part.app, health.READINESS)) == refused
        assert asyncio.run(ask(part.app, health.READINESS)) == refused
        assert asyncio.run(ask(part.app, health.READINESS))[0] == 200
    assert [each.message.strip() for each in caplog.records] == [
        "Not ready: Run migrate",
        "Ready again",
    ]


def test_callers_do_not_see_where_the_database_is(caplog: pytest.LogCaptureFixture) -> None:
    """What exactly went wrong is in the log alone."""

    def refused() -> None:
        raise OSError("connection to db.internal refused")

    status, body = asyncio.run(ask(health.part(refused).app, health.READINESS))
    assert (status, body) == (503, b'{"detail":"The database does not answer"}')
    assert "db.internal" in caplog.text


def test_a_database_that_hangs_keeps_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """/readyz is 503 in time, however often it is asked, and 200 once the database answers."""
    monkeypatch.setattr(health, "SECONDS", 0.05)
    end, asked = threading.Event(), []

    def hangs() -> None:
        asked.append(threading.current_thread())
        end.wait(60)

    async def probes() -> list[Any]:
        part = health.part(hangs)
        many = await asyncio.gather(*(ask(part.app, health.READINESS) for _ in range(20)))
        many.append(await ask(part.app, health.READINESS))
        assert len(asked) == 1
        end.set()
        asked[0].join()
        return [*many, await ask(part.app, health.READINESS)]

    statuses = [status for status, _ in asyncio.run(probes())]
    assert statuses == [503] * 21 + [200]


async def let_pass(seconds: float) -> None:
    """Move the clock of the event loop on, and let what is due be done."""
    loop = asyncio.get_running_loop()
    loop_time = loop.time
    loop.time = lambda: loop_time() + seconds  # type: ignore[method-assign]
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_stop_is_announced_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM turns /readyz to 503 at once, and reaches the ASGI server after STOP_DELAY."""
    monkeypatch.setattr(settings(), "stop_delay", 1_000)
    part = health.part()
    assert part.lifespan
    lifespan = part.lifespan

    async def serve() -> None:
        reached = asyncio.Event()
        signal.signal(signal.SIGTERM, lambda *_: reached.set())
        ours, ctrl_c = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        async with lifespan():
            assert signal.getsignal(signal.SIGINT) is ctrl_c
            assert (await ask(part.app, health.READINESS))[0] == 200
            signal.raise_signal(signal.SIGTERM)
            stopping = (503, b'{"detail":"The server is stopping"}')
            assert await ask(part.app, health.READINESS) == stopping
            assert (await ask(part.app, health.HEALTH))[0] == 200
            await let_pass(0)  # The delay begins.
            await let_pass(900)
            assert not reached.is_set()
            await let_pass(200)
            assert reached.is_set()
        assert signal.getsignal(signal.SIGTERM) is ours

    before = signal.getsignal(signal.SIGTERM)
    try:
        asyncio.run(serve())
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_second_signal_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Service managers signal each process, and uvicorn then its workers: the delay stays."""
    monkeypatch.setattr(settings(), "stop_delay", 1_000)
    part, reached = health.part(), []
    assert part.lifespan
    lifespan = part.lifespan

    async def serve() -> None:
        signal.signal(signal.SIGTERM, lambda *_: reached.append(1))
        async with lifespan():
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGTERM)
            await let_pass(0)  # The delay begins.
            assert reached == []
            await let_pass(2_000)

    before = signal.getsignal(signal.SIGTERM)
    try:
        asyncio.run(serve())
    finally:
        signal.signal(signal.SIGTERM, before)
    assert reached == [1]


def test_a_server_without_a_handler_is_left_alone() -> None:
    """What ends the process at once still does."""
    part = health.part()
    assert part.lifespan
    lifespan = part.lifespan

    async def serve() -> None:
        async with lifespan():
            assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL

    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        asyncio.run(serve())
    finally:
        signal.signal(signal.SIGTERM, before)
