"""Fetches a feed, with limits on its time, its length and its redirects."""

import asyncio
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import httpx

from .connections import NotPublic, client

SECONDS = 20.0  # for a whole feed, with its redirects
LONGEST = 2_000_000  # bytes
MOST_REDIRECTS = 5

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
_NOT_MODIFIED = 304


class Unreadable(Exception):
    """A feed cannot be read; the message says why, in a sentence for the model."""


class Seen(NamedTuple):
    """How a server recognizes what it sent before: its headers ETag and Last-Modified."""

    etag: str
    last_modified: str

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for a feed only if it has changed (RFC 9110, 13.1)."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


NOTHING_SEEN = Seen("", "")


class Fetched(NamedTuple):
    """A feed as it was sent.

    Parameters:
        url: Where it was found, after redirects.
        kind: The header Content-Type.
        body: The document, not compressed.
        seen: What to send the next time.
    """

    url: str
    kind: str
    body: bytes
    seen: Seen


async def fetch(url: str, seen: Seen = NOTHING_SEEN) -> Fetched | None:
    """Fetch a feed, in the loop of `connections.start`.

    Parameters:
        url: Its address, http or https.
        seen: What was sent before.

    Returns:
        The feed, or None if it has not changed.

    Raises:
        Unreadable: If there is no feed in time, or it is too long.
    """
    headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip", **seen.conditions}
    try:
        # httpx's own limits are for each part of an answer, so that it could go on for ever.
        async with asyncio.timeout(SECONDS):
            return await _follow(url, headers, may_be_unchanged=bool(seen.conditions))
    except TimeoutError:
        raise Unreadable(f"It did not answer within {SECONDS:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        private = next((each for each in _causes(error) if isinstance(each, NotPublic)), None)
        raise Unreadable(str(private or f"It cannot be reached ({type(error).__name__})")) from None


async def _follow(url: str, headers: dict[str, str], may_be_unchanged: bool) -> Fetched | None:
    for _ in range(MOST_REDIRECTS + 1):
        async with client().stream("GET", url, headers=headers) as response:
            if response.next_request is None:
                unchanged = may_be_unchanged and response.status_code == _NOT_MODIFIED
                return None if unchanged else await _read(response)
            url = str(response.next_request.url)
    raise Unreadable(f"It redirects more than {MOST_REDIRECTS} times")


async def _read(response: httpx.Response) -> Fetched:
    if response.status_code != httpx.codes.OK:
        raise Unreadable(f"It answered with the status {response.status_code}")
    body = bytearray()
    packed = response.headers.get("Content-Encoding", "identity").lower() != "identity"
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
    async for chunk in response.aiter_raw():
        try:
            # Only as far as is needed: a little that is packed may be very much.
            body += unpacking.decompress(chunk, LONGEST + 1 - len(body)) if packed else chunk
        except zlib.error:
            raise Unreadable("It is compressed in a way that cannot be read") from None
        if len(body) > LONGEST:
            raise Unreadable(f"It is longer than {LONGEST:,} bytes")
    headers = response.headers
    seen = Seen(headers.get("ETag", ""), headers.get("Last-Modified", ""))
    return Fetched(str(response.url), headers.get("Content-Type", ""), bytes(body), seen)


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    inside = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for each in (error.__cause__ or error.__context__, *inside):
        if each is not None:
            yield from _causes(each)
