"""Checks the parameter `resource`: tokens are only for this plugin (RFC 8707).

Otherwise a foreign MCP server could name the plugin as its authorization server. The user would
allow the client to use the plugin, and the client would send the token to that server.
"""

from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error

from ...settings import settings

_PORTS = {"https": 443, "http": 80}


class InvalidTarget(OAuth2Error):
    """The client requests a token for another resource (RFC 8707, 2)."""

    error = "invalid_target"


def check(resource: str | None, *, required: bool = False) -> None:
    """Check what a client requests a token for.

    Parameters:
        resource: The parameter `resource`, if the request has one.
        required: Whether the request must have one.

    Raises:
        InvalidTarget: If it is missing, or is neither this plugin nor a part of it.
    """
    here = settings().public_url
    if not resource and required:
        raise InvalidTarget(f"resource is missing; it must be {here} or below it")
    if resource and not names_plugin(resource):
        raise InvalidTarget(f"resource must be {here} or below it: tokens are valid only there")


def names_plugin(resource: str) -> bool:
    """Whether a resource is PUBLIC_URL or below it.

    Parameters:
        resource: An absolute URI.
    """
    # RFC 8707, 2: no fragment. Programs disagree about user names and backslashes in a URI.
    if "#" in resource or "\\" in resource or "@" in resource:
        return False
    try:
        return _origin(resource) == _origin(settings().public_url)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
