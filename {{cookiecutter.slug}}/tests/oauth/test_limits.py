"""Nobody can stall the plugin with requests to sign in."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from credentials import credentials
from sign_in_support import AUTHORIZATION, PROVIDER, Browser, sent_to_host
from support import Client

from {{ cookiecutter.__package }}.runtime.oauth import (
    client_documents,
    limits,
)
from {{ cookiecutter.__package }}.runtime.oauth import provider as openid
from {{ cookiecutter.__package }}.runtime.outgoing import (
    fetching,
)
from {{ cookiecutter.__package }}.settings import settings

pytestmark = PROVIDER
Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Serve on a free port of this machine."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_api_answers_while_many_try_to_sign_in(
    monkeypatch: pytest.MonkeyPatch, spec: dict[str, Any]
) -> None:
    """Client documents that never arrive delay neither the API nor authentication."""
    blocked = threading.Event()

    def never(url: object) -> bytes:
        blocked.wait(60)
        raise client_documents.Unusable("there is no answer")

    monkeypatch.setattr(client_documents, "_fetch", never)
    path, methods = next(iter(spec["paths"].items()))
    path = path.replace("{", "").replace("}", "")
    user = Client(credentials("alice"))

    async def together() -> tuple[int, list[int]]:
        strangers = [
            asyncio.create_task(
                Client().send_async(
                    "GET",
                    "/oauth/authorize",
                    params={**AUTHORIZATION, "client_id": f"https://client.example.com/{number}"},
                )
            )
            for number in range(60)
        ]
        try:
            # Those that got no slot are answered; the rest are waiting.
            for _ in range(6_000):
                if sum(task.done() for task in strangers) == 60 - client_documents.MOST_AT_ONCE:
                    break
                await asyncio.sleep(0.01)
            method = next(iter(methods)).upper()
            answered = await asyncio.wait_for(user.send_async(method, path), 30)
        finally:
            blocked.set()
        return answered.status_code, [each.status_code for each in await asyncio.gather(*strangers)]

    status, statuses = asyncio.run(together())
    assert status not in (401, 500, 503)
    turned_away = 60 - client_documents.MOST_AT_ONCE
    assert sorted(statuses) == [400] * client_documents.MOST_AT_ONCE + [503] * turned_away


class _CountedSlots(limits.Slots):
    """Slots for everybody, which count how many are taken."""

    def __init__(self) -> None:
        super().__init__(1_000)
        self.taken: list[None] = []

    @contextmanager
    def take(self) -> Iterator[None]:
        with super().take():
            self.taken.append(None)
            yield


@pytest.mark.parametrize("what", ["client documents", "discovery"])
def test_sign_in_has_threads_of_its_own(
    monkeypatch: pytest.MonkeyPatch, spec: dict[str, Any], what: str
) -> None:
    """While every thread of sign-in waits for a silent server, users and their calls wait for none."""
    silent = socket.create_server(("127.0.0.1", 0), backlog=100)  # Accepts, and never answers.
    port = silent.getsockname()[1]
    slots = _CountedSlots()
    user = Client(credentials("alice"))
    if what == "client documents":
        address = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [address])
        monkeypatch.setattr(client_documents, "is_public", lambda address: True)
        monkeypatch.setattr(client_documents, "PORTS", (port,))
        client = f"https://client.example.com:{port}/"
        waiting: Any = client_documents
    else:
        monkeypatch.setattr(settings(), "oidc_issuer", f"http://127.0.0.1:{port}")
        client, waiting = "", openid
    monkeypatch.setattr(waiting, "_slots", slots)
    monkeypatch.setattr(waiting, "SECONDS", 60.0)
    path, methods = next(iter(spec["paths"].items()))
    path = path.replace("{", "").replace("}", "")

    def stranger(number: int) -> Any:
        own = {"client_id": f"{client}{number}"} if client else {}
        return Client().send_async("GET", "/oauth/authorize", params=AUTHORIZATION | own)

    async def together() -> tuple[list[int], int]:
        strangers = [asyncio.create_task(stranger(number)) for number in range(60)]
        try:
            for _ in range(1_000):
                if len(slots.taken) >= limits.THREADS:
                    break
                await asyncio.sleep(0.01)
            calls = [user.send_async(next(iter(methods)).upper(), path) for _ in range(8)]
            answered = await asyncio.wait_for(asyncio.gather(*calls), 10)
            assert not any(each.done() for each in strangers)
            return [each.status_code for each in answered], len(slots.taken)
        finally:
            silent.close()
            await asyncio.gather(*strangers)

    statuses, taken = asyncio.run(together())
    assert not {401, 500, 503} & {*statuses}
    assert taken == limits.THREADS


def test_without_a_free_slot_sign_in_is_temporarily_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page says so while the client is unknown; later, the host receives the error."""
    monkeypatch.setattr(client_documents, "_slots", limits.Slots(0))
    page = Browser().authorize(client_id="https://client.example.com/busy")
    assert page.status_code == 503
    assert "temporarily_unavailable" in page.text
    assert page.headers["Retry-After"]
    browser = Browser()
    back = browser.provider(browser.authorize())
    monkeypatch.setattr(openid, "_slots", limits.Slots(0))
    assert sent_to_host(browser.send("GET", back))["error"] == "temporarily_unavailable"
    openid.cache.clear()
    assert sent_to_host(Browser().authorize())["error"] == "temporarily_unavailable"


def test_the_provider_is_discovered_once(
    monkeypatch: pytest.MonkeyPatch, serve: Callable[[Answer], str]
) -> None:
    """Of many sign-ins at the same time, one sends the request, and even a failure is cached."""
    requests: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        requests.append(request.path)
        request.send_error(500)

    monkeypatch.setattr(settings(), "oidc_issuer", serve(answer))

    async def together() -> list[httpx.Response]:
        path = "/oauth/authorize"
        sent = [Client().send_async("GET", path, params=AUTHORIZATION) for _ in range(12)]
        return list(await asyncio.gather(*sent))

    for response in (*asyncio.run(together()), Browser().authorize()):
        assert sent_to_host(response)["error"] == "temporarily_unavailable"
    assert requests == ["/.well-known/openid-configuration"]


def test_a_document_that_failed_is_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure is cached for a while."""
    requests: list[object] = []

    def fail(url: object) -> bytes:
        requests.append(url)
        raise client_documents.Unusable("there is no answer")

    monkeypatch.setattr(client_documents, "_fetch", fail)
    for _ in range(3):
        with pytest.raises(client_documents.Unusable, match="there is no answer"):
            client_documents.find("https://client.example.com/failing")
    assert len(requests) == 1


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_slow_answer_is_abandoned(serve: Callable[[Answer], str], where: str) -> None:
    """A byte now and then does not extend the deadline."""
    stop = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.1 200 OK\r\nX: "
        request.wfile.write(head if where == "head" else head + b"\r\n\r\n")
        while not stop.wait(0.05):
            request.wfile.write(b"x")

    begin = time.monotonic()
    with pytest.raises(fetching.NoAnswer, match=r"no answer within 0\.2 seconds"):
        fetching.fetch("GET", serve(answer), seconds=0.2, longest=1_000)
    stop.set()
    assert time.monotonic() - begin < 30


def test_a_long_answer_is_not_read(serve: Callable[[Answer], str]) -> None:
    """Reading stops at the limit."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(b"x" * 2_000)

    with pytest.raises(fetching.NoAnswer, match="over 1,000 bytes"):
        fetching.fetch("GET", serve(answer), seconds=30, longest=1_000)
