"""Access tokens: JWTs that this plugin signs, valid only for this plugin (RFC 9068)."""

import time
from secrets import token_urlsafe
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from ...settings import settings
from .. import errors
from . import keys, store

# The only scope; ai-plugin.json and openapi.yaml name it too.
SCOPE = "plugin"
ALGORITHM = "HS256"
TYPE = "at+jwt"
SECONDS = 15 * 60

_WRONG_CLAIMS = {
    "iss": "The token is from another issuer",
    "aud": "The token is for another audience",
    "exp": "The token has expired",
    "scope": f"The token lacks the scope {SCOPE}",
}


class Invalid(Exception):
    """The token gives no access; the message says why, in ASCII without quotes."""


def make(user: str, client_id: str, scope: str, grant: str) -> str:
    """Make an access token.

    Parameters:
        user: The user: the subject of the token.
        client_id: The host that calls on behalf of the user.
        scope: The scope of the token.
        grant: The id of the grant; revoking it revokes the token.

    Returns:
        A JWT with the claims of RFC 9068, 2.2, and the grant's id as `sid`.

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    now = int(time.time())
    claims = {
        "iss": settings().public_url,
        "aud": settings().public_url,
        "sub": user,
        "client_id": client_id,
        "scope": scope,
        "sid": grant,
        "jti": token_urlsafe(16),
        "iat": now,
        "exp": now + SECONDS,
    }
    return jwt.encode({"alg": ALGORITHM, "typ": TYPE}, claims, key())


def user_of(token: str) -> str:
    """Verify an access token (RFC 6750, 3; RFC 9068, 4).

    Parameters:
        token: The token that the caller sent.

    Returns:
        The user: the subject of the token.

    Raises:
        Invalid: If this plugin did not issue the token, it has expired, or its grant was revoked.
    """
    claims = _verified(token)
    if not store.is_active(claims["sid"]):
        raise Invalid("The token was revoked")
    user: str = claims["sub"]
    return user


def grant_of(token: str) -> str | None:
    """Get the grant that an access token belongs to.

    Parameters:
        token: Any text.

    Returns:
        The grant's id, or None if the text is not a valid access token of this plugin.
    """
    try:
        return str(_verified(token)["sid"])
    except Invalid:
        return None


def _verified(token: str) -> dict[str, Any]:
    """Verify a token without looking up its grant, and return its claims."""
    registry = JWTClaimsRegistry(
        iss={"essential": True, "value": settings().public_url},
        aud={"essential": True, "value": settings().public_url},
        exp={"essential": True},
        sub={"essential": True},
        sid={"essential": True},
    )
    try:
        decoded = jwt.decode(token, key(), algorithms=[ALGORITHM])
        registry.validate(decoded.claims)
    except ClaimError as error:
        wrong = f"The token has a wrong {error.claim}"
        raise Invalid(_WRONG_CLAIMS.get(error.claim, wrong)) from None
    except BadSignatureError:
        raise Invalid("The token was signed with another key") from None
    except UnsupportedAlgorithmError:
        raise Invalid(f"The token was not signed with {ALGORITHM}") from None
    except (JoseError, ValueError):
        raise Invalid("The token is not a JWT of this plugin") from None
    except errors.NotReady:
        raise Invalid("This plugin has no SECRET_KEY to verify tokens with") from None
    # Other JWTs of sign-in have keys of their own; the type is a second line of defence.
    if decoded.header.get("typ") != TYPE:
        raise Invalid("The token is not an access token")
    if SCOPE not in str(decoded.claims.get("scope", "")).split():
        raise Invalid(_WRONG_CLAIMS["scope"])
    return decoded.claims


def key() -> OctKey:
    """The key that signs access tokens.

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    return OctKey.import_key(keys.derive("access tokens"))
