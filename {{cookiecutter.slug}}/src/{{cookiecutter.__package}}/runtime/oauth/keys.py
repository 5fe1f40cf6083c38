"""The keys of sign-in: one for each purpose, all made out of SECRET_KEY."""

import hmac

from ...settings import settings
from .. import errors

# RFC 7518, 3.2: a key for HS256 has 256 bits; a shorter text could not hold them.
SHORTEST_SECRET = 32


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


def sign(purpose: str, text: str) -> str:
    """Sign a text.

    Parameters:
        purpose: What the signature is for: one for another purpose does not match.
        text: The text.

    Returns:
        64 hexadecimal digits (HMAC with SHA-256).

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    return hmac.digest(derive(purpose), text.encode(), "sha256").hex()


def is_signed(purpose: str, text: str, signature: str) -> bool:
    """Whether `sign` made a signature, compared in constant time."""
    return hmac.compare_digest(sign(purpose, text).encode(), signature.encode())
