"""Access tokens: JWTs that this plugin signs, and that are good for this plugin alone (RFC 9068)."""

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

# The one scope there is; ai-plugin.json and openapi.yaml name it too.
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
    """A token that gives no access; the message says why, in ASCII without quotes."""


def make(user: str, client_id: str, scope: str, grant: str) -> str:
    """Make an access token.

    Parameters:
        user: Who is calling: the subject.
        client_id: The host that calls in their name.
        scope: What it may do.
        grant: The id of the grant; the token is good as long as that is there.

    Returns:
        A JWT with the claims of RFC 9068, 2.2, and the grant as `sid`.

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
        token: What the caller sent.

    Returns:
        The user: the subject of the token.

    Raises:
        Invalid: If this plugin did not make the token, it has expired, or its grant was revoked.
    """
    claims = _verified(token)
    if not store.is_open(claims["sid"]):
        raise Invalid("The token was revoked")
    user: str = claims["sub"]
    return user


def grant_of(token: str) -> str | None:
    """Find out which grant an access token came of.

    Parameters:
        token: What may be an access token.

    Returns:
        The grant's id, or None if this plugin did not make the token, or it has expired.
    """
    try:
        return str(_verified(token)["sid"])
    except Invalid:
        return None


def _verified(token: str) -> dict[str, Any]:
    """Verify all that a token alone can show, and return its claims."""
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
    # Sign-in makes other JWTs with other keys; still, the type says what this one is for.
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
