"""What only a process shows: serving, stopping, several workers, reloading."""

from __future__ import annotations

import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import httpx
import pytest
from conftest import FRAMEWORKS, Bake, Plugin
from serving import quickly_served, served

SLOW = '''
import asyncio
import time


def get_slow() -> None:
    """Wait in a thread"""
    time.sleep(1)


async def get_patient() -> None:
    """Wait on the event loop"""
    await asyncio.sleep(1)
'''


# To make a client takes long; each request has a connection of its own, so any worker may answer.
HTTP = httpx.Client(verify=False, limits=httpx.Limits(max_keepalive_connections=0))


@pytest.fixture
def slow(bake: Bake, framework: str) -> Plugin:
    """A plugin with operations that take a second, one plain and one a coroutine."""
    answers = {"name": "Slow", "slug": f"slow-{framework}", "framework": framework, "mcp": False}
    plugin = bake(endpoints="getSlow: GET /slow; getPatient: GET /patient", **answers)
    file = plugin.path / "src" / plugin.package / "operations.py"
    file.write_text(SLOW, encoding="utf-8")
    return plugin


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to handle")
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_requests_that_began_are_answered_before_the_server_stops(slow: Plugin) -> None:
    """A stop in the middle of slow requests loses none, whether they wait in a thread or not."""
    with served(slow) as server, httpx.Client() as client, ThreadPoolExecutor(8) as threads:
        paths = ("slow", "patient") * 4
        asked = [threads.submit(client.get, f"{server.url}/{path}", timeout=20) for path in paths]
        time.sleep(0.6)
        server.process.send_signal(signal.SIGTERM)
        assert [each.result().status_code for each in asked] == [200] * 8
        assert server.process.wait(timeout=20) in (0, -signal.SIGTERM)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_a_function_that_never_returns_does_not_keep_the_server_from_stopping(bake: Bake) -> None:
    """Its caller gets 504, and Ctrl-C ends the process at once, without a traceback."""
    plugin = bake(endpoints="getSlow: GET /slow", name="Hung", slug="hung", mcp=False)
    file = plugin.path / "src" / plugin.package / "operations.py"
    file.write_text(
        'import time\n\n\ndef get_slow() -> None:\n    """Wait"""\n    time.sleep(600)\n', "utf-8"
    )
    (plugin.path / ".env").write_text("OPERATION_TIMEOUT=0.2\n", "utf-8")
    with served(plugin) as server:
        assert httpx.get(f"{server.url}/slow", timeout=20).status_code == 504
        server.process.send_signal(signal.SIGINT)
        printed = server.process.communicate(timeout=20)[0]
    assert server.process.returncode == 0
    assert "getSlow has not returned within 0.2 seconds" in printed
    assert "Traceback" not in printed


STREAM = '''
import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from quart import Response


async def get_numbers() -> Response:
    """Count for as long as somebody listens"""

    async def numbers() -> AsyncIterator[bytes]:
        try:
            for number in range(1_000):
                yield f"{number}\\n".encode()
                await asyncio.sleep(0.05)
        finally:
            Path("ended").touch()

    return Response(numbers())
'''


def test_a_stream_ends_when_nobody_listens(bake: Bake) -> None:
    """In Quart, whose own task for this is left out, it is closed when the caller leaves."""
    answers = {"name": "Counting", "slug": "counting", "framework": "quart", "mcp": False}
    plugin = bake(endpoints="getNumbers: GET /numbers", **answers)
    file = plugin.path / "src" / plugin.package / "operations.py"
    file.write_text(STREAM, encoding="utf-8")
    with quickly_served(plugin) as server:
        with httpx.stream("GET", f"{server.url}/numbers", timeout=20) as stream:
            assert next(stream.iter_bytes()).startswith(b"0\n")
        for _ in range(200):
            if (plugin.path / "ended").exists():
                return
            time.sleep(0.05)
    pytest.fail("the stream goes on")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_half_sent_bodies_hold_nobody_up(bake: Bake, framework: str) -> None:
    """Fifty callers that never finish their bodies take no thread from the others."""
    plugin = bake(name="Half", slug=f"half-{framework}", framework=framework, mcp=False)
    head = b"POST /todos/me HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
    with quickly_served(plugin) as server:
        url = server.url
        port = int(url.rpartition(":")[2])
        waiting = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
        for connection in waiting:
            connection.sendall(head + b'Content-Type: application/json\r\n\r\n{"todo":')
        assert HTTP.get(f"{url}/todos/me", timeout=10).status_code == 200

        def chunks() -> Iterator[bytes]:
            yield b'{"todo": '
            yield b'"in pieces"}'

        kind = {"Content-Type": "application/json"}
        assert HTTP.post(f"{url}/todos/me", content=chunks(), headers=kind).status_code == 200
        assert HTTP.get(f"{url}/todos/me").json() == {"todos": ["in pieces"]}
        for connection in waiting:
            connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="uvicorn stops its workers with signals")
def test_several_processes_serve_one_plugin(bake: Bake) -> None:
    """With --workers, what one process writes the others read, and all stop as one does."""
    plugin = bake(name="Shared", slug="shared", mcp=False)
    with served(plugin, "--workers", "2", STOP_DELAY="1") as server:
        url, process = server.url, server.process
        for count in range(20):
            assert HTTP.post(f"{url}/todos/me", json={"todo": str(count)}).status_code == 200
        seen = {len(HTTP.get(f"{url}/todos/me").json()["todos"]) for _ in range(20)}
        assert seen == {20}
        process.terminate()
        assert "The server is stopping" in _until(f"{url}/readyz", 503)
        assert HTTP.get(f"{url}/todos/me").status_code == 200
        process.wait(timeout=20)
        with pytest.raises(httpx.TransportError):
            HTTP.get(f"{url}/legal")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to handle")
def test_load_balancers_notice_a_stop_before_it_begins(bake: Bake) -> None:
    """Under a bare uvicorn too, /readyz is 503 after SIGTERM while requests are served."""
    plugin = bake(name="Stopped", slug="stopped", endpoints="GET /ping -> pong", mcp=False)
    uvicorn = (sys.executable, "-m", "uvicorn")
    with served(plugin, "stopped.asgi:app", command=uvicorn, STOP_DELAY="1") as server:
        url, process = server.url, server.process
        assert HTTP.get(f"{url}/readyz").status_code == 200
        process.terminate()
        assert "The server is stopping" in _until(f"{url}/readyz", 503)
        assert HTTP.get(f"{url}/healthz").status_code == 200
        assert HTTP.get(f"{url}/ping").status_code == 200
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)


def test_a_mistake_is_shown_until_it_is_mended(bake: Bake) -> None:
    """With --reload, a broken file is an answer in one line, and the mended one is served again."""
    plugin = bake(name="Reloaded", slug="reloaded", endpoints="GET /ping -> pong", mcp=False)
    models = plugin.path / "src" / plugin.package / "models.py"
    good = models.read_text(encoding="utf-8")
    with served(plugin, "--reload") as server:
        url = server.url
        assert _until(f"{url}/ping", 200) == '{"pong":"example"}'
        models.write_text(good + "x = (\n", encoding="utf-8")
        assert "models.py, line" in _until(f"{url}/ping", 503)
        models.write_text(good, encoding="utf-8")
        _until(f"{url}/ping", 200)
        document = plugin.read("openapi.yaml").replace("title: Reloaded", "title: Changed")
        (plugin.path / "openapi.yaml").write_text(document, encoding="utf-8")
        for _ in range(200):
            if "title: Changed" in _until(f"{url}/openapi.yaml", 200):
                return
            time.sleep(0.05)
    pytest.fail("the changed document is not served")


def test_a_reload_says_what_has_changed(bake: Bake) -> None:
    """With --reload, code, documents and .env restart the server, and a line names what changed."""
    plugin = bake(name="Watched", slug="watched", endpoints="GET /ping -> pong", mcp=False)
    code = Path("src", plugin.package, "models.py")
    files = [code, Path("openapi.yaml"), Path(".well-known", "ai-plugin.json"), Path(".env")]
    with served(plugin, "--reload") as server:
        late = Timer(60, server.process.kill)  # Ends what is printed, should a line not come.
        late.start()
        for file in files:
            with (plugin.path / file).open("a", encoding="utf-8") as opened:
                opened.write("\n")
        named: list[Path] = []
        for line in server.process.stdout or ():
            if "detected changes in" in line:
                named += [file for file in files if f"'{file}'" in line]
            if set(named) == set(files):
                break
        late.cancel()
    assert set(named) == set(files)


def _until(url: str, status: int) -> str:
    """Ask until the answer has a status: the answer."""
    for _ in range(400):
        try:
            if (answer := HTTP.get(url)).status_code == status:
                return answer.text
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    return pytest.fail(f"{url} never answered {status}")
