"""The HTTP client that calls the API: one for the whole process, with a pool of connections."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Future
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock, Thread
from urllib.parse import urlsplit

import httpx

from .. import SLUG
from ..errors import BadGateway, GatewayTimeout, TooLarge
from ..operation import Answer
from ..settings import is_loopback
from .answers import Unfit, read
from .settings import settings

# Hosts wait 45 seconds for a call.
SECONDS = 40.0
MOST_REDIRECTS = 5
# The longest URL that httpx sends.
LONGEST_URL = 65_536

_log = logging.getLogger(__name__)
_starting = Lock()
_started: list["_Client"] = []


async def send(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Call the API.

    Parameters:
        method: The HTTP method.
        address: The path and the query, both encoded.
        headers: Accept and Content-Type.
        body: The body.

    Returns:
        The API's answer, with a status below 500.

    Raises:
        BadGateway: If the API cannot be reached, fails, redirects elsewhere, or answers with what
            is neither JSON nor text or is too long.
        GatewayTimeout: If it takes too long.
        TooLarge: If the URL is longer than `LONGEST_URL`.
    """
    return await asyncio.wrap_future(submit(method, address, headers, body))


def submit(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Future[Answer]:
    """Begin to call the API; otherwise the same as `send`."""
    client = _client()
    return asyncio.run_coroutine_threadsafe(
        client.call(method, address, headers, body), client.loop
    )


def _client() -> "_Client":
    if not _started:
        with _starting:
            if not _started:
                _started.append(_Client())
    return _started[0]


class _Client:
    """Keeps the connections on an event loop in a thread of its own.

    So they are shared by all callers, also where a framework starts an event loop for each request.
    """

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, name="upstream", daemon=True).start()
        self.http = httpx.AsyncClient(
            # All callers share it, so it must not remember anything of any.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": SLUG},
            timeout=None,  # `call` has one for all together.
            trust_env=not is_loopback(urlsplit(settings().upstream_url).hostname or ""),
        )

    async def call(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        try:
            async with asyncio.timeout(SECONDS):
                return await self._answer(_request(self.http, method, address, headers, body))
        except TimeoutError:
            reason = f"did not answer within {SECONDS:g} seconds"
            raise GatewayTimeout(_logged(method, address, reason)) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _log.warning("%s: %s", type(error).__name__, error)
            raise BadGateway(_logged(method, address, "cannot be reached")) from None
        except Unfit as error:
            raise BadGateway(_logged(method, address, str(error)), error.headers) from None

    async def _answer(self, request: httpx.Request) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            response = await self.http.send(request, stream=True)
            try:
                following = response.next_request
                if following is None:
                    return await read(response)
                if _origin(following.url) != _origin(request.url):
                    _log.warning("The API redirects to %s://%s", *_origin(following.url)[:2])
                    raise Unfit("redirects to another origin, which is not followed")
                request = following
            finally:
                await response.aclose()
        raise Unfit(f"redirects more than {MOST_REDIRECTS} times")


def _request(
    client: httpx.AsyncClient, method: str, address: str, headers: Mapping[str, str], body: bytes
) -> httpx.Request:
    # As bytes, since a caller may send what is no ASCII.
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if value]
    if authorization := settings().upstream_authorization.get_secret_value():
        sent.append((b"Authorization", authorization.encode()))
    url = settings().upstream_url + address
    if len(url) > LONGEST_URL:
        raise TooLarge("The path and query are too long for the API behind this plugin")
    return client.build_request(method, url, headers=sent, content=body or None)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _logged(method: str, address: str, reason: str) -> str:
    # Without the query, in which there may be secrets.
    _log.warning("%s %s: the API %s", method, address.partition("?")[0], reason)
    return f"The API behind this plugin {reason}"
