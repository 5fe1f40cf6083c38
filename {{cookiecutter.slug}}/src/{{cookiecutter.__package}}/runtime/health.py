"""`/healthz` and `/readyz`, by which platforms and load balancers see how a server is (ASGI).

They answer whoever asks: a platform comes without credentials, and with an IP address as Host.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from threading import Thread
from typing import NamedTuple

from . import errors
from .asgi import Message, Receive, Send, send_json, send_whole
from .request_log import PROBES
from .server import Part
from .stopping import announced

HEALTH, READINESS = PROBES
# How long the database may take to answer.
SECONDS = 1
_METHODS = ("GET", "HEAD")
_HEADERS = [(b"cache-control", b"no-store")]
_OK = b'{"status":"ok"}'
_log = logging.getLogger(__name__)


def part(problem: Callable[[], str | None] | None = None) -> Part:
    """Serve both paths.

    Parameters:
        problem: Asks the database, in a thread: what is wrong with it in a sentence, or None. An
            exception means that it does not answer.

    Returns:
        What answers at `PROBES`. While its lifespan is entered, a stop is announced.
    """
    health = Health(problem)
    return Part(health, PROBES, health.lifespan, is_probe=True)


class _Reason(NamedTuple):
    """Why the database cannot be used: for the caller, and what the log has besides."""

    sentence: str
    detail: str = ""


class Health:
    """Answers both paths.

    * `/healthz`: the process answers. Nothing is asked, since a restart helps no database.
    * `/readyz`: requests can be sent here. 503 with the reason while the database cannot be used,
      and from the moment at which a stop begins.

    Parameters:
        problem: What `part` has.
    """

    def __init__(self, problem: Callable[[], str | None] | None) -> None:
        self._problem = problem
        self._asked: Future[_Reason | None] | None = None
        self._is_stopping = False
        self._logged: _Reason | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run for as long as the server runs; a server may be started again afterwards."""
        self._is_stopping = False
        with announced(self._begin_stop):
            yield

    def _begin_stop(self) -> None:
        self._is_stopping = True

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] not in _METHODS:
            allow = [(b"allow", ", ".join(_METHODS).encode())]
            await send_json(405, errors.body(errors.phrase(405)), allow, send)
            return
        reason = await self._why_not_ready() if scope["path"] == READINESS else None
        status, body = (503, errors.body(reason)) if reason else (200, _OK)
        if scope["method"] == "HEAD":
            await send_whole(status, b"", _HEADERS, send)
        else:
            await send_json(status, body, _HEADERS, send)

    async def _why_not_ready(self) -> str | None:
        if self._is_stopping:
            return "The server is stopping"
        if self._problem is None:
            return None
        reason = await self._database(self._problem)
        if reason != self._logged:  # Once, however often a load balancer asks.
            self._logged = reason
            _log.warning("%s", "Not ready: " + " ".join(reason) if reason else "Ready again")
        return reason.sentence if reason else None

    async def _database(self, problem: Callable[[], str | None]) -> _Reason | None:
        # A database that hangs keeps one thread, however often it is asked for.
        if self._asked is None or self._asked.done():
            self._asked = Future()
            Thread(target=_ask, args=(problem, self._asked), daemon=True).start()
        try:
            async with asyncio.timeout(SECONDS):
                return await asyncio.shield(asyncio.wrap_future(self._asked))
        except TimeoutError:
            return _Reason(f"The database does not answer within {SECONDS} second")


def _ask(problem: Callable[[], str | None], answer: Future[_Reason | None]) -> None:
    try:
        found = problem()
    except Exception as error:
        # It may name hosts and users, which is for the log alone.
        detail = str(error).partition("\n")[0]
        answer.set_result(_Reason("The database does not answer", f"({detail})"))
    else:
        answer.set_result(_Reason(found) if found else None)
