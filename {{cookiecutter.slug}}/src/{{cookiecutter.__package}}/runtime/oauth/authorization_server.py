"""The authorization server: who may ask for what, and what they are given (RFC 6749, RFC 7636).

Authlib knows the protocol; here it gets this plugin's hosts, database and tokens.
"""

import logging
from typing import Any, cast

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    BaseGrant,
    ClientMixin,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    grants,
)
from authlib.oauth2.rfc6749.authenticate_client import ClientAuthentication
from authlib.oauth2.rfc7636 import CodeChallenge
from starlette.responses import JSONResponse, RedirectResponse, Response

from ...settings import settings
from .. import SLUG
from . import access_tokens, answers, clients, resources, store
from .parameters import HostRequest
from .revocation import RevocationEndpoint

# Authlib writes tokens to its log while it is debugged.
logging.getLogger("authlib").setLevel(logging.INFO)


class WrongClient(InvalidClientError):
    """Neither says whether the client or its secret is wrong."""

    status_code = 401
    description = "The client_id or the client_secret is wrong"

    def get_headers(self) -> list[tuple[str, str]]:
        # RFC 7617, 2: a challenge has a realm.
        challenge = f'Basic realm="{SLUG}"'
        return [*OAuth2Error.get_headers(self), ("WWW-Authenticate", challenge)]


# A host that brings a code or a token is found without anything being fetched.
_authentication: Any = ClientAuthentication(clients.identify)  # type: ignore[arg-type]


class Server(AuthorizationServer):
    """Authlib's server with this plugin's hosts, answers and tokens."""

    def query_client(self, client_id: str) -> clients.Client | None:  # type: ignore[override]
        return clients.find(client_id)

    def authenticate_client(
        self, request: OAuth2Request, methods: Any, endpoint: str = "token"
    ) -> ClientMixin:
        try:
            client: ClientMixin = _authentication(request, methods, endpoint)
        except (InvalidClientError, ValueError):  # ValueError: a Basic header that is no text
            raise WrongClient from None
        if request.form.get("client_id", client.get_client_id()) != client.get_client_id():
            raise WrongClient
        return client

    def create_oauth2_request(self, request: HostRequest) -> HostRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        headers = {**answers.HEADERS, **dict(headers)}
        if "Location" in headers:
            # RFC 9207, 2: the host learns whose answer it is, refusals included.
            issuer = [("iss", settings().public_url)]
            location = add_params_to_uri(headers.pop("Location"), issuer)
            # RFC 9700, 4.12: 303 never sends a form on to the host.
            return RedirectResponse(location, 303, headers)
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
        try:
            resources.check(asked.form.get("resource"))
        except resources.InvalidTarget as error:
            return self.refuse(error)
        return cast(Response, self.create_token_response(asked))

    def revocation(self, asked: HostRequest) -> Response:
        """End what a token came of (RFC 7009, 2)."""
        name = RevocationEndpoint.ENDPOINT_NAME
        return cast(Response, self.create_endpoint_response(name, asked))  # type: ignore[no-untyped-call]

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


class ResourceIndicator:
    """What the token is for is asked before anyone signs in (RFC 8707, 2.1)."""

    def __call__(self, grant: BaseGrant) -> None:
        grant.register_hook("after_validate_authorization_request_payload", self.check)

    def check(self, grant: BaseGrant, _: object) -> None:
        client = cast(clients.Client, grant.client)
        resources.check(grant.request.form.get("resource"), required=client.must_name_resource)


server = Server([access_tokens.SCOPE])
server.register_grant(CodeGrant, [S256(), ResourceIndicator()])
server.register_grant(RefreshGrant)
server.register_endpoint(RevocationEndpoint)
