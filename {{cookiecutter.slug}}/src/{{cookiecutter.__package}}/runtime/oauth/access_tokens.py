"""Access tokens: JWTs that this plugin signs, and that are good for this plugin alone (RFC 9068)."""

import hmac
import time
from secrets import token_urlsafe

from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from ...settings import settings
from .. import errors
from . import store

# The one scope there is; ai-plugin.json and openapi.yaml name it too.
SCOPE = "plugin"
ALGORITHM = "HS256"
TYPE = "at+jwt"
SECONDS = 15 * 60

# RFC 7518, 3.2: a key for HS256 has 256 bits; a shorter text could not hold them.
SHORTEST_SECRET = 32

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
    if not store.is_open(decoded.claims["sid"]):
        raise Invalid("The token was revoked")
    user: str = decoded.claims["sub"]
    return user


def key() -> OctKey:
    """The key that signs access tokens.

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    return OctKey.import_key(derive("access tokens"))


def derive(purpose: str) -> bytes:
    """Make a key out of SECRET_KEY: another one for each purpose.

    Parameters:
        purpose: What the key is for.

    Returns:
        256 bits, the first block of HKDF-Expand (RFC 5869, 2.3).

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    secret = settings().secret_key.get_secret_value()
    if len(secret) < SHORTEST_SECRET:
        raise errors.NotReady(f"SECRET_KEY has fewer than {SHORTEST_SECRET} characters")
    return hmac.digest(secret.encode(), purpose.encode() + b"\x01", "sha256")
