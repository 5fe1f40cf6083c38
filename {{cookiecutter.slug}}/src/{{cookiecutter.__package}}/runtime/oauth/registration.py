"""Dynamic client registration (RFC 7591), without a table.

A client_id is the signed registration itself, so nothing is stored, and nobody can fill a table.
The secret of a client that wants one is derived from its client_id.
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
# Each access token and each sign-in contains it.
LONGEST_ID = 1_500


@dataclass(frozen=True)
class Registration:
    """What a client registered; none of it is verified.

    Parameters:
        client_id: The whole registration, signed.
        name: The client's name, or "".
        redirect_uris: The addresses to which users may be sent back.
        auth_method: How it sends its secret to the token endpoint; `none` if it has no secret.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    auth_method: str

    @property
    def secret(self) -> str:
        """The client's secret, or "" for a public client."""
        if self.auth_method == "none":
            return ""
        return keys.sign("secrets of registered clients", self.client_id)


def register(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Register a client.

    Parameters:
        metadata: The client's metadata (RFC 7591, 2). Unknown members are ignored.

    Returns:
        What was registered, with the client_id, and a secret unless the client is public
        (RFC 7591, 3.2.1).

    Raises:
        InvalidRedirectURIError: If `redirect_uris` is missing or breaks a rule.
        InvalidClientMetadataError: If another member breaks a rule.
        errors.NotReady: Without a SECRET_KEY.
    """
    claims = {
        "redirect_uris": _redirect_uris(metadata.get("redirect_uris")),
        "client_name": _name(metadata.get("client_name")),
        # RFC 7591, 2: the default is a client with a secret.
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
    """Verify and read a client_id.

    Parameters:
        client_id: Any text that a client sent.

    Returns:
        What was registered, or None if the plugin did not sign it, or registration is off.

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


def read_stored(client_id: str) -> Registration | None:
    """Read a client_id of the database, which was verified before, so no key is needed.

    Parameters:
        client_id: The client_id of a grant.

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
        raise InvalidRedirectURIError(f"redirect_uris can have at most {MOST_REDIRECTS} addresses")
    for number, uri in enumerate(given, 1):
        if wrong := redirects.problem(uri):
            raise InvalidRedirectURIError(f"Address {number} in redirect_uris {wrong}")
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
    # RFC 7591, 2: the needed value is also the default.
    if given is not None and (not isinstance(given, list) or needed not in given):
        raise InvalidClientMetadataError(f"{name} must be a list that contains {needed}")
