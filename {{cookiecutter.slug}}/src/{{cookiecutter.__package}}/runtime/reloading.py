"""What `serve --reload` runs: the plugin, or what keeps it from starting until a file changes."""

import click

from . import errors
from .asgi import Message, Receive, Send, send_json
from .command import load


async def _not_ready(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "http":
        await send_json(503, errors.body(_problem, 503), [], send)


_problem = ""
try:
    app = load()
except errors.NotReady as error:
    _problem = str(error)
    click.secho(_problem, fg="red", err=True)
    app = _not_ready
