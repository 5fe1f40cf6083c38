"""The HTTP client that calls the API: one for the whole process, with a pool of connections."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock, Thread
from urllib.parse import urlsplit

import httpx

from .. import SLUG
from ..errors import BadGateway, GatewayTimeout, phrase
from ..operation import Answer
from ..settings import is_loopback
from .settings import settings

# Hosts wait 45 seconds for a call.
SECONDS = 40.0
# More than a host accepts, so that a function can pick from it.
LARGEST_ANSWER = 10_000_000
MOST_REDIRECTS = 5

# The headers of the API's answer that the caller gets beside Content-Type.
PASSED = ("Retry-After", "Link")
# A page of the API is text here: in a browser it must not act as a page of this plugin.
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}

_log = logging.getLogger(__name__)
_starting = Lock()
_started: list["_Client"] = []


def send(
    method: str, address: str, headers: Mapping[str, str], body: bytes
) -> Coroutine[None, None, Answer]:
    """Call the API.

    Parameters:
        method: The HTTP method.
        address: The path and the query, both encoded.
        headers: Accept and Content-Type.
        body: The body.

    Returns:
        What to wait for: the API's answer, with a status below 500.

    Raises:
        BadGateway: If the API cannot be reached, fails, redirects elsewhere, or answers with what
            is neither JSON nor text or is too long.
        GatewayTimeout: If it takes too long.
    """
    return _waiting(submit(method, address, headers, body))


def submit(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Future[Answer]:
    """Begin to call the API; otherwise the same as `send`."""
    client = _client()
    return asyncio.run_coroutine_threadsafe(
        client.call(method, address, headers, body), client.loop
    )


async def _waiting(future: Future[Answer]) -> Answer:
    return await asyncio.wrap_future(future)


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
        except _Unfit as error:
            raise BadGateway(_logged(method, address, str(error)), error.headers) from None

    async def _answer(self, request: httpx.Request) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            response = await self.http.send(request, stream=True)
            try:
                following = response.next_request
                if following is None:
                    return await _read(response)
                if _origin(following.url) != _origin(request.url):
                    _log.warning("The API redirects to %s://%s", *_origin(following.url)[:2])
                    raise _Unfit("redirects to another origin, which is not followed")
                request = following
            finally:
                await response.aclose()
        raise _Unfit(f"redirects more than {MOST_REDIRECTS} times")


class _Unfit(Exception):
    """An answer that cannot be passed on: why, and the headers of the refusal."""

    def __init__(self, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.headers = headers


def _request(
    client: httpx.AsyncClient, method: str, address: str, headers: Mapping[str, str], body: bytes
) -> httpx.Request:
    # As bytes, since a caller may send what is no ASCII.
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if value]
    if authorization := settings().upstream_authorization.get_secret_value():
        sent.append((b"Authorization", authorization.encode()))
    url = settings().upstream_url + address
    return client.build_request(method, url, headers=sent, content=body or None)


async def _read(response: httpx.Response) -> Answer:
    status, kind = response.status_code, response.headers.get("Content-Type", "")
    passed = {name: response.headers[name] for name in PASSED if name in response.headers}
    if status >= 500:
        raise _Unfit(f"failed with {status} {_phrase(status)}".strip(), passed)
    body = bytearray()
    async for chunk in response.aiter_bytes():
        if chunk and not _is_text(kind):
            raise _Unfit(f"answered with {kind or 'no type'}, where only JSON and text pass")
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise _Unfit(f"answered with more than {LARGEST_ANSWER:,} bytes: narrow the request")
    return Answer(status, bytes(body), kind if body else "text/plain", passed | _HARMLESS)


def _is_text(kind: str) -> bool:
    kind = kind.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind == "application/json" or kind.endswith("+json")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _phrase(status: int) -> str:
    try:
        return phrase(status)
    except ValueError:
        return ""


def _logged(method: str, address: str, reason: str) -> str:
    # Without the query, in which there may be secrets.
    _log.warning("%s %s: the API %s", method, address.partition("?")[0], reason)
    return f"The API behind this plugin {reason}"
