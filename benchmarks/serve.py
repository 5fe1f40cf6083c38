"""Compares rendered servers with bare ones: the same framework, server, database and work.

    uv run python benchmarks/serve.py [FRAMEWORK …]

Both servers run side by side and are asked in turns, so what slows the machine down slows both. For
each framework it prints the plugin's requests per second divided by those of the bare app, for a
GET and a POST that read and write a todo, the 99th percentile of both at a fixed rate, and the
memory of the idle server.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cookiecutter.main import cookiecutter

TEMPLATE = Path(__file__).parents[1]
FRAMEWORKS = sorted(folder.name for folder in (TEMPLATE / "templates/frameworks").iterdir())
ROUNDS, SECONDS, CONNECTIONS = 7, 1.0, 16
RATE, RATED_SECONDS = 200, 5

DATABASE = """
import os
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase): ...

class Todo(Base):
    __tablename__ = "todos"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]

engine = create_engine(os.environ["DATABASE_URL"], connect_args={"timeout": 30})

@event.listens_for(engine, "connect")
def set_up(connection, _):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")

Base.metadata.create_all(engine)

def read(username):
    with Session(engine) as session:
        todos = session.scalars(select(Todo).filter_by(username=username).order_by(Todo.id))
        return [todo.text for todo in todos]

def write(username, text):
    with Session(engine) as session, session.begin():
        session.add(Todo(username=username, text=text))
"""
BARE = {
    "fastapi": """
from fastapi import FastAPI
from pydantic import BaseModel
from database import read, write

class Todos(BaseModel):
    todos: list[str]

class NewTodo(BaseModel):
    todo: str

app = FastAPI()

@app.get("/todos/{username}")
def get_todos(username: str) -> Todos:
    return Todos(todos=read(username))

@app.post("/todos/{username}")
def add_todo(username: str, body: NewTodo) -> dict[str, str]:
    write(username, body.todo)
    return {}
""",
    "flask": """
from a2wsgi import WSGIMiddleware
from flask import Flask, jsonify, request
from pydantic import BaseModel
from database import read, write

class NewTodo(BaseModel):
    todo: str

flask_app = Flask(__name__)

@flask_app.get("/todos/<username>")
def get_todos(username):
    return jsonify(todos=read(username))

@flask_app.post("/todos/<username>")
def add_todo(username):
    write(username, NewTodo.model_validate(request.get_json()).todo)
    return jsonify({})

app = WSGIMiddleware(flask_app)
""",
    "quart": """
from pydantic import BaseModel
from quart import Quart, jsonify, request
from quart.utils import run_sync
from database import read, write

class NewTodo(BaseModel):
    todo: str

app = Quart(__name__)

@app.get("/todos/<username>")
async def get_todos(username):
    return jsonify(todos=await run_sync(read)(username))

@app.post("/todos/<username>")
async def add_todo(username):
    body = NewTodo.model_validate(await request.get_json())
    await run_sync(write)(username, body.todo)
    return jsonify({})
""",
}


@contextmanager
def served(folder: Path, app: str, name: str) -> Iterator[tuple[int, int]]:
    """Serve an app with uvicorn at a free port: the port, and the process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/{name}.db",
        "PUBLIC_URL": f"http://localhost:{port}",
    }
    command = [sys.executable, "-m", "uvicorn", app, f"--port={port}", "--log-level=warning"]
    process = subprocess.Popen([*command, "--no-access-log"], cwd=folder, env=environment)
    try:
        for _ in range(300):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def request(method: str, user: str) -> bytes:
    body = json.dumps({"todo": "buy milk"}).encode() if method == "POST" else b""
    head = f"{method} /todos/{user} HTTP/1.1\r\nHost: localhost\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> None:
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"the server answered {head.partition(bytes([13]))[0]!r}")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    if length:
        await reader.readexactly(int(length))
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):  # a body in chunks
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


async def load(port: int, method: str) -> float:
    """Ask over some connections for a while: requests per second."""
    end = time.perf_counter() + SECONDS

    async def connection(number: int) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sent, count = request(method, f"user{number}-{time.time_ns()}"), 0
        while time.perf_counter() < end:
            await ask(reader, writer, sent)
            count += 1
        writer.close()
        return count

    begin = time.perf_counter()
    counts = await asyncio.gather(*map(connection, range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - begin)


async def percentile(port: int) -> float:
    """Ask at a fixed rate: the 99th percentile of the time for an answer, in milliseconds."""
    times: list[float] = []
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        idle.put_nowait(await asyncio.open_connection("127.0.0.1", port))

    async def one(due: float) -> None:
        streams = await idle.get()
        await ask(*streams, request("GET", "someone"))
        idle.put_nowait(streams)
        times.append(time.perf_counter() - due)

    begin, running = time.perf_counter(), []
    for count in range(RATE * RATED_SECONDS):
        due = begin + count / RATE
        await asyncio.sleep(max(0, due - time.perf_counter()))
        running.append(asyncio.ensure_future(one(due)))
    await asyncio.gather(*running)
    return statistics.quantiles(times, n=100)[98] * 1000


def memory(pid: int) -> float:
    """The resident memory of a process in MB; Linux alone says it."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def compare(framework: str, folder: Path) -> None:
    path = cookiecutter(
        str(TEMPLATE),
        no_input=True,
        extra_context={"framework": framework},
        output_dir=str(folder),
        overwrite_if_exists=True,
    )
    source = Path(path) / "src"
    bare = folder / f"bare-{framework}"
    bare.mkdir()
    (bare / "database.py").write_text(DATABASE, encoding="utf-8")
    (bare / "bare.py").write_text(BARE[framework], encoding="utf-8")
    # Only the first start, which makes the tables, has Alembic in memory.
    subprocess.run(
        [sys.executable, "-m", "todo_list", "migrate"],
        env=os.environ
        | {
            "PYTHONPATH": str(source),
            "DATABASE_URL": f"sqlite:///{source}/{framework}.db",
        },
        check=True,
    )
    with ExitStack() as servers:
        plugin, pid = servers.enter_context(served(source, "todo_list.asgi:app", framework))
        other, _ = servers.enter_context(served(bare, "bare:app", "bare"))
        time.sleep(2)
        idle = memory(pid)
        for method in ("GET", "POST"):
            ratios, rates = [], []
            for turn in range(ROUNDS + 1):
                ours, theirs = asyncio.run(load(plugin, method)), asyncio.run(load(other, method))
                if turn:  # The first warms both up.
                    ratios.append(ours / theirs)
                    rates.append((ours, theirs))
            low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
            ours, theirs = (statistics.median(each) for each in zip(*rates, strict=True))
            print(
                f"{framework:8} {method:5} {middle:.2f}  ({low:.2f} to {high:.2f}; "
                f"{ours:,.0f} and {theirs:,.0f} requests per second)"
            )
        ours, theirs = asyncio.run(percentile(plugin)), asyncio.run(percentile(other))
        print(f"{framework:8} p99   {ours:.1f} ms, bare {theirs:.1f} ms, at {RATE} per second")
        print(f"{framework:8} idle  {idle:.0f} MB")


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        for framework in sys.argv[1:] or FRAMEWORKS:
            compare(framework, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
