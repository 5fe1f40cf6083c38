"""Signs users in with the OpenID provider at OIDC_ISSUER (OpenID Connect Core 1.0, 3.1).

The provider's tokens are for this plugin, and are never passed on to the host.
"""

import json
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64encode
from pydantic import BaseModel, ValidationError

from ...settings import settings
from ..outgoing.fetching import NoAnswer, fetch
from ..settings import is_loopback
from . import limits
from .caching import Cache

# Signatures that need the provider's private key; neither "none" nor those with a shared secret.
ALGORITHMS = [f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)]
LEEWAY_SECONDS = 60
SECONDS, LONGEST_ANSWER = 10.0, 1_000_000  # for a whole answer; bytes
MOST_AT_ONCE = 6


class ProviderError(Exception):
    """The provider does not answer, or its answer cannot be trusted; the message says why."""


class Provider(BaseModel):
    """The provider's metadata (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False


cache: Cache[Provider] = Cache(ProviderError, result_seconds=3600, failure_seconds=10, most=10)
_slots = limits.Slots(MOST_AT_ONCE)
_discovering = Lock()


def is_secure(url: str) -> bool:
    """Whether a URL keeps what is sent to it secret: it is https, or on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme in (("http", "https") if is_loopback(host) else ("https",)) and bool(host)


def redirect_uri() -> str:
    """Get the redirect URI to register with the provider."""
    return f"{settings().public_url}/oauth/callback"


def provider() -> Provider:
    """Get the provider's metadata by discovery, or from the cache.

    Raises:
        ProviderError: If there is no provider at OIDC_ISSUER, or it has another issuer.
        limits.Busy: If too many threads wait for it.
    """
    issuer = settings().oidc_issuer.rstrip("/")
    if cached := cache.get(issuer):
        return cached
    with _slots.take(), _discovering:
        return cache.get_or_load(issuer, lambda: _discover(issuer))


def _discover(issuer: str) -> Provider:
    answer = _answer("GET", f"{issuer}/.well-known/openid-configuration")
    try:
        found = Provider.model_validate(answer)
    except ValidationError as error:
        fields = ", ".join(str(each["loc"][0]) for each in error.errors())
        raise ProviderError(f"The metadata of {issuer} lacks a valid {fields}") from None
    if found.issuer.rstrip("/") != issuer:
        raise ProviderError(f"The metadata of {issuer} has another issuer, {found.issuer}")
    for url in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        if not is_secure(url):
            raise ProviderError(f"The metadata of {issuer} contains {url}, which is not https")
    return found


def check_issuer(iss: str | None) -> None:
    """Check that the browser brings back an answer of the provider (RFC 9207, 2.4).

    Parameters:
        iss: The parameter `iss` of the answer, if it has one.

    Raises:
        ProviderError: If it is another issuer, or is missing although the provider always sends it.
    """
    expected = provider()
    if iss is None and not expected.authorization_response_iss_parameter_supported:
        return
    if iss != expected.issuer:
        raise ProviderError(f"The answer is from the issuer {iss!a}, not from {expected.issuer}")


def sign_in_url(state: str, nonce: str, verifier: str) -> str:
    """Make the address at which the user signs in.

    Parameters:
        state: The state, which the provider sends back.
        nonce: The nonce, which the ID token must contain.
        verifier: The PKCE verifier with which `user` is called later (RFC 7636).

    Returns:
        The provider's authorization endpoint, with an authentication request.

    Raises:
        ProviderError: If the provider does not answer.
    """
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": settings().oidc_client_id,
            "redirect_uri": redirect_uri(),
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
    )
    endpoint = provider().authorization_endpoint
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"


def user(code: str, nonce: str, verifier: str) -> str:
    """Get the user who signed in from the provider.

    Parameters:
        code: The code that the browser brought back.
        nonce: The nonce of the authentication request.
        verifier: The PKCE verifier of the authentication request.

    Returns:
        The user: the subject of the ID token.

    Raises:
        ProviderError: If the provider does not answer, or the ID token cannot be trusted.
        limits.Busy: If too many users sign in at the same time.
    """
    with _slots.take():
        answer = _redeem(code, verifier)
        published = _answer("GET", provider().jwks_uri)
    try:
        keys = KeySet.import_key_set(published)
    except (JoseError, KeyError, TypeError, ValueError):
        raise ProviderError(f"There are no valid keys at {provider().jwks_uri}") from None
    return subject(str(answer.get("id_token")), keys, nonce)


def subject(id_token: str, keys: KeySet, nonce: str) -> str:
    """Verify an ID token (OpenID Connect Core 1.0, 3.1.3.7).

    Parameters:
        id_token: The token.
        keys: The provider's public keys.
        nonce: The nonce of the authentication request.

    Returns:
        The subject.

    Raises:
        ProviderError: If the token was not issued by this provider for this plugin and this
            sign-in, or has expired.
    """
    client_id = settings().oidc_client_id
    registry = JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": provider().issuer},
        aud={"essential": True, "value": client_id},
        azp={"value": client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        registry.validate(claims)
    except (JoseError, ValueError) as error:
        raise ProviderError(f"The ID token cannot be trusted: {error}") from None
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
        raise ProviderError("The ID token has several audiences, but no azp")
    name: str = claims["sub"]
    if len(name) > 255 or not name.isprintable() or not name.strip():
        raise ProviderError("The ID token's subject is not a text of 1 to 255 characters")
    return name


def _redeem(code: str, verifier: str) -> Any:
    client_id, secret = settings().oidc_client_id, settings().oidc_client_secret.get_secret_value()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(),
        "code_verifier": verifier,
    }
    endpoint = provider().token_endpoint
    if "client_secret_post" in provider().token_endpoint_auth_methods_supported:
        form |= {"client_id": client_id, "client_secret": secret}
        return _answer("POST", endpoint, data=form)
    # RFC 6749, 2.3.1: both are encoded before they are joined.
    basic = (quote(client_id, safe=""), quote(secret, safe=""))
    return _answer("POST", endpoint, data=form, auth=basic)


def _answer(method: str, url: str, **options: Any) -> Any:
    try:
        answer = fetch(method, url, seconds=SECONDS, longest=LONGEST_ANSWER, **options)
        found = json.loads(answer.body)
    except NoAnswer as error:
        raise ProviderError(f"{url} gave {error}") from None
    except (ValueError, RecursionError):
        raise ProviderError(f"The answer of {url} is not JSON") from None
    if answer.status != 200 or not isinstance(found, dict):
        why = found.get("error") if isinstance(found, dict) else "not an object"
        raise ProviderError(f"{url} answered {answer.status} ({why})")
    return found
