"""The HTTP client that forwards requests, with a pool of connections for the whole process."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Thread
from urllib.parse import urlsplit

import httpx

from .. import SLUG
from ..errors import BadGateway, GatewayTimeout, TooLarge
from ..operation import Answer
from ..settings import is_loopback
from .answers import Unfit, read

# Hosts wait 45 seconds for a call.
SECONDS = 40.0
MOST_REDIRECTS = 5
# The longest URL that httpx sends.
LONGEST_URL = 65_536

_log = logging.getLogger(__name__)


class Client:
    """Keeps the connections to a server, on an event loop in a thread of its own.

    So they are shared by all callers, also where a framework starts an event loop for each request.

    Parameters:
        server: What the server is to a caller, such as `The API behind this plugin`.
        url: Where it is.
        passed: The headers of its answers that a caller gets beside Content-Type.
        seconds: How long a whole answer may take.
    """

    def __init__(
        self, server: str, url: str, passed: Iterable[str], seconds: float = SECONDS
    ) -> None:
        self.server = server
        self.passed = tuple(passed)
        self.seconds = seconds
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, name="outgoing", daemon=True).start()
        self.http = httpx.AsyncClient(
            # All callers share it, so it must not remember anything of any.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": SLUG},
            timeout=None,  # `_call` has one for all together.
            trust_env=not is_loopback(urlsplit(url).hostname or ""),
        )

    async def send(
        self, method: str, url: str, address: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Send a request.

        Parameters:
            method: The HTTP method.
            url: The URL of the server, without a slash at its end.
            address: The path and the query below it, both encoded.
            headers: The headers; those without a value are left out.
            body: The body.

        Returns:
            The answer, with a status below 500.

        Raises:
            BadGateway: If the server cannot be reached, fails, redirects elsewhere, or answers with
                what is neither JSON nor text or is too long.
            GatewayTimeout: If it takes too long.
            TooLarge: If the URL is longer than `LONGEST_URL`.
        """
        return await asyncio.wrap_future(self.submit(method, url, address, headers, body))

    def submit(
        self, method: str, url: str, address: str, headers: Mapping[str, str], body: bytes
    ) -> Future[Answer]:
        """Begin to send a request; otherwise the same as `send`."""
        return asyncio.run_coroutine_threadsafe(
            self._call(method, url, address, headers, body), self.loop
        )

    async def _call(
        self, method: str, url: str, address: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        if len(url + address) > LONGEST_URL:
            raise TooLarge("The path and query are too long to be forwarded")
        # As bytes, since a caller may send what is no ASCII.
        sent = [
            (name.encode(), value.encode("latin-1")) for name, value in headers.items() if value
        ]
        try:
            async with asyncio.timeout(self.seconds):
                return await self._answer(
                    self.http.build_request(
                        method, url + address, headers=sent, content=body or None
                    )
                )
        except TimeoutError:
            reason = f"did not answer within {self.seconds:g} seconds"
            raise GatewayTimeout(self._logged(method, address, reason)) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _log.warning("%s: %s", type(error).__name__, error)
            raise BadGateway(self._logged(method, address, "cannot be reached")) from None
        except Unfit as error:
            raise BadGateway(self._logged(method, address, str(error)), error.headers) from None

    async def _answer(self, request: httpx.Request) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            response = await self.http.send(request, stream=True)
            try:
                following = response.next_request
                if following is None:
                    return await read(response, self.passed)
                if _origin(following.url) != _origin(request.url):
                    where = _origin(following.url)[:2]
                    _log.warning("%s redirects to %s://%s", self.server, *where)
                    raise Unfit("redirects to another origin, which is not followed")
                request = following
            finally:
                await response.aclose()
        raise Unfit(f"redirects more than {MOST_REDIRECTS} times")

    def _logged(self, method: str, address: str, reason: str) -> str:
        message = f"{self.server} {reason}"
        # Without the query, in which there may be secrets.
        _log.warning("%s %s: %s", method, address.partition("?")[0], message)
        return message


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
