"""The hosts that call in the name of users, whichever way they came to be known."""

import re
from dataclasses import dataclass
from secrets import compare_digest
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError

from ...settings import settings
from . import access_tokens, client_documents, limits, redirects, registration

# Where hosts take users back that every plugin knows: ChatGPT's plugins and GPTs, its connectors,
# and Microsoft 365 Copilot.
_WELL_KNOWN = re.compile(
    r"https://(chat\.openai|chatgpt)\.com/aip/[\w-]+/oauth/callback"
    r"|https://chatgpt\.com/connector/oauth/[\w-]+"
    r"|https://teams\.microsoft\.com/api/platform/v1\.0/oAuthRedirect",
    re.ASCII,
)


@dataclass(frozen=True)
class Client(ClientMixin):
    """A host.

    Parameters:
        id: Its client_id.
        redirect_uris: Where users may be sent back to.
        secret: Its secret; without one it is a public client.
        is_ours: Whether the plugin's owner set it up, rather than it describing itself.
    """

    id: str
    redirect_uris: tuple[str, ...] = ()
    secret: str = ""
    is_ours: bool = False

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> str:
        return ""  # Each request says where the answer goes.

    def get_allowed_scope(self, scope: object) -> str:
        return access_tokens.SCOPE

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        if any(redirects.matches(each, redirect_uri) for each in self.redirect_uris):
            return True
        is_near = settings().public_url_is_loopback and redirects.is_loopback(redirect_uri)
        return self.is_ours and (bool(_WELL_KNOWN.fullmatch(redirect_uri)) or is_near)

    def check_client_secret(self, client_secret: str) -> bool:
        return compare_digest(self.secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method != "none") == bool(self.secret)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in registration.GRANT_TYPES

    @property
    def must_name_resource(self) -> bool:
        """Whether it must say what a token is for: a public client that describes itself.

        Any server can send such a client here. MCP has them all name the server that they will
        send the token to, which is the one thing that tells that server from this plugin.
        """
        return not self.is_ours and not self.secret


class TemporarilyUnavailable(OAuth2Error):
    """Too many want the same at the same time (RFC 6749, 4.1.2.1)."""

    error = "temporarily_unavailable"
    status_code = 503

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("Retry-After", str(limits.RETRY_SECONDS))]


def find(client_id: str) -> Client | None:
    """Find a host that asks for somebody to sign in.

    Parameters:
        client_id: What it calls itself.

    Returns:
        The host that OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET describe, one that registered itself,
        one that has a document about itself, or None.

    Raises:
        InvalidRequestError: If the id is the address of a document that cannot be used.
        TemporarilyUnavailable: If too many documents are being fetched.
        errors.NotReady: Without a SECRET_KEY.
    """
    if not client_documents.is_address(client_id):
        return identify(client_id)
    try:
        document = client_documents.find(client_id)
    except client_documents.Unusable as error:
        raise InvalidRequestError(f"The document at the client_id: {error}") from None
    except limits.Busy:
        raise TemporarilyUnavailable("Too many clients are being looked up") from None
    return Client(client_id, document.redirect_uris)


def identify(client_id: str) -> Client | None:
    """Find a host that brings a code or a token, which is bound to its client_id.

    So nothing needs to be fetched: whoever has a document about itself has no secret.

    Parameters:
        client_id: What it calls itself.

    Returns:
        The host, or None if it is not known.

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    secret = settings().oauth_client_secret.get_secret_value()
    known = settings().oauth_client_id
    if known and secret and client_id == known:
        uris = re.split(r"[\s,]+", settings().oauth_redirect_uris.strip())
        return Client(known, tuple(filter(None, uris)), secret, is_ours=True)
    if client_documents.is_address(client_id):
        return Client(client_id)
    if found := registration.read(client_id):
        return Client(client_id, found.redirect_uris, found.secret)
    return None


def label(client_id: str) -> str:
    """Name a host in one line for the plugin's owner."""
    if found := registration.read_kept(client_id):
        where = redirects.destination(found.redirect_uris[0])
        return f"{found.name or 'a client without a name'} (registered itself; {where})"
    return client_id


def domain(client_id: str) -> str:
    """The domain that a host has shown to be its own by a document there, or ""."""
    return urlsplit(client_id).netloc if client_documents.is_address(client_id) else ""
