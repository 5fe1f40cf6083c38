"""Operations of every kind."""

import asyncio
import threading
import time
from collections.abc import Iterator

from pydantic import BaseModel

from .models import make_response, make_stream


class Tree(BaseModel):
    name: str
    kind: str | None = None
    children: list["Tree"] = []


class Place(BaseModel):
    a: int
    b: str


class Asked(BaseModel):
    size: int = 3


def get_plain(user_id: str, limit: int) -> dict[str, object]:
    in_loop = threading.current_thread() is threading.main_thread()
    return {"user": user_id, "limit": limit, "in_loop": in_loop}


async def get_coroutine(user: str, user_id: str) -> dict[str, str]:
    await asyncio.sleep(0)
    return {"user": user_id, "caller": user}


def add_model(body: Tree) -> Tree:
    return body


async def delete_all() -> None:
    await asyncio.sleep(0)


def get_none() -> None:
    pass


def get_response() -> object:
    return make_response("text", 202)


def get_stream() -> object:
    def parts() -> Iterator[bytes]:
        yield b"one "
        time.sleep(0.5)
        yield b"two"

    return make_stream(parts())


async def get_whole(path: Place, query: Asked) -> dict[str, int | str]:
    return {"a": path.a, "b": path.b, "size": query.size}


def get_fixed(name: str) -> dict[str, str]:
    return {"name": name}


def get_fixed_own() -> dict[str, str]:
    return {"name": "the fixed one"}
