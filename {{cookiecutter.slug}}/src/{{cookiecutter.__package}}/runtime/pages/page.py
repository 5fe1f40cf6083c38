"""How a page or a file is sent to a browser (ASGI)."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from .. import errors
from ..asgi import Message, Receive, Send, send_json

METHODS = ("GET", "HEAD")
_log = logging.getLogger(__name__)


class Page(NamedTuple):
    """What a browser gets.

    Parameters:
        body: The page or the file.
        media_type: Its type; text is UTF-8.
        policy: What a page may load and do, as a Content-Security-Policy; "" for a file.
    """

    body: bytes
    media_type: str
    policy: str = ""


_Made = tuple[Mapping[str, str], bytes]


class Once:
    """Answers with a page that is made when somebody first asks for it, and then kept.

    Parameters:
        make: Makes the page; it may wait for files, so it runs in a thread.
    """

    def __init__(self, make: Callable[[], Page]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: _Made | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] not in METHODS:
            allow = [(b"allow", ", ".join(METHODS).encode())]
            await send_json(405, errors.body(errors.phrase(405)), allow, send)
            return
        try:
            headers, body = await self._get()
        except errors.NotReady as error:
            _log.error("%s", error)
            await send_json(500, errors.body(errors.phrase(500), 500), [], send)
            return
        # RFC 9110, 13.1.2: the browser has this very page already.
        is_known = headers["etag"] in _known(scope)
        sent = {name: value for name, value in headers.items() if not (is_known and name in _BODY)}
        lines = [(name.encode(), value.encode()) for name, value in sent.items()]
        status = 304 if is_known else 200
        await send({"type": "http.response.start", "status": status, "headers": lines})
        is_empty = is_known or scope["method"] == "HEAD"
        await send({"type": "http.response.body", "body": b"" if is_empty else body})

    async def _get(self) -> _Made:
        if self._made is None:
            return await asyncio.to_thread(self._make_once)
        return self._made

    def _make_once(self) -> _Made:
        with self._lock:  # However many ask at the same time.
            if self._made is None:
                page = self._make()
                self._made = _headers(page), page.body
            return self._made


# The headers that describe the body, which a 304 does not have.
_BODY = ("content-type", "content-length")


def _headers(page: Page) -> Mapping[str, str]:
    is_text = page.media_type.startswith("text/")
    headers = {
        "content-type": page.media_type + ("; charset=utf-8" if is_text else ""),
        "content-length": str(len(page.body)),
        "etag": f'"{sha256(page.body).hexdigest()[:32]}"',
        # It is kept, and asked for again each time: after an update, nobody sees an old one.
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
    }
    if page.policy:
        headers |= {
            "content-security-policy": f"{page.policy}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'",
            "referrer-policy": "no-referrer",
            "x-frame-options": "DENY",
        }
    return headers


def _known(scope: Message) -> list[str]:
    """The tags of what the browser has: If-None-Match, in which a proxy may have made them weak."""
    lists = [value for name, value in scope["headers"] if name == b"if-none-match"]
    tags = b",".join(lists).decode("latin-1").split(",")
    return [tag.strip().removeprefix("W/") for tag in tags]
