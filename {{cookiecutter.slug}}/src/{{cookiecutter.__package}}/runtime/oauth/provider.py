"""Who the user is: asked of the OpenID provider at OIDC_ISSUER (OpenID Connect Core 1.0, 3.1).

The provider's tokens stay here. They are meant for this plugin, not for the host.
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
from ..settings import is_loopback
from . import limits
from .asking import NoAnswer, ask
from .remembering import Memory

# Signatures that need the provider's private key: neither "none" nor anything with a shared secret.
ALGORITHMS = [f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)]
LEEWAY_SECONDS = 60
SECONDS, LONGEST_ANSWER = 10.0, 1_000_000  # until an answer must be there; bytes
MOST_AT_ONCE = 6


class ProviderError(Exception):
    """The provider cannot be asked, or its answer is not to be trusted; the message says why."""


class Provider(BaseModel):
    """What the provider tells about itself (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False


memory: Memory[Provider] = Memory(ProviderError, result_seconds=3600, failure_seconds=10, most=10)
_turns = limits.Turns(MOST_AT_ONCE)
_discovering = Lock()


def is_secure(url: str) -> bool:
    """Whether what is sent to a URL stays secret: over https, or within this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme in (("http", "https") if is_loopback(host) else ("https",)) and bool(host)


def redirect_uri() -> str:
    """The one address to register at the provider."""
    return f"{settings().public_url}/oauth/callback"


def provider() -> Provider:
    """Find the provider by discovery; what it says, or that it says nothing, is remembered.

    Raises:
        ProviderError: If there is none at OIDC_ISSUER, or it says that it is another.
        limits.Busy: If too many ask for it.
    """
    issuer = settings().oidc_issuer.rstrip("/")
    if known := memory.known(issuer):
        return known
    with _turns.one(), _discovering:
        return memory.find(issuer, lambda: _discover(issuer))


def _discover(issuer: str) -> Provider:
    answer = _answer("GET", f"{issuer}/.well-known/openid-configuration")
    try:
        found = Provider.model_validate(answer)
    except ValidationError as error:
        fields = ", ".join(str(each["loc"][0]) for each in error.errors())
        raise ProviderError(f"The discovery document at {issuer} has no good {fields}") from None
    if found.issuer.rstrip("/") != issuer:
        raise ProviderError(f"The provider at {issuer} says that it is {found.issuer}")
    for url in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        if not is_secure(url):
            raise ProviderError(f"The provider at {issuer} names {url}, which is not https")
    return found


def check_issuer(iss: str | None) -> None:
    """Check whose answer the browser brings back (RFC 9207, 2.4).

    Parameters:
        iss: The parameter of that name.

    Raises:
        ProviderError: If it names another than the provider, or nobody where the provider always
            names itself.
    """
    expected = provider()
    if iss is None and not expected.authorization_response_iss_parameter_supported:
        return
    if iss != expected.issuer:
        raise ProviderError(f"The answer is of the issuer {iss!a}, not of {expected.issuer}")


def sign_in_url(state: str, nonce: str, verifier: str) -> str:
    """Where to send the browser.

    Parameters:
        state: What the provider sends back with the user.
        nonce: What must stand in the ID token.
        verifier: The PKCE verifier that `user` is called with later (RFC 7636).

    Returns:
        The provider's address with an authentication request.

    Raises:
        ProviderError: If the provider cannot be asked.
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
    """Ask the provider who signed in.

    Parameters:
        code: What the provider sent back with the browser.
        nonce: The nonce that it was sent.
        verifier: The PKCE verifier for the challenge that it was sent.

    Returns:
        The user: the subject of the ID token.

    Raises:
        ProviderError: If the provider does not answer, or the ID token is not to be trusted.
        limits.Busy: If too many sign in at the same time.
    """
    with _turns.one():
        answer = _redeem(code, verifier)
        published = _answer("GET", provider().jwks_uri)
    try:
        keys = KeySet.import_key_set(published)
    except (JoseError, KeyError, TypeError, ValueError):
        raise ProviderError(f"There are no good keys at {provider().jwks_uri}") from None
    return subject(str(answer.get("id_token")), keys, nonce)


def subject(id_token: str, keys: KeySet, nonce: str) -> str:
    """Verify an ID token (OpenID Connect Core 1.0, 3.1.3.7).

    Parameters:
        id_token: The token.
        keys: The provider's public keys.
        nonce: The nonce that the provider was sent.

    Returns:
        The subject.

    Raises:
        ProviderError: If the token was not made by this provider, for this plugin and this
            sign-in, or has expired.
    """
    me = settings().oidc_client_id
    registry = JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": provider().issuer},
        aud={"essential": True, "value": me},
        azp={"value": me},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        registry.validate(claims)
    except (JoseError, ValueError) as error:
        raise ProviderError(f"The ID token is not to be trusted: {error}") from None
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
        raise ProviderError("The ID token is for several, and does not say for whom it was made")
    name: str = claims["sub"]
    if len(name) > 255 or not name.isprintable() or not name.strip():
        raise ProviderError("The ID token's subject is no name of at most 255 characters")
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
    # RFC 6749, 2.3.1: both are encoded before they are put together.
    basic = (quote(client_id, safe=""), quote(secret, safe=""))
    return _answer("POST", endpoint, data=form, auth=basic)


def _answer(method: str, url: str, **options: Any) -> Any:
    try:
        answer = ask(method, url, seconds=SECONDS, longest=LONGEST_ANSWER, **options)
        found = json.loads(answer.body)
    except NoAnswer as error:
        raise ProviderError(f"{url} gives {error}") from None
    except (ValueError, RecursionError):
        raise ProviderError(f"{url} does not answer with JSON") from None
    if answer.status != 200 or not isinstance(found, dict):
        why = found.get("error") if isinstance(found, dict) else "no object"
        raise ProviderError(f"{url} answers with {answer.status} ({why})")
    return found
