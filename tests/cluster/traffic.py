"""Callers that write and read todos all the time, and remember each answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from threading import Thread
from typing import NamedTuple

import httpx
from servers import IS_FULL

# Requests per second of each caller, at most; fewer leave more of the machine to servers that start.
RATE = 20 if IS_FULL else 10


class Answer(NamedTuple):
    """A request, when it was sent and answered, and its status; 0 if there was no answer."""

    method: str
    text: str
    begin: float
    end: float
    status: int


class Traffic:
    """Callers in a thread of their own, each with a connection of its own.

    Parameters:
        url: The plugin's address.
        callers: The names of the users, and the headers with which each is known.
    """

    def __init__(self, url: str, callers: Mapping[str, Mapping[str, str]]) -> None:
        self.answers: list[Answer] = []
        self._url, self._callers = url, callers
        self._stopped = False
        self._thread = Thread(target=lambda: asyncio.run(self._all()))

    def __enter__(self) -> Traffic:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the callers wait for their last answers."""
        self._stopped = True
        self._thread.join()

    @property
    def acknowledged(self) -> list[str]:
        """The todos whose writing was acknowledged."""
        return [each.text for each in self.answers if each.method == "POST" and each.status == 200]

    @property
    def failed(self) -> list[Answer]:
        """All other answers than success."""
        return [each for each in self.answers if each.status != 200]

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(*caller) for caller in self._callers.items()))

    async def _one(self, name: str, headers: Mapping[str, str]) -> None:
        url = f"{self._url}/todos/{name}"
        async with httpx.AsyncClient(headers=headers, timeout=60, trust_env=False) as client:
            count = 0
            while not self._stopped:
                method = "GET" if count % 4 == 3 else "POST"
                text = f"{name} {time.monotonic_ns()}"
                begin = time.monotonic()
                status = await self._ask(client, method, url, text)
                self.answers.append(Answer(method, text, begin, time.monotonic(), status))
                count += 1
                await asyncio.sleep(max(0, begin + 1 / RATE - time.monotonic()))

    async def _ask(self, client: httpx.AsyncClient, method: str, url: str, text: str) -> int:
        body = {"todo": text} if method == "POST" else None
        try:
            return (await client.request(method, url, json=body)).status_code
        except httpx.TransportError:
            return 0
