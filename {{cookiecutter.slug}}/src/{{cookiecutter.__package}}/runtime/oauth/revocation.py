"""Token revocation by the host (RFC 7009)."""

from typing import Any

from authlib.oauth2 import OAuth2Request, rfc7009
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError

from . import access_tokens, store


class RevocationEndpoint(rfc7009.RevocationEndpoint):
    """Revokes the grant of a token, with all its tokens (RFC 7009, 2.1).

    An access token cannot be revoked alone: it is valid as long as its grant is.
    """

    CLIENT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def check_params(self, request: OAuth2Request, client: ClientMixin) -> None:
        # RFC 7009, 2.2.1: an unknown token_type_hint is not an error.
        if not request.form.get("token"):
            raise InvalidRequestError("token is missing")

    def query_token(self, token_string: str, token_type_hint: object) -> store.Grant | None:
        """Find the grant of an access token or a refresh token."""
        grant_id = access_tokens.grant_of(token_string) or store.grant_of_refresh(token_string)
        return store.find(grant_id) if grant_id else None

    def revoke_token(self, token: store.Grant, request: Any) -> None:
        """Revoke the grant."""
        store.revoke(token.id)
