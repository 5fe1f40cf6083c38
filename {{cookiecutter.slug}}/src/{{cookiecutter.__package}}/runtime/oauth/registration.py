"""Clients that register themselves (RFC 7591), without a table.

What a client registers is its client_id: signed, so that it comes back as it was. Nothing is kept
that somebody could fill. The secret of a client that wants one is made from its client_id.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from authlib.oauth2.rfc7591 import InvalidClientMetadataError, InvalidRedirectURIError
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ...settings import settings
from . import keys, redirects

ALGORITHM, TYPE = "HS256", "client+jwt"
GRANT_TYPES = ["authorization_code", "refresh_token"]
AUTH_METHODS = ("none", "client_secret_basic", "client_secret_post")
MOST_REDIRECTS, LONGEST_NAME = 10, 100
# It stands in each access token and each sign-in.
LONGEST_ID = 1_500


@dataclass(frozen=True)
class Registration:
    """What a client said of itself when it registered; nobody has checked it.

    Parameters:
        client_id: All of it, signed.
        name: What it calls itself, or "".
        redirect_uris: Where users may be sent back to.
        auth_method: How it shows its secret at the token endpoint: `none` if it has none.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    auth_method: str

    @property
    def secret(self) -> str:
        """Its secret, or "" if it has none."""
        if self.auth_method == "none":
            return ""
        return keys.sign("secrets of registered clients", self.client_id)


def register(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Register a client.

    Parameters:
        metadata: What it says of itself (RFC 7591, 2). What is not known is ignored.

    Returns:
        What was registered, with the client_id, and a secret if it asked for one (RFC 7591, 3.2.1).

    Raises:
        InvalidRedirectURIError: If an address to send users back to is missing or breaks a rule.
        InvalidClientMetadataError: If something else does.
        errors.NotReady: Without a SECRET_KEY.
    """
    claims = {
        "redirect_uris": _redirect_uris(metadata.get("redirect_uris")),
        "client_name": _name(metadata.get("client_name")),
        # RFC 7591, 2: with a secret, unless the client says otherwise.
        "token_endpoint_auth_method": _auth_method(
            metadata.get("token_endpoint_auth_method") or "client_secret_basic"
        ),
        "iat": int(time.time()),
        "jti": token_urlsafe(8),  # so that no two clients have the same secret
    }
    _require("grant_types", metadata.get("grant_types"), "authorization_code")
    _require("response_types", metadata.get("response_types"), "code")
    client_id = jwt.encode({"alg": ALGORITHM, "typ": TYPE}, claims, _key())
    if len(client_id) > LONGEST_ID:
        raise InvalidClientMetadataError("redirect_uris and client_name are too long together")
    answer = {
        "client_id": client_id,
        "client_id_issued_at": claims["iat"],
        "redirect_uris": claims["redirect_uris"],
        "token_endpoint_auth_method": claims["token_endpoint_auth_method"],
        "grant_types": GRANT_TYPES,
        "response_types": ["code"],
    }
    if claims["client_name"]:
        answer["client_name"] = claims["client_name"]
    if secret := _registration(client_id, claims).secret:
        answer |= {"client_secret": secret, "client_secret_expires_at": 0}
    return answer


def read(client_id: str) -> Registration | None:
    """Read a client_id.

    Parameters:
        client_id: What a client sent.

    Returns:
        What was registered, or None if it was not made here, or registration is closed.

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    if not settings().oauth_registration or len(client_id) > LONGEST_ID:
        return None
    try:
        decoded = jwt.decode(client_id, _key(), algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        return None
    if decoded.header.get("typ") != TYPE:
        return None
    return _registration(client_id, decoded.claims)


def read_kept(client_id: str) -> Registration | None:
    """Read a client_id that is kept here, so that it was verified before: no key is needed.

    Parameters:
        client_id: What a grant was made for.

    Returns:
        What was registered, or None if the client did not register itself.
    """
    try:
        claims = json.loads(jws.extract_compact(client_id.encode()).payload)
        return _registration(client_id, claims)
    except (JoseError, KeyError, TypeError, ValueError):
        return None


def _registration(client_id: str, claims: Mapping[str, Any]) -> Registration:
    return Registration(
        client_id,
        claims["client_name"],
        tuple(claims["redirect_uris"]),
        claims["token_endpoint_auth_method"],
    )


def _key() -> OctKey:
    return OctKey.import_key(keys.derive("registered clients"))


def _redirect_uris(given: Any) -> list[str]:
    if not isinstance(given, list) or not given or not all(isinstance(uri, str) for uri in given):
        raise InvalidRedirectURIError("redirect_uris must be a list of addresses")
    if len(given) > MOST_REDIRECTS:
        raise InvalidRedirectURIError(f"redirect_uris can have {MOST_REDIRECTS} addresses at most")
    for number, uri in enumerate(given, 1):
        if wrong := redirects.problem(uri):
            raise InvalidRedirectURIError(f"Address {number} of redirect_uris {wrong}")
    return list(dict.fromkeys(given))


def _name(given: Any) -> str:
    name = "" if given is None else given
    if not isinstance(name, str) or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidClientMetadataError(
            f"client_name must be a text of at most {LONGEST_NAME} printable characters"
        )
    return name.strip()


def _auth_method(given: Any) -> str:
    if given not in AUTH_METHODS:
        raise InvalidClientMetadataError(
            f"token_endpoint_auth_method must be one of {', '.join(AUTH_METHODS)}"
        )
    return str(given)


def _require(name: str, given: Any, needed: str) -> None:
    # RFC 7591, 2: these are what a client has that does not name them.
    if given is not None and (not isinstance(given, list) or needed not in given):
        raise InvalidClientMetadataError(f"{name} must be a list with {needed} in it")
