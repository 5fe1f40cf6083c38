"""Asks auth.py who is calling, and notes what kind of caller it is."""

import asyncio
from functools import cache

from .. import auth
from . import documents
from .current_request import USER, current

# The kinds of callers by the auth types of the manifest; with all others they are users.
_KINDS = {"none": "anonymous", "service_http": "service"}


def identify(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        What `auth.authenticate` returns.

    Raises:
        errors.Unauthorized: If the credentials are missing or wrong.
    """
    user = auth.authenticate(authorization)
    if request := current():
        request.caller = _kind()
    return user


async def caller(authorization: str | None) -> str:
    """Name the caller of a request without blocking the event loop; the same as `identify`."""
    if auth.BLOCKING:
        return await asyncio.to_thread(identify, authorization)
    return identify(authorization)


@cache
def _kind() -> str:
    return _KINDS.get(str(documents.manifest()["auth"].get("type")), USER)
