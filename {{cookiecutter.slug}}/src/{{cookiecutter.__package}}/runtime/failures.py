"""Errors that nobody has foreseen: a traceback in the log, once, and 500 for the caller."""

import logging

from . import errors
from .asgi import Send, send_json
from .current_request import UNKNOWN, current

_log = logging.getLogger(__name__)


def log(error: BaseException) -> None:
    """Log a traceback, with the operation and the request in which it happened."""
    request = current()
    name = request.operation if request else UNKNOWN
    what = "The plugin" if name == UNKNOWN else name
    if request:
        _log.error("%s failed in request %s", what, request.id, exc_info=error)
    else:
        _log.error("%s failed", what, exc_info=error)


async def answer(error: Exception, has_begun: bool, send: Send) -> None:
    """Log what the app raised, and answer for it.

    Parameters:
        error: What it raised.
        has_begun: Whether the answer has begun, so that there cannot be another one.
        send: What sends the answer.
    """
    log(error)
    if not has_begun:
        await send_json(500, errors.body(errors.phrase(500), 500), [], send)
