"""Who can call the plugin: whoever has the service token. To ask for more, change authenticate()."""

import os
from secrets import compare_digest, token_urlsafe

import click

from .runtime import SLUG, bearer
from .runtime.errors import NotReady
from .settings import settings

# Outside this machine, a shorter token could be guessed.
SHORTEST_TOKEN = 16

# Whether authenticate() waits for something, such as a database, and so needs a thread.
BLOCKING = False


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The same name for every caller with the token.

    Raises:
        Unauthorized: Without the token of SERVICE_TOKEN, and while that is not set.
    """
    token = bearer.read_token(authorization)
    expected = settings().service_token.get_secret_value()
    if not expected or not compare_digest(token.encode(), expected.encode()):
        raise bearer.refusal("The token is not this plugin's SERVICE_TOKEN")
    return "service"


def on_start() -> list[str]:
    """Check that the plugin can be served; on this machine, generate a token for this run.

    Returns:
        Lines for the person who starts the server.

    Raises:
        NotReady: If other machines can call the plugin and there is no token, or a short one.
    """
    token = settings().service_token.get_secret_value()
    if not settings().on_loopback and len(token) < SHORTEST_TOKEN:
        wrong = f"has fewer than {SHORTEST_TOKEN} characters" if token else "is not set"
        raise NotReady(
            f"SERVICE_TOKEN {wrong}. Make one with `uv run {SLUG} token` and set it in the "
            "environment or in .env."
        )
    if token:
        return []
    # In the environment, so that a reloaded server has it too.
    os.environ["SERVICE_TOKEN"] = made = token_urlsafe(32)
    settings.cache_clear()
    return [f"SERVICE_TOKEN is not set. For this run it is {made}"]


def local_token() -> str:
    """The token with which `chat` calls the plugin that it serves."""
    return settings().service_token.get_secret_value()


@click.command()
def token() -> None:
    """Generate a service token, as a line for .env; give the same token to the host."""
    click.echo(f"SERVICE_TOKEN={token_urlsafe(32)}")


# What the auth type adds to the command line.
COMMANDS: list[click.Command] = [token]
