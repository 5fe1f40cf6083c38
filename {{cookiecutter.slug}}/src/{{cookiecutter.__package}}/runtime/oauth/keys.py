"""The keys of sign-in: one for each purpose, all derived from SECRET_KEY."""

import hmac

from ...settings import settings
from .. import errors

# RFC 7518, 3.2: a key for HS256 has at least 256 bits, which are 32 bytes.
SHORTEST_SECRET = 32


def derive(purpose: str) -> bytes:
    """Derive a key from SECRET_KEY, a different one for each purpose.

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
        purpose: What the signature is for; a signature for another purpose does not match.
        text: The text.

    Returns:
        64 hexadecimal digits (HMAC with SHA-256).

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    return hmac.digest(derive(purpose), text.encode(), "sha256").hex()


def is_signed(purpose: str, text: str, signature: str) -> bool:
    """Whether a signature was made by `sign`, compared in constant time."""
    return hmac.compare_digest(sign(purpose, text).encode(), signature.encode())
