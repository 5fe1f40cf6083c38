"""Who may call: whoever has the service token, which the host of the plugin is given."""

from secrets import compare_digest, token_urlsafe

import click
from pydantic import SecretStr

from . import bearer, errors
from .settings import settings


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The same name for every caller with the token.

    Raises:
        errors.Unauthorized: Without the token of SERVICE_TOKEN, and while that is not set.
    """
    token = bearer.token(authorization)
    expected = settings().service_token.get_secret_value()
    if not expected or not compare_digest(token.encode(), expected.encode()):
        raise bearer.wrong("The token is not this plugin's SERVICE_TOKEN")
    return "service"


def prepare() -> list[str]:
    """Make ready to serve: a token for this run if there is none and only this machine calls.

    Returns:
        Lines for the person who starts the server.

    Raises:
        errors.NotReady: If there is no token and others than this machine can call.
    """
    if settings().service_token.get_secret_value():
        return []
    if not settings().on_loopback:
        raise errors.NotReady(
            "SERVICE_TOKEN is not set. Make one with `uv run {{ cookiecutter.slug }} token` and "
            "set it in the environment or in .env."
        )
    made = token_urlsafe(32)
    settings().service_token = SecretStr(made)
    return [f"SERVICE_TOKEN is not set. For this run it is {made}"]


@click.command()
def token() -> None:
    """Make a service token: a line for .env and for the host that calls the plugin."""
    click.echo(f"SERVICE_TOKEN={token_urlsafe(32)}")
