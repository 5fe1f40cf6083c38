"""Fetches what a plugin serves, within limits, and says in words what is wrong with the answer."""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin

import httpx

from .. import SLUG
from ..check.urls import absolute
from ..outgoing.fetching import Answer, NoAnswer, fetch
from . import limits
from .addresses import is_local

Follow = Callable[[SplitResult, SplitResult], bool]


class Failed(Exception):
    """There is no answer that can be used; the message continues a sentence that names the address."""


@dataclass(frozen=True)
class Page:
    """An answer.

    Parameters:
        url: Where it came from, after redirects.
        answer: The answer itself.
        body: Its body, decompressed.
        seconds: How long it took.
        is_redirected: Whether there were redirects.
    """

    url: SplitResult
    answer: Answer
    body: bytes
    seconds: float
    is_redirected: bool

    @property
    def size(self) -> str:
        """The size, for people."""
        return f"{len(self.body):,} bytes"


def anywhere(here: SplitResult, there: SplitResult) -> bool:
    """Follow redirects as a browser does."""
    return True


def get(
    url: SplitResult,
    *,
    follow: Follow | None = None,
    longest: int = limits.LONGEST_DOCUMENT,
    **options: Any,
) -> Page:
    """Get a document.

    Parameters:
        url: An absolute URL.
        follow: Which redirects are followed; none by default.
        longest: The largest body that is accepted, in bytes.
        options: Further arguments of `fetch`.

    Returns:
        The answer, with status 200.

    Raises:
        Failed: If there is no such answer within `limits.DOCUMENT_SECONDS`.
    """
    page = request("GET", url, follow=follow, longest=longest, **options)
    if page.answer.status != 200:
        raise Failed(f"answers with {page.answer.status} instead of 200")
    return page


def request(
    method: str,
    url: SplitResult,
    *,
    seconds: float | None = None,
    follow: Follow | None = None,
    longest: int = limits.LONGEST_DOCUMENT,
    headers: Mapping[str, str] | None = None,
    **options: Any,
) -> Page:
    """Send a request.

    Parameters:
        method: The HTTP method.
        url: An absolute URL.
        seconds: The time limit for all of it, `limits.DOCUMENT_SECONDS` by default.
        follow: Which redirects are followed. Without it, a redirect is an answer like any other.
        longest: The largest body that is accepted, in bytes.
        headers: The headers.
        options: Further arguments of `fetch`.

    Returns:
        The answer, with any status.

    Raises:
        Failed: If there is no answer, or it redirects to where it should not.
    """
    limit = seconds or limits.DOCUMENT_SECONDS
    begin = time.monotonic()
    here = url
    for count in range(limits.MOST_REDIRECTS + 1):
        left = limit - (time.monotonic() - begin)
        sent = {"User-Agent": f"{SLUG} check", "Accept": "*/*", **(headers or {})}
        answer = _answer(method, here, max(left, 0.001), limit, longest, sent, options)
        location = answer.headers.get("Location", "")
        if not (follow and 300 <= answer.status < 400 and location):
            took = time.monotonic() - begin
            return Page(here, answer, _decompressed(answer, longest), took, count > 0)
        try:
            there = absolute(urljoin(here.geturl(), location))
        except ValueError:
            there = None
        if there is None:
            raise Failed(f"redirects to {location!r}, which is not an http address")
        if not follow(here, there):
            raise Failed(
                f"redirects to {there.geturl()}, which ChatGPT did not follow; serve it at this "
                "address, or use that one"
            )
        here = there
    raise Failed(f"redirects more than {limits.MOST_REDIRECTS} times")


def _answer(
    method: str,
    url: SplitResult,
    left: float,
    limit: float,
    longest: int,
    headers: Mapping[str, str],
    options: Mapping[str, Any],
) -> Answer:
    try:
        return fetch(
            method,
            url.geturl(),
            seconds=left,
            longest=longest,
            direct=is_local(url),
            headers=headers,
            **options,
        )
    except NoAnswer as error:
        raise Failed(_reason(error, limit, longest)) from None


def _reason(error: NoAnswer, limit: float, longest: int) -> str:
    causes = list(_causes(error))
    for each in causes:
        if isinstance(each, (TimeoutError, httpx.TimeoutException)):
            return f"does not answer within {limit:g} seconds"
        if isinstance(each, ssl.SSLCertVerificationError):
            return f"has a certificate that is not valid: {each.verify_message}"
        if isinstance(each, ssl.SSLError):
            return "does not speak TLS 1.2 or later"
        if isinstance(each, socket.gaierror):
            return "has a host name that cannot be found"
        if isinstance(each, ConnectionRefusedError):
            return "refuses connections: nothing listens there"
        if isinstance(each, (httpx.ProtocolError, httpx.DecodingError)):
            return "answers with what is not HTTP, or ends too early"
    if len(causes) == 1:
        return f"answers with more than {longest:,} bytes"
    return "cannot be reached"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it, the innermost last."""
    pending, seen = [error], set[int]()
    while pending:
        each = pending.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        pending += [found for found in (each.__cause__, each.__context__) if found]
        if isinstance(each, BaseExceptionGroup):
            pending += each.exceptions


def _decompressed(answer: Answer, longest: int) -> bytes:
    """Decompress a body that was compressed though nobody asked for it; servers do that."""
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("identity", "") or not answer.body:
        return answer.body
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise Failed(f"is compressed ({coding}), which was not asked for")
    try:
        body = zlib.decompressobj(47).decompress(answer.body, longest + 1)  # 47: zlib or gzip
    except zlib.error:
        raise Failed(f"says that it is compressed ({coding}), and is not") from None
    if len(body) > longest:
        raise Failed(f"answers with more than {longest:,} bytes")
    return body
