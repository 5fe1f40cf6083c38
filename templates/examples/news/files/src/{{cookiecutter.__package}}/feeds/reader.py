"""Reads one feed again and again, and keeps what it had."""

import datetime as dt
import logging
from concurrent.futures import Future
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

from . import connections
from .fetching import NOTHING_SEEN, Seen, Unreadable, fetch
from .headline import Headline
from .parsing import parse

# How long what was read counts as new, and when a feed that could not be read is tried again.
REFRESH_SECONDS = 300.0
RETRY_SECONDS = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Status:
    """How old what is known of a feed is.

    Parameters:
        source: The feed's title; before it was read, its host.
        topic: The feed's topic.
        fetched_at: When it was last read, if it ever was.
        stale: Whether it could not be read since it was due.
        problem: Why not.
    """

    source: str
    topic: str
    fetched_at: dt.datetime | None
    stale: bool
    problem: str | None


@dataclass(frozen=True)
class _Known:
    """What is known of a feed, and when it is due; replaced as a whole, so that threads agree."""

    source: str
    headlines: tuple[Headline, ...] = ()
    seen: Seen = NOTHING_SEEN
    fetched_at: dt.datetime | None = None
    problem: str | None = None
    due: float = 0.0


class Reader:
    """A feed.

    Parameters:
        topic: Its topic.
        url: Its address.
    """

    def __init__(self, topic: str, url: str) -> None:
        self.topic, self.url = topic, url
        self._known = _Known(urlsplit(url).hostname or url)
        self._running: Future[None] | None = None
        self._lock = Lock()

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """What the feed had when it was last read."""
        return self._known.headlines

    @property
    def status(self) -> Status:
        """How old that is."""
        known = self._known
        problem = known.problem
        if self._running and not self._running.done():
            problem = "is being read for the first time" if not known.fetched_at else "is slow"
            problem = f"It {problem}: ask again in a few seconds"
        return Status(known.source, self.topic, known.fetched_at, problem is not None, problem)

    @property
    def _shown(self) -> str:
        # Without the query, in which there may be secrets.
        return self.url.partition("?")[0]

    def refresh(self) -> Future[None] | None:
        """Begin to read the feed, if it is due.

        Returns:
            What to wait for: it is done as soon as the feed was read, or could not be. None if what
            is known is new enough.
        """
        with self._lock:
            if monotonic() < self._known.due:
                return None
            if self._running is None or self._running.done():
                self._running = connections.start(self._read())
            return self._running

    async def _read(self) -> None:
        try:
            known = await self._fetched()
        except Unreadable as error:
            known = self._failed(str(error))
        except Exception:
            _log.exception("%s cannot be read", self._shown)
            known = self._failed("It cannot be read")
        self._known = known

    async def _fetched(self) -> _Known:
        known = self._known
        fetched = await fetch(self.url, known.seen)
        if fetched is not None:
            title, headlines = await parse(fetched, self.topic)
            known = replace(known, source=title, headlines=headlines, seen=fetched.seen)
        now, due = dt.datetime.now(dt.UTC).replace(microsecond=0), monotonic() + REFRESH_SECONDS
        return replace(known, fetched_at=now, problem=None, due=due)

    def _failed(self, problem: str) -> _Known:
        _log.warning("%s: %s", self._shown, problem)
        return replace(self._known, problem=problem, due=monotonic() + RETRY_SECONDS)
