"""The hosts that call on behalf of users: set up by the owner, registered, or with a document."""

import re
from dataclasses import dataclass
from secrets import compare_digest
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError

from ...settings import settings
from ..pages import explorer
from . import access_tokens, client_documents, limits, redirects, registration

# Redirect URIs that every plugin knows: ChatGPT's plugins and GPTs, its connectors, and Microsoft
# 365 Copilot (Teams).
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
        redirect_uris: The addresses to which users may be sent back.
        secret: Its secret; "" for a public client.
        is_ours: Whether the plugin's owner set it up, rather than the client describing itself.
    """

    id: str
    redirect_uris: tuple[str, ...] = ()
    secret: str = ""
    is_ours: bool = False

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> str:
        return ""  # Each request must have a redirect_uri.

    def get_allowed_scope(self, scope: object) -> str:
        return access_tokens.SCOPE

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        if any(redirects.matches(each, redirect_uri) for each in self.redirect_uris):
            return True
        is_local = settings().public_url_is_loopback and redirects.is_loopback(redirect_uri)
        return self.is_ours and (bool(_WELL_KNOWN.fullmatch(redirect_uri)) or is_local)

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
        """Whether it must send `resource`: a public client that describes itself.

        Any MCP server can send such a client here. MCP clients name the server to which they will
        send the token, and only that distinguishes a foreign server from this plugin.
        """
        return not self.is_ours and not self.secret


class Explorer(Client):
    """The plugin's own API explorer at /docs, which has no secret and one redirect URI."""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        # On this machine too, no other port: there, another program could ask in its name.
        return redirect_uri in self.redirect_uris


class TemporarilyUnavailable(OAuth2Error):
    """There are too many requests at the same time (RFC 6749, 4.1.2.1)."""

    error = "temporarily_unavailable"
    status_code = 503

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("Retry-After", str(limits.RETRY_SECONDS))]


def find(client_id: str) -> Client | None:
    """Find the host of an authorization request.

    Parameters:
        client_id: The client_id that it sent.

    Returns:
        The host of OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET, the plugin's own API explorer, one that
        registered itself, one that has a document, or None.

    Raises:
        InvalidRequestError: If the client_id is the address of a document that cannot be used.
        TemporarilyUnavailable: If too many documents are being fetched.
        errors.NotReady: Without a SECRET_KEY.
    """
    if not client_documents.is_address(client_id):
        return identify(client_id)
    try:
        document = client_documents.find(client_id)
    except client_documents.Unusable as error:
        raise InvalidRequestError(f"The client_id cannot be used: {error}") from None
    except limits.Busy:
        raise TemporarilyUnavailable("Too many client documents are being fetched") from None
    return Client(client_id, document.redirect_uris)


def identify(client_id: str) -> Client | None:
    """Identify a host that sends a code or a token.

    No document is fetched: a client that has one has no secret, and codes and tokens are bound to
    its client_id.

    Parameters:
        client_id: The client_id that it sent.

    Returns:
        The host, or None if it is unknown.

    Raises:
        errors.NotReady: Without a SECRET_KEY.
    """
    secret = settings().oauth_client_secret.get_secret_value()
    ours = settings().oauth_client_id
    if ours and secret and client_id == ours:
        uris = re.split(r"[\s,]+", settings().oauth_redirect_uris.strip())
        return Client(ours, tuple(filter(None, uris)), secret, is_ours=True)
    if client_id == explorer.CLIENT_ID:
        return Explorer(client_id, (explorer.redirect_uri(),)) if explorer.is_on() else None
    if client_documents.is_address(client_id):
        return Client(client_id)
    if found := registration.read(client_id):
        return Client(client_id, found.redirect_uris, found.secret)
    return None


def label(client_id: str) -> str:
    """Describe a host in one line for the plugin's owner."""
    if found := registration.read_stored(client_id):
        destination = redirects.destination(found.redirect_uris[0])
        return f"{found.name or 'a client without a name'} (registered itself; {destination})"
    return client_id


def domain(client_id: str) -> str:
    """Get the domain on which a client publishes its document, or "" without a document."""
    return urlsplit(client_id).netloc if client_documents.is_address(client_id) else ""
