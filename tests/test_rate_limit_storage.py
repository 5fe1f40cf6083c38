"""Limits that several servers share, in a real Redis or memcached (Debian: redis-server, memcached)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from conftest import Bake
from loopback import free_port
from running import run_script
from serving import QuickServer, quickly_served

LINE = "RATE_LIMIT_STORAGE does not answer, so requests are not limited: "

# Two servers of three requests a minute each: the fourth request is refused by either.
SHARED = """
import asyncio
from todo_list.runtime import errors
from todo_list.runtime.rate_limit import counters, storage

def server():
    storage.opened.cache_clear()
    return counters.Counter("operations", "3/minute", storage.opened({url!r}))

one, two = server(), server()
one.count("caller")
asyncio.run(two.count_async("caller"))
one.count("caller")
for counter in (one, two):
    counter.count("another")
    try:
        counter.count("caller")
    except errors.RateLimited as error:
        assert 0 < int(error.headers["Retry-After"]) <= 60
        assert "the limit is 3 requests per minute" in error.detail
    else:
        raise AssertionError("the storage is not shared")
"""

# Nobody waits for a storage that is silent, but one request, and the event loop not even then.
SILENT = """
import asyncio, socket
from concurrent.futures import ThreadPoolExecutor
from todo_list.runtime.rate_limit import counters, storage

server = socket.create_server(("127.0.0.1", 0))
server.setblocking(False)
url = f"{scheme}://127.0.0.1:{{server.getsockname()[1]}}"

def connections():
    found = 0
    while True:
        try:
            kept.append(server.accept())
        except BlockingIOError:
            return found
        found += 1

async def tick():
    while True:
        ticks.append(None)
        await asyncio.sleep(0.01)

async def count():
    ticking = asyncio.ensure_future(tick())
    await counter.count_async("caller")
    ticking.cancel()

kept, ticks = [], []
counter = counters.Counter("operations", "1/minute", storage.opened(url))
asyncio.run(count())
assert len(ticks) > 2, "the event loop waited"
counter._storage._threads.shutdown()  # The client itself may try twice.
counter._storage._threads = ThreadPoolExecutor(1)
assert connections()
for _ in range(100):
    counter.count("caller")
    asyncio.run(counter.count_async("caller"))
assert not connections(), "it is tried again too soon"
storage.PAUSE_SECONDS = 0  # After the pause, in a thread.
counter._storage._retry_at = 0
counter.count("caller")
assert connections()
"""


@contextmanager
def running(
    folder: Path, program: str, *arguments: str
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run a storage at a free port of this machine, with its files in a folder."""
    found = shutil.which(program)
    if not found:
        pytest.skip(f"{program} is not installed")
    port = free_port()
    words = [each.format(port=port, folder=folder) for each in arguments]
    process = subprocess.Popen([found, *words], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            if process.poll() is not None:
                pytest.fail(f"{program} has ended")
            time.sleep(0.02)
        yield port, process
    finally:
        process.kill()
        process.wait()


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run Redis."""
    with running(folder, "redis-server", *REDIS) as (port, _):
        yield f"redis://127.0.0.1:{port}"


@contextmanager
def sentinel(folder: Path) -> Iterator[str]:
    """Run Redis, and a sentinel that knows where it is."""
    with running(folder, "redis-server", *REDIS) as (port, _):
        file = folder / "sentinel.conf"
        file.write_text(f"sentinel monitor plugin 127.0.0.1 {port} 1\n", encoding="utf-8")
        options = ("{folder}/sentinel.conf", "--sentinel", "--port", "{port}")
        with running(folder, "redis-server", *options) as (found_at, _):
            yield f"redis+sentinel://127.0.0.1:{found_at}/plugin"


@contextmanager
def memcached(folder: Path) -> Iterator[str]:
    """Run memcached."""
    options = ("-u", "nobody", "-l", "127.0.0.1", "-p", "{port}", "-U", "0")
    with running(folder, "memcached", *options) as (port, _):
        yield f"memcached://127.0.0.1:{port}"


REDIS = ("--port", "{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
Storage = Callable[[Path], AbstractContextManager[str]]


@pytest.mark.parametrize("storage", [redis, sentinel, memcached])
def test_servers_count_together(tmp_path: Path, bake_once: Bake, storage: Storage) -> None:
    """A caller has one limit, whichever server answers."""
    with storage(tmp_path) as url:
        run_script(bake_once().path, SHARED.format(url=url))


@pytest.mark.parametrize("scheme", ["redis", "memcached"])
def test_a_silent_storage_stalls_nobody(bake_once: Bake, scheme: str) -> None:
    """A request waits for half a second at most, and then none does for a while."""
    printed = run_script(bake_once().path, SILENT.format(scheme=scheme))
    assert printed.count(LINE) == 1


def test_requests_go_on_without_the_storage(tmp_path: Path, bake_once: Bake) -> None:
    """Servers share a limit until Redis is killed; then they serve, and say so in one line each."""
    with ExitStack() as open_, running(tmp_path, "redis-server", *REDIS) as (port, process):
        settings = {
            "RATE_LIMIT": "4/minute",
            "RATE_LIMIT_STORAGE": f"redis://127.0.0.1:{port}",
            "DATABASE_URL": f"sqlite:///{tmp_path}/test.db",
        }
        plugins = [bake_once(framework=framework) for framework in ("fastapi", "flask")]
        servers = [open_.enter_context(quickly_served(plugin, **settings)) for plugin in plugins]
        assert [_call(server) for server in servers * 3] == [200] * 4 + [429] * 2
        process.kill()
        process.wait()
        assert [_call(server) for server in servers * 4] == [200] * 8
        for server in servers:
            assert server.stop().count(LINE) == 1


def _call(server: QuickServer) -> int:
    return httpx.get(f"{server.url}/todos/alice").status_code
