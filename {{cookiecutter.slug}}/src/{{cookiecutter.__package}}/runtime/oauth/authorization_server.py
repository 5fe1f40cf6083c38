"""The authorization server: who may ask for what, and what they are given (RFC 6749, RFC 7636).

Authlib knows the protocol; here it is told of this plugin's hosts, its database and its tokens.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import compare_digest
from typing import Any, cast

from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.base import invalid_error_characters
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    BaseGrant,
    ClientMixin,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    grants,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from starlette.responses import JSONResponse, RedirectResponse, Response

from ...settings import settings
from .. import SLUG
from . import access_tokens, client_documents, store

# Authlib writes tokens to its log while it is debugged.
logging.getLogger("authlib").setLevel(logging.INFO)

# Where ChatGPT takes users back: plugins and GPTs, then connectors.
_CHATGPT = re.compile(
    r"https://(chat\.openai|chatgpt)\.com/aip/[\w-]+/oauth/callback"
    r"|https://chatgpt\.com/connector/oauth/[\w-]+",
    re.ASCII,
)
# RFC 8252, 7.3: a program on this machine, at whichever port it found free.
_LOOPBACK = re.compile(
    r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?([/?][^\s#\\]*)?", re.ASCII
)
# Nothing that is answered may be kept, or tell another site where it came from.
HEADERS = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Client(ClientMixin):
    """A host that calls in the name of users; without a secret it is a public client."""

    id: str
    secret: str = ""
    document: client_documents.ClientDocument | None = None

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> str:
        return ""  # Each request says where the answer goes.

    def get_allowed_scope(self, scope: object) -> str:
        return access_tokens.SCOPE

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        if self.document:
            named = map(_without_port, self.document.redirect_uris)
            return _without_port(redirect_uri) in named
        registered = re.split(r"[\s,]+", settings().oauth_redirect_uris)
        return bool(
            _CHATGPT.fullmatch(redirect_uri)
            or (settings().public_url_is_loopback and _LOOPBACK.fullmatch(redirect_uri))
            or redirect_uri in registered
        )

    def check_client_secret(self, client_secret: str) -> bool:
        return compare_digest(self.secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method != "none") == bool(self.secret)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("authorization_code", "refresh_token")


def find_client(client_id: str) -> Client | None:
    """Find a host.

    Parameters:
        client_id: What the host calls itself.

    Returns:
        The host that OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET describe, or one that describes itself, or None.

    Raises:
        InvalidRequestError: If the id is the address of a document that cannot be used.
    """
    if client_documents.is_address(client_id):
        try:
            return Client(client_id, document=client_documents.find(client_id))
        except client_documents.Unusable as error:
            raise InvalidRequestError(f"The document at the client_id: {error}") from None
    secret = settings().oauth_client_secret.get_secret_value()
    known = settings().oauth_client_id
    return Client(known, secret) if known and secret and client_id == known else None


def _without_port(redirect_uri: str) -> str:
    """Take the port out of an address of this machine: programs take what is free (RFC 8252, 7.3)."""
    found = _LOOPBACK.fullmatch(redirect_uri)
    return f"http://{found[1]}{found[3] or ''}" if found else redirect_uri


class HostRequest(OAuth2Request):
    """What a host asks for, be it in a query, a form or JSON."""

    def __init__(
        self, method: str, parameters: dict[str, str], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(method, settings().public_url, headers=headers)
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def form(self) -> dict[str, str]:
        return self.parameters

    @property
    def parameters(self) -> dict[str, str]:
        assert self.payload
        return self.payload.data


def read(
    method: str, parameters: dict[str, str], headers: Mapping[str, str] | None = None
) -> HostRequest:
    """Read a host's request.

    Parameters:
        method: The HTTP method.
        parameters: What stood in the query or in the body.
        headers: The headers that Authlib needs: Authorization.

    Returns:
        The request for the functions of Authlib.

    Raises:
        OAuth2Error: If a parameter has a character in it that none may have (RFC 6749, A).
    """
    for name in ("response_type", "client_id", "redirect_uri", "scope", "grant_type"):
        if invalid_error_characters(parameters.get(name, "")):
            raise InvalidRequestError(f"{name} has a character in it that is not allowed")
    for name in ("state", "code", "refresh_token", "code_challenge", "client_secret"):
        value = parameters.get(name, "")
        if not (value.isascii() and value.isprintable()):
            raise InvalidRequestError(f"{name} has a character in it that is not allowed")
    return HostRequest(method, parameters, headers)


class WrongClient(InvalidClientError):
    """Neither says whether the client or its secret is wrong."""

    status_code = 401
    description = "The client_id or the client_secret is wrong"

    def get_headers(self) -> list[tuple[str, str]]:
        # RFC 7617, 2: a challenge has a realm.
        challenge = f'Basic realm="{SLUG}"'
        return [*OAuth2Error.get_headers(self), ("WWW-Authenticate", challenge)]


class Server(AuthorizationServer):
    """Authlib's server with this plugin's hosts, answers and tokens."""

    def query_client(self, client_id: str) -> Client | None:  # type: ignore[override]
        return find_client(client_id)

    def authenticate_client(
        self, request: OAuth2Request, methods: Any, endpoint: str = "token"
    ) -> ClientMixin:
        try:
            client = super().authenticate_client(request, methods, endpoint)
        except (InvalidClientError, ValueError):  # ValueError: a Basic header that is no text
            raise WrongClient from None
        if request.form.get("client_id", client.get_client_id()) != client.get_client_id():
            raise WrongClient
        return client

    def create_oauth2_request(self, request: HostRequest) -> HostRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        headers = {**HEADERS, **dict(headers)}
        if "Location" in headers:
            # RFC 9700, 4.12: 303 never sends a form on to the host.
            return RedirectResponse(headers.pop("Location"), 303, headers)
        return JSONResponse(body, status, headers)

    def check(self, asked: HostRequest) -> BaseGrant:
        """Check what a host asks for, before anyone is sent anywhere (RFC 6749, 4.1.1).

        Parameters:
            asked: The host's authorization request.

        Returns:
            What can be granted.

        Raises:
            OAuth2Error: If it is refused. Only with a `redirect_uri` in it may the host be told.
        """
        found: BaseGrant = self.get_consent_grant(asked)  # type: ignore[no-untyped-call]
        return found

    def code(self, asked: HostRequest, user: str | None) -> Response:
        """Send the browser to the host: with a code for the user, or with a refusal for nobody."""
        grant = self.check(asked)
        return cast(Response, self.create_authorization_response(asked, user, grant))

    def tokens(self, asked: HostRequest) -> Response:
        """Answer the host with tokens, or with what is wrong (RFC 6749, 5)."""
        return cast(Response, self.create_token_response(asked))

    def refuse(self, error: OAuth2Error) -> Response:
        """Tell the host what is wrong (RFC 6749, 4.1.2.1 and 5.2)."""
        return self.handle_response(*error())

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def generate_token(
        self,
        grant_type: str,
        client: ClientMixin,
        user: Any = None,
        scope: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = True,
    ) -> dict[str, str | int]:
        """Make an access token, and a refresh token in the place of what the host brought."""
        grant: store.Grant = user
        refresh_token = store.renew(grant)
        if not refresh_token:
            raise InvalidGrantError("It was used before, so all that came of it is revoked")
        return {
            "token_type": "Bearer",
            "access_token": access_tokens.make(grant.user, grant.client_id, grant.scope, grant.id),
            "expires_in": access_tokens.SECONDS,
            "refresh_token": refresh_token,
            "scope": grant.scope,
        }

    def save_token(self, token: object, request: object) -> None:
        """Nothing is left to do: `generate_token` keeps what has to be kept."""


class CodeGrant(grants.AuthorizationCodeGrant):
    """A code for the host, once the user has allowed it."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        asked = self.request.form
        assert self.client
        store.allow(
            code,
            challenge=asked.get("code_challenge", ""),
            client_id=self.client.get_client_id(),
            redirect_uri=asked["redirect_uri"],
            scope=request.scope,
            user=str(request.user),
        )

    def query_authorization_code(self, code: str, client: ClientMixin) -> store.Grant | None:
        return store.find_by_code(code, client.get_client_id())

    def authenticate_user(self, authorization_code: store.Grant) -> store.Grant:
        return authorization_code

    def delete_authorization_code(self, authorization_code: store.Grant) -> None:
        """The code stays, spent, so that it is noticed if it is used again."""


class RefreshGrant(grants.RefreshTokenGrant):
    """A new access token, and a new refresh token in the place of the one that was brought."""

    TOKEN_ENDPOINT_AUTH_METHODS = CodeGrant.TOKEN_ENDPOINT_AUTH_METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(  # type: ignore[override]
        self, refresh_token: str
    ) -> store.Grant | None:
        assert self.client
        return store.find_by_refresh_token(refresh_token, self.client.get_client_id())

    def authenticate_user(self, refresh_token: store.Grant) -> store.Grant:
        return refresh_token

    def revoke_old_credential(self, refresh_token: object) -> None:
        """Nothing is left to do: the new refresh token took its place."""


class S256(CodeChallenge):
    """PKCE, without the method "plain", and asked for before anyone signs in (RFC 9700, 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        super().validate_code_challenge(grant, redirect_uri)
        challenge = grant.request.form.get("code_challenge")
        if challenge and grant.request.form.get("code_challenge_method") != "S256":
            raise InvalidRequestError("code_challenge_method must be S256")
        if not challenge and grant.client and grant.client.check_endpoint_auth_method("none", ""):
            raise InvalidRequestError("A client without a secret must send a code_challenge")


server = Server([access_tokens.SCOPE])
server.register_grant(CodeGrant, [S256()])
server.register_grant(RefreshGrant)
