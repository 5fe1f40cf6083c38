"""The news: what the feeds of feeds.txt had when they were last read."""

import datetime as dt
from concurrent.futures import wait
from functools import cache
from typing import NamedTuple

from .headline import Headline
from .listed import listed
from .reader import Reader, Status

__all__ = ["Headline", "News", "Status", "read", "topics"]

# How long a request waits for feeds that are being read, before it is answered without them.
PATIENCE = 5.0

_UNDATED = dt.datetime.min.replace(tzinfo=dt.UTC)


class News(NamedTuple):
    """Headlines, and where they come from.

    Parameters:
        headlines: The newest first, and those without a date last; each link is there once.
        feeds: How old what is known of each feed is.
    """

    headlines: list[Headline]
    feeds: list[Status]


def read(topic: str | None = None) -> News:
    """Read the feeds that are due, and give what is known of all.

    A feed that is slow or down keeps nobody waiting for longer than `PATIENCE`: what it had before
    is given, and its status says how old that is.

    Parameters:
        topic: A topic of feeds.txt; all feeds are read without it.

    Returns:
        The news, without headlines if there is no such topic.
    """
    chosen = [each for each in readers() if not topic or each.topic == topic.strip().casefold()]
    wait([running for each in chosen if (running := each.refresh())], PATIENCE)
    headlines = [headline for each in chosen for headline in each.headlines]
    headlines.sort(key=lambda headline: headline.published or _UNDATED, reverse=True)
    once: dict[str, Headline] = {}
    for headline in headlines:
        once.setdefault(headline.link or headline.title, headline)
    return News(list(once.values()), [each.status for each in chosen])


def topics() -> list[str]:
    """List the topics of feeds.txt, in alphabetical order."""
    return sorted({each.topic for each in readers()})


@cache
def readers() -> tuple[Reader, ...]:
    """Make a reader for each feed of feeds.txt, once."""
    return tuple(Reader(topic, url) for topic, url in listed())


readers()  # A mistake in feeds.txt is reported when the plugin starts.
