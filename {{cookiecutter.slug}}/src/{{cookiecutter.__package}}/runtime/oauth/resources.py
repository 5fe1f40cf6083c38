"""What tokens are for: this plugin and nothing else (RFC 8707).

Without this, a foreign MCP server could name the plugin as its authorization server: the user would
allow the client to use the plugin, and the client would hand the token to that server.
"""

from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error

from ...settings import settings

_PORTS = {"https": 443, "http": 80}


class InvalidTarget(OAuth2Error):
    """The client asks for a token for something else (RFC 8707, 2)."""

    error = "invalid_target"


def check(resource: str | None, *, required: bool = False) -> None:
    """Check what a client wants a token for.

    Parameters:
        resource: The parameter of that name.
        required: Whether it must be there.

    Raises:
        InvalidTarget: If it is not this plugin or a part of it.
    """
    here = settings().public_url
    if not resource and required:
        raise InvalidTarget(f"resource is missing: what the token is for, such as {here}")
    if resource and not is_here(resource):
        raise InvalidTarget(f"resource is not {here} or below it: tokens are good nowhere else")


def is_here(resource: str) -> bool:
    """Whether an address is PUBLIC_URL or below it.

    Parameters:
        resource: An absolute URI.
    """
    # RFC 8707, 2: no fragment. A user in it, or a backslash, is read in another way elsewhere.
    if "#" in resource or "\\" in resource or "@" in resource:
        return False
    try:
        return _origin(resource) == _origin(settings().public_url)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
