"""The authorization server: grants and tokens for hosts (RFC 6749, RFC 7636).

Authlib implements the protocol; this module connects it to the plugin's hosts, database and tokens.
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

# At the level DEBUG, Authlib logs tokens.
logging.getLogger("authlib").setLevel(logging.INFO)


class WrongClient(InvalidClientError):
    """The client or its secret is wrong; the message does not say which."""

    status_code = 401
    description = "The client_id or the client_secret is wrong"

    def get_headers(self) -> list[tuple[str, str]]:
        # RFC 7617, 2: a challenge has a realm.
        challenge = f'Basic realm="{SLUG}"'
        return [*OAuth2Error.get_headers(self), ("WWW-Authenticate", challenge)]


# A host that sends a code or a token is identified without fetching its document.
_authentication: Any = ClientAuthentication(clients.identify)  # type: ignore[arg-type]


class Server(AuthorizationServer):
    """Authlib's server with this plugin's hosts, responses and tokens."""

    def query_client(self, client_id: str) -> clients.Client | None:  # type: ignore[override]
        return clients.find(client_id)

    def authenticate_client(
        self, request: OAuth2Request, methods: Any, endpoint: str = "token"
    ) -> ClientMixin:
        try:
            client: ClientMixin = _authentication(request, methods, endpoint)
        except (InvalidClientError, ValueError):  # ValueError: a Basic header that is not UTF-8
            raise WrongClient from None
        if request.form.get("client_id", client.get_client_id()) != client.get_client_id():
            raise WrongClient
        return client

    def create_oauth2_request(self, request: HostRequest) -> HostRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        headers = {**answers.HEADERS, **dict(headers)}
        if "Location" in headers:
            # RFC 9207, 2: each response names its issuer, errors included.
            issuer = [("iss", settings().public_url)]
            location = add_params_to_uri(headers.pop("Location"), issuer)
            # RFC 9700, 4.12: 303 never sends a form on to the host.
            return RedirectResponse(location, 303, headers)
        return JSONResponse(body, status, headers)

    def check(self, request: HostRequest) -> BaseGrant:
        """Check an authorization request, before the user signs in (RFC 6749, 4.1.1).

        Parameters:
            request: The authorization request of a host.

        Returns:
            The grant type that handles the request.

        Raises:
            OAuth2Error: If the request is refused. It is reported to the host only if the error
                has a `redirect_uri`.
        """
        found: BaseGrant = self.get_consent_grant(request)  # type: ignore[no-untyped-call]
        return found

    def code(self, request: HostRequest, user: str | None) -> Response:
        """Redirect the browser to the host, with a code, or with an error if the user is None."""
        grant = self.check(request)
        return cast(Response, self.create_authorization_response(request, user, grant))

    def tokens(self, request: HostRequest) -> Response:
        """Answer a token request with tokens or with an error (RFC 6749, 5)."""
        try:
            resources.check(request.form.get("resource"))
        except resources.InvalidTarget as error:
            return self.refuse(error)
        return cast(Response, self.create_token_response(request))

    def revocation(self, request: HostRequest) -> Response:
        """Revoke the grant of a token (RFC 7009, 2)."""
        name = RevocationEndpoint.ENDPOINT_NAME
        return cast(Response, self.create_endpoint_response(name, request))  # type: ignore[no-untyped-call]

    def refuse(self, error: OAuth2Error) -> Response:
        """Report an error to the host (RFC 6749, 4.1.2.1 and 5.2)."""
        return self.handle_response(*error())

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Do nothing: no code subscribes to Authlib's signals."""

    def generate_token(
        self,
        grant_type: str,
        client: ClientMixin,
        user: Any = None,
        scope: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = True,
    ) -> dict[str, str | int]:
        """Make an access token, and a refresh token that replaces the host's code or token."""
        grant: store.Grant = user
        refresh_token = store.renew(grant)
        if not refresh_token:
            raise InvalidGrantError("It was used before, so its grant is revoked")
        return {
            "token_type": "Bearer",
            "access_token": access_tokens.make(grant.user, grant.client_id, grant.scope, grant.id),
            "expires_in": access_tokens.SECONDS,
            "refresh_token": refresh_token,
            "scope": grant.scope,
        }

    def save_token(self, token: object, request: object) -> None:
        """Do nothing: `generate_token` has stored the refresh token."""


class CodeGrant(grants.AuthorizationCodeGrant):
    """A code for the host, once the user has given consent."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        parameters = self.request.form
        assert self.client
        store.allow(
            code,
            challenge=parameters.get("code_challenge", ""),
            client_id=self.client.get_client_id(),
            redirect_uri=parameters["redirect_uri"],
            scope=request.scope,
            user=str(request.user),
        )

    def query_authorization_code(self, code: str, client: ClientMixin) -> store.Grant | None:
        return store.find_by_code(code, client.get_client_id())

    def authenticate_user(self, authorization_code: store.Grant) -> store.Grant:
        return authorization_code

    def delete_authorization_code(self, authorization_code: store.Grant) -> None:
        """Do nothing: a used code stays in the database, so that its reuse is noticed."""


class RefreshGrant(grants.RefreshTokenGrant):
    """A new access token, and a new refresh token that replaces the one that was sent."""

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
        """Do nothing: the new refresh token has replaced the old one."""


class S256(CodeChallenge):
    """PKCE with S256 only, checked before the user signs in (RFC 9700, 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        super().validate_code_challenge(grant, redirect_uri)
        challenge = grant.request.form.get("code_challenge")
        if challenge and grant.request.form.get("code_challenge_method") != "S256":
            raise InvalidRequestError("code_challenge_method must be S256")
        if not challenge and grant.client and grant.client.check_endpoint_auth_method("none", ""):
            raise InvalidRequestError("A client without a secret must send a code_challenge")


class ResourceIndicator:
    """Checks `resource` before the user signs in (RFC 8707, 2.1)."""

    def __call__(self, grant: BaseGrant) -> None:
        grant.register_hook("after_validate_authorization_request_payload", self.check)

    def check(self, grant: BaseGrant, _: object) -> None:
        client = cast(clients.Client, grant.client)
        resources.check(grant.request.form.get("resource"), required=client.must_name_resource)


server = Server([access_tokens.SCOPE])
server.register_grant(CodeGrant, [S256(), ResourceIndicator()])
server.register_grant(RefreshGrant)
server.register_endpoint(RevocationEndpoint)
