"""The tables of sign-in.

Codes, tickets and refresh tokens can be used once, and using one is a single SQL statement: if two
workers try, one succeeds. The database contains only hashes of them.
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
# The lifetime of a grant that is not used, and of any grant.
REFRESH_SECONDS = 30 * 24 * 60 * 60
GRANT_SECONDS = 180 * 24 * 60 * 60


class SignIn(Base):
    """A sign-in in progress, in one browser."""

    __tablename__ = "oauth_sign_ins"

    ticket: Mapped[str] = mapped_column(primary_key=True)
    browser: Mapped[str]
    request: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    user: Mapped[str]
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class Grant(Base):
    """A user's consent for a host: first with a code, then with one refresh token at a time.

    Deleting the row revokes all tokens of the grant.
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

    # Authlib needs the rest.

    code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def check_client(self, client: ClientMixin) -> bool:
        return self.client_id == client.get_client_id()


class Taken(NamedTuple):
    """The data of a sign-in."""

    request: dict[str, str]
    nonce: str
    verifier: str
    user: str


def save(
    browser: str, request: dict[str, str], nonce: str = "", verifier: str = "", user: str = ""
) -> str:
    """Store a sign-in for ten minutes.

    Parameters:
        browser: The id of the browser.
        request: The parameters of the host's authorization request.
        nonce: The nonce for the provider.
        verifier: The PKCE verifier for the provider.
        user: The user, once they have signed in.

    Returns:
        A ticket with which the same browser can `take` it, once.
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
    """Get a sign-in and delete it.

    Parameters:
        ticket: What `save` returned.
        browser: The id of the browser that sends the ticket.
        signed_in: Whether the sign-in must have a user, or must not have one.

    Returns:
        The sign-in, or None if this browser has no such sign-in, or no longer has it.
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
    """Store a grant until its code expires.

    Parameters:
        code: The authorization code for the host.
        challenge: The host's PKCE challenge, or "" if it sent none.
        client_id: The host.
        redirect_uri: The address to which the code is sent.
        scope: What the host may do.
        user: The user on whose behalf the host calls.
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
        client_id: The host that sends it.

    Returns:
        The grant, or None if the code is not this host's, has expired or is used a second time;
        then the grant is revoked (RFC 6749, 4.1.2).
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
        client_id: The host that sends it.

    Returns:
        The grant, or None if the token is not this host's, has expired or is not the newest. An
        older token was probably copied, so it revokes the grant (RFC 9700, 4.14.2). A made-up one
        does not: access tokens contain the grant's id, so anyone who has seen one could make it up.
    """
    grant = _find(Grant.id == token.partition(".")[0], client_id)
    if grant and grant.refresh_token != _hash(token):
        if grant_of_refresh(token):
            revoke(grant.id)
        return None
    return grant


def grant_of_refresh(token: str) -> str | None:
    """Get the grant that a refresh token belongs to, whether or not it is the newest.

    Parameters:
        token: Any text.

    Returns:
        The grant's id, or None if this plugin did not issue the token.
    """
    signed, _, signature = token.rpartition(".")
    is_ours = keys.is_signed("refresh tokens", signed, signature)
    return signed.partition(".")[0] if is_ours else None


def renew(grant: Grant) -> str | None:
    """Replace the code or refresh token of a grant by a new refresh token.

    Parameters:
        grant: The grant as it was found.

    Returns:
        A refresh token, valid for 30 days or until the grant ends, whichever is sooner; None if
        another request with the same code or token was first, in which case the grant is revoked.
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
    """Revoke a grant with all its tokens."""
    with writing() as session:
        session.execute(delete(Grant).where(Grant.id == grant_id))


def find(grant_id: str) -> Grant | None:
    """Find a grant, unless it was revoked or has expired."""
    with reading() as session:
        return session.scalar(select(Grant).where(Grant.id == grant_id, Grant.expires_at > _now()))


def find_by_user(user: str) -> list[Grant]:
    """List the active grants of a user, the oldest first."""
    found = select(Grant).where(Grant.user == user, Grant.expires_at > _now())
    with reading() as session:
        return list(session.scalars(found.order_by(Grant.granted_at, Grant.id)))


def is_active(grant_id: str) -> bool:
    """Whether a grant exists, and was neither revoked nor has expired."""
    found = select(Grant.id).where(Grant.id == grant_id, Grant.expires_at > _now())
    with reading() as session:
        return session.scalar(found) is not None


def _find(which: ColumnElement[bool], client_id: str) -> Grant | None:
    found = select(Grant).where(which, Grant.client_id == client_id, Grant.expires_at > _now())
    with reading() as session:
        return session.scalar(found)


def _hash(secret: str) -> str:
    # All hashed values have at least 128 random bits, so they need neither a salt nor a slow hash.
    return sha256(secret.encode()).hexdigest()


def _now() -> int:
    return int(time.time())
