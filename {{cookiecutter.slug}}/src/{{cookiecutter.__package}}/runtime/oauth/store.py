"""What sign-in keeps in the database; what can be had once is taken with one statement.

So several workers share it: of two that want the same thing, one gets it. Secrets are kept as
hashes.
"""

import json
import time
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

from authlib.oauth2.rfc6749 import ClientMixin
from sqlalchemy import BigInteger, ColumnElement, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from ...database import Base, reading, writing
from . import keys

SIGN_IN_SECONDS = 10 * 60
CODE_SECONDS = 60
# How long a grant is good without being used, and how long at all.
REFRESH_SECONDS = 30 * 24 * 60 * 60
GRANT_SECONDS = 180 * 24 * 60 * 60


class SignIn(Base):
    """A person on the way from the host to the provider and back, in one browser."""

    __tablename__ = "oauth_sign_ins"

    ticket: Mapped[str] = mapped_column(primary_key=True)
    browser: Mapped[str]
    request: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    user: Mapped[str]
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class Grant(Base):
    """What a user allowed a host: first a code, then one refresh token after the other.

    The row stays as long as the grant is good. To revoke all that came of it is to delete the row.
    """

    __tablename__ = "oauth_grants"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    code_challenge: Mapped[str]
    client_id: Mapped[str]
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    user: Mapped[str] = mapped_column(index=True)
    refresh_token: Mapped[str]
    granted_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)

    # Authlib asks for the rest.

    code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def check_client(self, client: ClientMixin) -> bool:
        return self.client_id == client.get_client_id()


class Taken(NamedTuple):
    """What a sign-in was kept with."""

    request: dict[str, str]
    nonce: str
    verifier: str
    user: str


def keep(
    browser: str, request: dict[str, str], nonce: str = "", verifier: str = "", user: str = ""
) -> str:
    """Keep where a sign-in stands, for ten minutes.

    Parameters:
        browser: Which browser it is in.
        request: What the host asked for.
        nonce: The nonce that the provider was sent.
        verifier: The PKCE verifier for the provider.
        user: Who it is, once the provider has said so.

    Returns:
        A ticket to `take` it again, once, in the same browser.
    """
    ticket = token_urlsafe(32)
    row = SignIn(
        ticket=_hash(ticket),
        browser=_hash(browser),
        request=json.dumps(request),
        nonce=nonce,
        verifier=verifier,
        user=user,
        expires_at=_now() + SIGN_IN_SECONDS,
    )
    with writing() as session:
        session.execute(delete(SignIn).where(SignIn.expires_at <= _now()))
        session.add(row)
    return ticket


def take(ticket: str, browser: str, *, signed_in: bool) -> Taken | None:
    """Take back what was kept; nobody gets it a second time.

    Parameters:
        ticket: What `keep` returned.
        browser: Which browser brings it.
        signed_in: Whether it must have been kept with a user or without one.

    Returns:
        What was kept, or None if there is no such thing, for this browser, any more.
    """
    chosen = (
        delete(SignIn)
        .where(SignIn.ticket == _hash(ticket), SignIn.browser == _hash(browser))
        .where(SignIn.user != "" if signed_in else SignIn.user == "")
        .where(SignIn.expires_at > _now())
        .returning(SignIn.request, SignIn.nonce, SignIn.verifier, SignIn.user)
    )
    with writing() as session:
        row = session.execute(chosen).one_or_none()
    return Taken(json.loads(row[0]), *row[1:]) if row else None


def allow(
    code: str, *, challenge: str, client_id: str, redirect_uri: str, scope: str, user: str
) -> None:
    """Keep what a user allowed a host, for as long as the code is good.

    Parameters:
        code: The authorization code for the host.
        challenge: The host's PKCE challenge, or "" if it sent none.
        client_id: The host.
        redirect_uri: Where the code is sent.
        scope: What the host may do.
        user: In whose name.
    """
    row = Grant(
        id=token_urlsafe(16),
        code=_hash(code),
        code_challenge=challenge,
        client_id=client_id,
        redirect_uri=redirect_uri,
        scope=scope,
        user=user,
        refresh_token="",
        granted_at=_now(),
        expires_at=_now() + CODE_SECONDS,
    )
    with writing() as session:
        session.execute(delete(Grant).where(Grant.expires_at <= _now()))
        session.add(row)


def find_by_code(code: str, client_id: str) -> Grant | None:
    """Find the grant of an authorization code.

    Parameters:
        code: The code.
        client_id: The host that brings it.

    Returns:
        The grant, or None if the code is not this host's, too old, or brought a second time; then
        what came of it the first time is revoked (RFC 6749, 4.1.2).
    """
    grant = _find(Grant.code == _hash(code), client_id)
    if grant and grant.refresh_token:
        revoke(grant.id)
        return None
    return grant


def find_by_refresh_token(token: str, client_id: str) -> Grant | None:
    """Find the grant of a refresh token.

    Parameters:
        token: The refresh token.
        client_id: The host that brings it.

    Returns:
        The grant, or None if the token is not this host's, too old, or not the newest. If it was the
        newest once, somebody has copied it, and the grant is revoked (RFC 9700, 4.14.2). What was
        never a token revokes nothing: the grant's id stands in each access token.
    """
    grant = _find(Grant.id == token.partition(".")[0], client_id)
    if grant and grant.refresh_token != _hash(token):
        if grant_of_refresh(token):
            revoke(grant.id)
        return None
    return grant


def grant_of_refresh(token: str) -> str | None:
    """Find out which grant a refresh token came of, be it the newest or not.

    Parameters:
        token: What may be a refresh token.

    Returns:
        The grant's id, or None if this plugin did not make the token.
    """
    signed, _, signature = token.rpartition(".")
    is_ours = keys.is_signed("refresh tokens", signed, signature)
    return signed.partition(".")[0] if is_ours else None


def renew(grant: Grant) -> str | None:
    """Make a new refresh token in the place of the code or refresh token that was brought.

    Parameters:
        grant: The grant as it was found.

    Returns:
        A refresh token for 30 days, or for as long as the grant is good if that is less; None if
        another request was first: then two had the same code or token, and the grant is revoked.
    """
    signed = f"{grant.id}.{token_urlsafe(32)}"
    token = f"{signed}.{keys.sign('refresh tokens', signed)}"
    expires_at = min(_now() + REFRESH_SECONDS, grant.granted_at + GRANT_SECONDS)
    renewed = (
        update(Grant)
        .where(Grant.id == grant.id, Grant.refresh_token == grant.refresh_token)
        .values(refresh_token=_hash(token), expires_at=expires_at)
        .returning(Grant.id)
    )
    with writing() as session:
        if session.scalar(renewed):
            return token
    revoke(grant.id)
    return None


def revoke(grant_id: str) -> None:
    """Make everything worthless that came of a grant."""
    with writing() as session:
        session.execute(delete(Grant).where(Grant.id == grant_id))


def find(grant_id: str) -> Grant | None:
    """Find a grant that was neither revoked nor has expired."""
    with reading() as session:
        return session.scalar(select(Grant).where(Grant.id == grant_id, Grant.expires_at > _now()))


def of_user(user: str) -> list[Grant]:
    """List what a user allowed and what is good now, the oldest first."""
    found = select(Grant).where(Grant.user == user, Grant.expires_at > _now())
    with reading() as session:
        return list(session.scalars(found.order_by(Grant.granted_at, Grant.id)))


def is_open(grant_id: str) -> bool:
    """Whether a grant was neither revoked nor has expired."""
    found = select(Grant.id).where(Grant.id == grant_id, Grant.expires_at > _now())
    with reading() as session:
        return session.scalar(found) is not None


def _find(which: ColumnElement[bool], client_id: str) -> Grant | None:
    found = select(Grant).where(which, Grant.client_id == client_id, Grant.expires_at > _now())
    with reading() as session:
        return session.scalar(found)


def _hash(secret: str) -> str:
    # What is hashed has 128 random bits or more, so it needs neither salt nor a slow hash.
    return sha256(secret.encode()).hexdigest()


def _now() -> int:
    return int(time.time())
