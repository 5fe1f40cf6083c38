"""Makes headlines of a feed, whatever is in it."""

import asyncio
import calendar
import datetime as dt
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser  # type: ignore[import-untyped]

from .fetching import Fetched, Unreadable
from .headline import Headline
from .text import plain

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_SOURCE, LONGEST_LINK = 200, 300, 80, 1_000
MOST_ENTRIES = 200

_A_DAY = dt.timedelta(days=1)


async def parse(fetched: Fetched, topic: str) -> tuple[str, tuple[Headline, ...]]:
    """Read a feed, in a thread of its own, since long ones take a while.

    Parameters:
        fetched: The feed as it was sent.
        topic: The topic of its headlines.

    Returns:
        Its title and its headlines.

    Raises:
        Unreadable: If it is neither RSS nor Atom.
    """
    return await asyncio.to_thread(_parse, fetched, topic)


def _parse(fetched: Fetched, topic: str) -> tuple[str, tuple[Headline, ...]]:
    try:
        # As a stream: feedparser opens the file or the URL that a text names.
        document: Any = feedparser.parse(
            BytesIO(fetched.body),
            response_headers={"content-type": fetched.kind, "content-location": fetched.url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # Of many types, since it mends what is broken.
        raise Unreadable(f"It cannot be read as a feed ({type(error).__name__})") from None
    if not document.get("version"):
        raise Unreadable("It is neither RSS nor Atom")
    source = _text(document.feed, "title", LONGEST_SOURCE) or urlsplit(fetched.url).hostname or ""
    entries = document.entries[:MOST_ENTRIES]
    headlines = [_headline(entry, fetched.url, source, topic) for entry in entries]
    return source, tuple(each for each in headlines if each.title)


def _headline(entry: Any, base: str, source: str, topic: str) -> Headline:
    summary = _text(entry, "summary", LONGEST_SUMMARY) or None
    return Headline(
        # Some entries, as in a feed of short posts, have no title.
        title=_text(entry, "title", LONGEST_TITLE) or (summary or "")[:LONGEST_TITLE],
        link=_link(entry, base),
        source=source,
        topic=topic,
        published=_date(entry),
        summary=summary,
    )


def _text(node: Any, name: str, longest: int) -> str:
    detail = node.get(f"{name}_detail") or {}
    return plain(str(node.get(name) or ""), detail.get("type") != "text/plain", longest)


def _link(entry: Any, base: str) -> str | None:
    """Find an address that is safe to show: no script, and nothing that looks like more than one."""
    try:
        link = urljoin(base, str(entry.get("link") or "").strip())
        parts = urlsplit(link)
    except ValueError:
        return None
    is_page = parts.scheme in ("http", "https") and bool(parts.hostname) and link != base
    is_safe = link.isprintable() and " " not in link and len(link) <= LONGEST_LINK
    return link if is_page and is_safe else None


def _date(entry: Any) -> dt.datetime | None:
    # Not by feedparser's own look-up, which gives the one for the other, with a warning.
    found = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        date = dt.datetime.fromtimestamp(calendar.timegm(found), dt.UTC) if found else None
    except (ValueError, OverflowError, OSError):
        return None
    # A date to come would be the newest for ever.
    return date if date and date < dt.datetime.now(dt.UTC) + _A_DAY else None
