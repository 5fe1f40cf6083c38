"""The client that calls the API: one for the whole process."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from threading import Lock

from ... import settings as plugin
from ..operation import Answer
from ..outgoing.client import SECONDS, Client
from .settings import settings

# The headers of the API that a caller gets beside Content-Type.
PASSED = ("Retry-After", "Link")

_starting = Lock()
_started: list[Client] = []


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
        errors.BadGateway: If the API cannot be reached, fails, redirects elsewhere, or answers with
            what is neither JSON nor text or is too long.
        errors.GatewayTimeout: If it takes too long.
        errors.TooLarge: If the URL is too long.
    """
    return await asyncio.wrap_future(submit(method, address, headers, body))


def submit(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Future[Answer]:
    """Begin to call the API; otherwise the same as `send`."""
    own = {"Authorization": settings().upstream_authorization.get_secret_value()}
    return _client().submit(method, settings().upstream_url, address, {**headers, **own}, body)


def _client() -> Client:
    if not _started:
        with _starting:
            if not _started:
                url = settings().upstream_url
                # Nobody waits any longer for an operation.
                seconds = min(SECONDS, plugin.settings().operation_timeout)
                _started.append(Client("The API behind this plugin", url, PASSED, seconds))
    return _started[0]
