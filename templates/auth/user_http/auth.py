"""Who can call the plugin: users with a token of their own. Tokens are stored as hashes."""

import os
from hashlib import sha256
from secrets import token_urlsafe

import click
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from .database import Base, reading, writing
from .runtime import SLUG, bearer
from .runtime.errors import NotReady
from .settings import settings

# Whether authenticate() waits for something, such as a database, and so needs a thread.
BLOCKING = True

# The hash of the token that is made for one run, on this machine.
TOKEN_OF_THIS_RUN = "PLUGIN_TOKEN_OF_THIS_RUN"


class UserToken(Base):
    """A token of a user. A user can have several, one for each host."""

    __tablename__ = "user_tokens"

    hash: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(index=True)


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The user whose token it is.

    Raises:
        Unauthorized: Without a token, or if it belongs to nobody.
    """
    # Looked up by its hash, so that the time it takes reveals nothing about a token.
    hashed = _hash(bearer.read_token(authorization))
    if hashed == os.environ.get(TOKEN_OF_THIS_RUN):
        return "me"
    with reading() as session:
        found = session.get(UserToken, hashed)
    if found is None:
        raise bearer.refusal("The token belongs to no user of this plugin")
    return found.user


def on_start() -> list[str]:
    """Check that the plugin can be served; on this machine, give the user "me" a token for this run.

    Returns:
        Lines for the person who starts the server.

    Raises:
        NotReady: If no user has a token and other machines can call the plugin.
    """
    with reading() as session:
        if session.scalar(select(UserToken).limit(1)):
            return []
    if not settings().on_loopback:
        raise NotReady(f"No user has a token. Make one with `uv run {SLUG} token add NAME`.")
    return [f'No user has a token. For this run, the token of the user "me" is {local_token()}']


def local_token() -> str:
    """Make a token for the user "me" for this run, with which `chat` calls the plugin it serves."""
    made = token_urlsafe(32)
    # In the environment, so that a reloaded server has it too.
    os.environ[TOKEN_OF_THIS_RUN] = _hash(made)
    return made


def _hash(token: str) -> str:
    # A token has 256 random bits, so it needs neither salt nor a slow hash.
    return sha256(token.encode()).hexdigest()


@click.group()
def token() -> None:
    """Give tokens to users, and revoke them."""


@token.command()
@click.argument("user")
def add(user: str) -> None:
    """Make a token for USER and print it; it is shown only once."""
    if not user.strip() or not user.isprintable():
        raise click.BadParameter("a user name is printable text", param_hint="USER")
    made = token_urlsafe(32)
    with writing() as session:
        session.add(UserToken(hash=_hash(made), user=user))
    click.echo(made)


@token.command(name="list")
def list_() -> None:
    """List the users and how many tokens each has."""
    with reading() as session:
        users = session.scalars(select(UserToken.user).order_by(UserToken.user)).all()
    for user in sorted(set(users)):
        click.echo(f"{user}  {users.count(user)}")
    if not users:
        click.echo("No user has a token.", err=True)


@token.command()
@click.argument("user")
def revoke(user: str) -> None:
    """Revoke all tokens of USER."""
    with writing() as session:
        tokens = delete(UserToken).where(UserToken.user == user).returning(UserToken.hash)
        count = len(session.scalars(tokens).all())
    if not count:
        raise click.ClickException(f"{user!r} has no token; `token list` shows who has.")
    click.echo(f"{user}  {count} revoked")


# What the auth type adds to the command line.
COMMANDS: list[click.Command] = [token]
