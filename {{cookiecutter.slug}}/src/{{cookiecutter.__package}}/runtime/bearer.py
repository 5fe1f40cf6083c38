"""The Authorization header with a bearer token (RFC 6750)."""

from . import SLUG
from .errors import Unauthorized


def read_token(authorization: str | None, **challenge: str) -> str:
    """Read the token from the header.

    Parameters:
        authorization: The Authorization header, `Bearer …`.
        challenge: More parameters for the WWW-Authenticate header of a refusal.

    Returns:
        The token.

    Raises:
        Unauthorized: If the header is missing or malformed.
    """
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        # RFC 6750, 3.1: a caller that sends no token is only told what to send.
        detail = "Send the header Authorization: Bearer, with a token"
        raise Unauthorized(detail, {"WWW-Authenticate": _challenge(challenge)})
    return token.strip()


def refusal(detail: str, **challenge: str) -> Unauthorized:
    """Refuse a token.

    Parameters:
        detail: What is wrong with it, in ASCII without quotes.
        challenge: More parameters for the WWW-Authenticate header.

    Returns:
        The error to raise.
    """
    challenge = {**challenge, "error": "invalid_token", "error_description": detail}
    return Unauthorized(detail, {"WWW-Authenticate": _challenge(challenge)})


def _challenge(parameters: dict[str, str]) -> str:
    return "Bearer " + ", ".join(
        f'{name}="{value}"' for name, value in {"realm": SLUG, **parameters}.items()
    )
