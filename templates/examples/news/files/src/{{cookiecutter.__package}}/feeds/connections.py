"""The HTTP client of all feeds, which connects to public addresses only.

It has an event loop in a thread of its own, so that all requests share it in every framework, and
so that a feed is read to its end also when nobody waits for it any more.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock, Thread
from typing import Any
from urllib.request import getproxies

import httpx

from ..runtime import SLUG
from ..runtime.outgoing.public_addresses import is_public
from ..settings import settings

_starting = Lock()


class NotPublic(OSError):
    """A host has an address that is not public; the message is for whoever lists the feed."""


def start(reading: Coroutine[Any, Any, None]) -> Future[None]:
    """Run a coroutine in the loop of `client`."""
    with _starting:
        loop = _loop()
    return asyncio.run_coroutine_threadsafe(reading, loop)


@cache
def client() -> httpx.AsyncClient:
    """Make the client, once. It follows no redirects, and has no limit of time of its own."""
    return httpx.AsyncClient(
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": f"{SLUG} (feed reader)"},
        proxy=_proxy(),
        timeout=None,
        trust_env=False,
        verify=httpx.create_ssl_context(),
    )


@cache
def _proxy() -> str | None:
    """Find the proxy for all requests; none goes past it, since it is the one that checks them."""
    proxies = getproxies()
    return next((proxies[kind] for kind in ("https", "http", "all") if kind in proxies), None)


class _PublicLoop(asyncio.SelectorEventLoop):
    """An event loop that connects to public addresses only.

    The name has been looked up by then, so the address that is checked is the one that is called.
    With a proxy, every connection is to the proxy, which decides what it connects to.
    """

    async def create_connection(self, *arguments: Any, **options: Any) -> Any:
        _protocol, host, *_ = arguments
        if not (settings().feeds_private_addresses or _proxy() or is_public(str(host))):
            raise NotPublic("It is not at a public address (see FEEDS_PRIVATE_ADDRESSES)")
        return await super().create_connection(*arguments, **options)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = _PublicLoop()
    Thread(target=loop.run_forever, name="feeds", daemon=True).start()
    return loop
