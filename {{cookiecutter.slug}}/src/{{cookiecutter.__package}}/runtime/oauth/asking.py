"""Asks other servers: once, for a short answer, until a deadline that nothing prolongs."""

import asyncio
from dataclasses import dataclass
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
        body: Its body.
    """

    status: int
    kind: str
    body: bytes


def ask(
    method: str, url: str, *, seconds: float, longest: int, direct: bool = False, **options: Any
) -> Answer:
    """Send a request and wait for the whole answer; a redirect is not followed.

    Parameters:
        method: The HTTP method.
        url: An absolute address.
        seconds: Until when the whole answer must be there.
        longest: How many bytes its body may have.
        direct: Whether the proxies of the environment are left out.
        options: As httpx takes them: `headers`, `data`, `auth`, `extensions`.

    Returns:
        The answer.

    Raises:
        NoAnswer: If there is none in time, or its body is too long.
    """
    try:
        return asyncio.run(_ask(method, url, seconds, longest, direct, options))
    except TimeoutError:
        raise NoAnswer(f"no answer within {seconds:g} seconds") from None
    except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        # Without what was sent: there may be secrets in it.
        raise NoAnswer(f"no answer ({type(error).__name__})") from None


async def _ask(
    method: str, url: str, seconds: float, longest: int, direct: bool, options: dict[str, Any]
) -> Answer:
    # A client for each request: its timeouts are for each read, and only a loop can end them all.
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(verify=_tls(), timeout=seconds, trust_env=not direct) as client,
    ):
        # What is compressed could be much more than it seems.
        client.headers["Accept-Encoding"] = "identity"
        async with client.stream(method, url, **options) as response:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > longest:
                    raise NoAnswer(f"an answer of over {longest:,} bytes")
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Answer(response.status_code, kind, bytes(body))


@cache
def _tls() -> SSLContext:
    return httpx.create_ssl_context()
