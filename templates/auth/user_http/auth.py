"""Who may call: each user with a token of their own. Tokens are stored hashed."""

from hashlib import sha256
from secrets import token_urlsafe

import click
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import bearer, errors
from .database import Base, engine
from .settings import settings


class UserToken(Base):
    """A token of a user. A user can have several, one for each host."""

    __tablename__ = "user_tokens"

    hash: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(index=True)


# The token that `serve` makes on a machine where there is none yet; it dies with the process.
_for_this_run: dict[str, str] = {}


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The user whose token it is.

    Raises:
        errors.Unauthorized: Without a token, or if it is nobody's.
    """
    # Looked up by its hash, so what the look-up takes tells nothing about a token.
    hashed = _hash(bearer.token(authorization))
    if hashed in _for_this_run:
        return _for_this_run[hashed]
    with Session(engine()) as session:
        found = session.get(UserToken, hashed)
    if found is None:
        raise bearer.wrong("The token is no user's of this plugin")
    return found.user


def prepare() -> list[str]:
    """Make ready to serve: a token for this run if there is none and only this machine calls.

    Returns:
        Lines for the person who starts the server.

    Raises:
        errors.NotReady: If no user has a token and others than this machine can call.
    """
    with Session(engine()) as session:
        if session.scalar(select(UserToken).limit(1)):
            return []
    if not settings().on_loopback:
        raise errors.NotReady("No user has a token. Make one with the command `token add NAME`.")
    made = token_urlsafe(32)
    _for_this_run[_hash(made)] = "me"
    return [f'No user has a token. For this run, the token of the user "me" is {made}']


def _hash(token: str) -> str:
    # A token has 256 random bits, so it needs neither salt nor a slow hash.
    return sha256(token.encode()).hexdigest()


@click.group()
def token() -> None:
    """Give users tokens, and take them back."""


@token.command()
@click.argument("user")
def add(user: str) -> None:
    """Make a token for USER and print it; it is shown this once."""
    if not user.strip() or not user.isprintable():
        raise click.BadParameter("a user's name is printable text", param_hint="USER")
    made = token_urlsafe(32)
    with Session(engine()) as session, session.begin():
        session.add(UserToken(hash=_hash(made), user=user))
    click.echo(made)


@token.command(name="list")
def list_() -> None:
    """List the users and how many tokens each has."""
    with Session(engine()) as session:
        users = session.scalars(select(UserToken.user).order_by(UserToken.user)).all()
    for user in sorted(set(users)):
        click.echo(f"{user}  {users.count(user)}")
    if not users:
        click.echo("No user has a token.", err=True)


@token.command()
@click.argument("user")
def revoke(user: str) -> None:
    """Take all tokens of USER back."""
    with Session(engine()) as session, session.begin():
        tokens = delete(UserToken).where(UserToken.user == user).returning(UserToken.hash)
        count = len(session.scalars(tokens).all())
    if not count:
        raise click.ClickException(f"{user!r} has no token; `token list` shows who has.")
    click.echo(f"{user}  {count} revoked")
