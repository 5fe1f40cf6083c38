"""What sign-in adds to the command line."""

from secrets import token_urlsafe

import click

from ...settings import settings
from .. import SLUG
from . import setup


@click.command()
def secrets() -> None:
    """Make what sign-in needs: lines for .env, and a client id and secret for the host."""
    click.echo(f"OAUTH_CLIENT_ID={SLUG}")
    click.echo(f"OAUTH_CLIENT_SECRET={token_urlsafe(32)}")
    click.echo(f"SECRET_KEY={token_urlsafe(32)}")


def _start_dev_login(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    if not settings().on_loopback:
        raise click.ClickException(
            "--dev-login lets anyone sign in as anyone, so it is for this machine alone: "
            f"HOST is {settings().host} and PUBLIC_URL {settings().public_url}; "
            "unset them, or set them to localhost."
        )
    try:
        from .dev_login import provider  # Nothing else imports it: it is not for production.

        setup.lines.extend(context.with_resource(provider()))
    except ImportError as error:
        raise click.ClickException(
            f"--dev-login needs the development dependencies ({error}). Install them with `uv sync`."
        ) from None


dev_login = click.option(
    "--dev-login",
    is_flag=True,
    expose_value=False,
    callback=_start_dev_login,
    help="Sign in at a provider on this machine for development that accepts any user name.",
)
