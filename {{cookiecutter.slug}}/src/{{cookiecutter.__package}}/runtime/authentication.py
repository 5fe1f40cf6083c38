"""Asks auth.py who is calling, without blocking the event loop."""

import asyncio

from .. import auth


async def caller(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        What `auth.authenticate` returns.

    Raises:
        errors.Unauthorized: If the credentials are missing or wrong.
    """
    if auth.BLOCKING:
        return await asyncio.to_thread(auth.authenticate, authorization)
    return auth.authenticate(authorization)
