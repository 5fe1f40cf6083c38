"""Access tokens: JWTs that this plugin signs, and that are good for this plugin alone (RFC 9068)."""

import hmac
import time
from secrets import token_urlsafe

from joserfc import jwt
from joserfc.jwk import OctKey

from . import errors
from .settings import settings

# The one scope there is; ai-plugin.json and openapi.yaml name it too.
SCOPE = "plugin"
ALGORITHM = "HS256"
TYPE = "at+jwt"
SECONDS = 15 * 60

# RFC 7518, 3.2: a key for HS256 has 256 bits; a shorter text could not hold them.
SHORTEST_SECRET = 32


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
