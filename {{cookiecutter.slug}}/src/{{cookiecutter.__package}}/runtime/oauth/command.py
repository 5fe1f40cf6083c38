"""What sign-in adds to the command line."""

from datetime import UTC, datetime
from secrets import token_urlsafe

import click

from ...settings import settings
from .. import SLUG
from . import clients, setup, store


@click.command()
def secrets() -> None:
    """Make what sign-in needs: lines for .env, and a client id and secret for the host."""
    click.echo(f"OAUTH_CLIENT_ID={SLUG}")
    click.echo(f"OAUTH_CLIENT_SECRET={token_urlsafe(32)}")
    click.echo(f"SECRET_KEY={token_urlsafe(32)}")


@click.group()
def grants() -> None:
    """List or end what users allowed hosts to do."""


@grants.command(name="list")
@click.argument("user")
def list_(user: str) -> None:
    """List what USER allows now: the subject that the provider has for them."""
    found = store.of_user(user)
    for grant in found:
        dates = f"since {_date(grant.granted_at)}, until {_date(grant.expires_at)} if not used"
        click.echo(f"{grant.id}  {dates}  {clients.label(grant.client_id)}")
    if not found:
        click.echo(f"{user} has allowed nothing that is still good.")


@grants.command()
@click.argument("user")
@click.argument("ids", nargs=-1, metavar="[ID]...")
def revoke(user: str, ids: tuple[str, ...]) -> None:
    """End what USER allowed: all of it, or the grants with these IDs, as `list` shows them."""
    known = [grant.id for grant in store.of_user(user)]
    if unknown := [each for each in ids if each not in known]:
        raise click.ClickException(
            f"{user} has no grant {', '.join(unknown)}. `uv run {SLUG} grants list` shows what there is."
        )
    ended = [each for each in known if not ids or each in ids]
    for each in ended:
        store.revoke(each)
    click.echo(f"Revoked {len(ended)} of {len(known)} grants of {user}.")


def _date(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


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
