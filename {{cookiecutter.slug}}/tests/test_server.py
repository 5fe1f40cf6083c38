"""Every request is checked first, whatever the framework: no caller can stall or confuse the plugin."""

import asyncio
import threading
from typing import Any

import pytest
from support import Client

from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.runtime import documents, server, threads
from {{ cookiecutter.__package }}.settings import settings

PATHS = documents.openapi()["paths"]
PATH = next(iter(PATHS)).replace("{", "").replace("}", "")
METHOD = next(iter(next(iter(PATHS.values())))).upper()
LIMIT = settings().body_limit
HALF = b"half"  # The last part of a body that is never complete.


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> server.Server:
    """The plugin as it is served on this machine alone."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    return server.Server(app.app, *app.parts)


def ask(
    asked: Any = app,
    method: str = "GET",
    path: str = "/openapi.yaml",
    headers: Any = None,
    body: Any = None,
    **scope: Any,
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Send a request as a server hands it over: status, headers and body of the answer."""
    return asyncio.run(answer(asked, method, path, headers, body, **scope))


async def answer(
    asked: Any, method: str, path: str, headers: Any, body: Any, **scope: Any
) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[Any] = []
    parts = list(body or [b""])

    async def receive() -> dict[str, Any]:
        if not parts:
            await asyncio.Event().wait()  # The caller sends no more, and does not leave.
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts) or part == HALF}

    async def send(message: Any) -> None:
        sent.append(message)

    lines = headers.items() if isinstance(headers, dict) else headers or ()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in lines],
        "server": ("127.0.0.1", 3333),
        "client": ("127.0.0.1", 1),
        **scope,
    }
    await asked(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), content


@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_over_the_limit_is_refused(chunked: bool) -> None:
    """Whoever sends more than BODY_LIMIT gets 413, before it is in memory."""
    framing = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(LIMIT + 1)}
    parts = [b"x" * 100_000] * (LIMIT // 100_000 + 1) if chunked else [HALF]
    status, headers, body = ask(method="POST", path=PATH, headers=framing, body=parts)
    assert status == 413
    assert b"BODY_LIMIT" in body
    assert headers[b"connection"] == b"close"


def test_a_slow_body_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not arrive in time gets 408."""
    monkeypatch.setattr(server, "BODY_SECONDS", 0.01)
    status, _, body = ask(method="POST", path=PATH, headers={"Content-Length": "9"}, body=[HALF])
    assert status == 408
    assert b"did not arrive" in body


def test_slow_callers_hold_nobody_up() -> None:
    """While many bodies are half sent, others are answered."""

    async def together() -> int:
        half = [
            asyncio.ensure_future(answer(app, "POST", PATH, {"Content-Length": "9"}, [HALF]))
            for _ in range(50)
        ]
        await asyncio.sleep(0)
        status, _, _ = await asyncio.wait_for(answer(app, "GET", "/legal", {}, None), 10)
        for each in half:
            each.cancel()
        return status

    assert asyncio.run(together()) == 200


def test_slow_functions_hold_nobody_up() -> None:
    """While many plain functions wait for something, a quick one gets a thread."""
    done: list[str] = []
    unused: Any = None

    async def serving(*_: Any) -> None:
        end = threading.Event()
        waits = (asyncio.to_thread(end.wait, 60) for _ in range(threads.MOST - 1))
        slow = [asyncio.ensure_future(each) for each in waits]
        await asyncio.sleep(0)
        try:
            done.append(await asyncio.wait_for(asyncio.to_thread(str, "quick"), 10))
        finally:
            end.set()
            await asyncio.gather(*slow)

    asyncio.run(server.Server(serving)({"type": "lifespan"}, unused, unused))
    assert done == ["quick"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:1", "localhost.evil.example", ""])
def test_a_foreign_host_is_refused_on_this_machine(local: server.Server, host: str) -> None:
    """A page that has pointed its own name at this machine gets nothing, wherever it asks."""
    parts = [part.paths[0] for part in app.parts if not part.is_probe]
    for path in ("/legal", PATH, "/nowhere", *parts):
        assert ask(local, path=path, headers={"Host": host})[0] == 421


@pytest.mark.parametrize("host", ["localhost:3333", "127.0.0.1", "[::1]:1", "me.localhost"])
def test_this_machine_is_served(local: server.Server, host: str) -> None:
    """Every name of this machine is as good, at any port."""
    assert ask(local, headers={"Host": host})[0] == 200


def test_a_whole_url_is_as_good_as_a_path() -> None:
    """A target in absolute form is the same request (RFC 9112, 3.2.2)."""
    assert ask(path="http://plugin.example.com/legal")[0] == 200


def test_two_slashes_are_another_path(client: Client) -> None:
    """An empty segment is not left out."""
    assert client.send(METHOD, f"https://plugin.example.com/{PATH}").status_code == 404


def test_two_authorization_headers_are_refused() -> None:
    """Nobody has to guess which of them counts."""
    headers = [("Authorization", "Bearer one"), ("Authorization", "Bearer two")]
    assert ask(method=METHOD, path=PATH, headers=headers)[0] == 400


def test_a_path_that_is_not_utf_8_is_refused() -> None:
    """Two paths that differ are not one because neither can be read."""
    status, _, body = ask(path="/\ufffd", raw_path=b"/%ff")
    assert (status, body) == (400, b'{"detail":"The path is not UTF-8 text"}')


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:5/x", "null"])
def test_a_preflight_of_a_foreign_page_is_refused(origin: str) -> None:
    """The answer is 400 and gives no permission."""
    headers = {"Origin": origin, "Access-Control-Request-Method": METHOD}
    status, answered, _ = ask(method="OPTIONS", path=PATH, headers=headers)
    assert status == 400
    assert b"access-control-allow-origin" not in answered


def test_a_websocket_is_refused() -> None:
    """There is nothing behind a WebSocket, and the connection is closed."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    scope = {"type": "websocket", "path": PATH, "raw_path": PATH.encode(), "headers": []}
    asyncio.run(app(scope, receive, send))
    assert sent == ["websocket.close"]
