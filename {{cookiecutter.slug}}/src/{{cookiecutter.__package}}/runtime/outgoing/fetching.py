"""Sends single requests, with limits on the time and the length of an answer."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx


class NoAnswer(Exception):
    """There is no answer in time, or it is too long; the message says which."""


@dataclass(frozen=True)
class Answer:
    """An answer.

    Parameters:
        status: Its HTTP status.
        kind: Its media type, in lower case and without parameters.
        body: Its body, as it was sent: it may be compressed, though nobody asked for that.
        headers: Its headers, by names in any case.
    """

    status: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    method: str,
    url: str,
    *,
    seconds: float,
    longest: int,
    direct: bool = False,
    until: Callable[[bytes], bool] | None = None,
    **options: Any,
) -> Answer:
    """Send a request and wait for the whole answer. Redirects are not followed.

    Parameters:
        method: The HTTP method.
        url: An absolute URL.
        seconds: The time limit for the whole answer.
        longest: The largest body that is accepted, in bytes.
        direct: Whether to ignore proxies that are set in the environment.
        until: Whether the part of the body that was read is enough, as of a stream without an end.
        options: Further arguments of httpx: `headers`, `data`, `auth`, `extensions`.

    Returns:
        The answer.

    Raises:
        NoAnswer: If there is no answer in time, or its body is too long. Its context is the error of
            the network, if there is one.
    """
    try:
        return asyncio.run(_fetch(method, url, seconds, longest, direct, until, options))
    except TimeoutError:
        raise NoAnswer(f"no answer within {seconds:g} seconds") from None
    except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        # Only the type: the message could contain secrets of the request.
        raise NoAnswer(f"no answer ({type(error).__name__})") from None


async def _fetch(
    method: str,
    url: str,
    seconds: float,
    longest: int,
    direct: bool,
    until: Callable[[bytes], bool] | None,
    options: dict[str, Any],
) -> Answer:
    # httpx's timeouts apply to each read, so a slow answer could go on forever; asyncio's does not.
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(verify=_tls(), timeout=seconds, trust_env=not direct) as client,
    ):
        # A compressed body could be much longer than it seems.
        client.headers["Accept-Encoding"] = "identity"
        async with client.stream(method, url, **options) as response:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > longest:
                    raise NoAnswer(f"an answer of over {longest:,} bytes")
                if until and until(bytes(body)):
                    break
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Answer(response.status_code, kind, bytes(body), response.headers)


@cache
def _tls() -> SSLContext:
    return httpx.create_ssl_context()
