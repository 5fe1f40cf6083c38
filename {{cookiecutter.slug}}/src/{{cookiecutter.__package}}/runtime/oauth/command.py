"""What sign-in adds to the command line."""

from datetime import UTC, datetime
from secrets import token_urlsafe

import click

from ...settings import settings
from .. import SLUG
from . import clients, setup, store


@click.command()
def secrets() -> None:
    """Generate secrets for .env: a client id and secret for the host, and SECRET_KEY."""
    click.echo(f"OAUTH_CLIENT_ID={SLUG}")
    click.echo(f"OAUTH_CLIENT_SECRET={token_urlsafe(32)}")
    click.echo(f"SECRET_KEY={token_urlsafe(32)}")


@click.group()
def grants() -> None:
    """List and revoke the grants of users."""


@grants.command(name="list")
@click.argument("user")
def list_(user: str) -> None:
    """List the active grants of USER, who is identified by their subject at the provider."""
    found = store.find_by_user(user)
    for grant in found:
        dates = f"since {_date(grant.granted_at)}, expires {_date(grant.expires_at)} if not used"
        click.echo(f"{grant.id}  {dates}  {clients.label(grant.client_id)}")
    if not found:
        click.echo(f"{user} has no active grants.")


@grants.command()
@click.argument("user")
@click.argument("ids", nargs=-1, metavar="[ID]...")
def revoke(user: str, ids: tuple[str, ...]) -> None:
    """Revoke all grants of USER, or only those with these IDs, which `list` shows."""
    known = [grant.id for grant in store.find_by_user(user)]
    if unknown := [each for each in ids if each not in known]:
        raise click.ClickException(
            f"{user} has no grant {', '.join(unknown)}. To see the grants, run "
            f"`uv run {SLUG} grants list {user}`."
        )
    revoked = [each for each in known if not ids or each in ids]
    for each in revoked:
        store.revoke(each)
    click.echo(f"Revoked {len(revoked)} of {len(known)} grants of {user}.")


def _date(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _start_dev_login(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    if context.params.get("workers", 1) > 1:
        raise click.UsageError("--dev-login needs a single process: leave out --workers.")
    if not settings().on_loopback:
        raise click.ClickException(
            "--dev-login lets anyone sign in as anyone, so it works only on this machine: "
            f"HOST is {settings().host} and PUBLIC_URL is {settings().public_url}; "
            "unset them, or set them to localhost."
        )
    try:
        from .dev_login import start  # Imported nowhere else: it is not for production.
    except ImportError as error:
        raise click.ClickException(
            f"--dev-login needs the development dependencies: install them with `uv sync` ({error})"
        ) from None
    lines, stop = start()
    setup.lines.extend(lines)
    context.call_on_close(stop)


dev_login = click.option(
    "--dev-login",
    is_flag=True,
    expose_value=False,
    callback=_start_dev_login,
    help="Start a mock provider that accepts any user name, for development on this machine.",
)
