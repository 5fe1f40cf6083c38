"""Redirect URIs: the addresses to which users are sent back (RFC 6749, 3.1.2; RFC 8252, 7, 8.4)."""

import re
from urllib.parse import urlsplit

LONGEST = 500  # characters

# RFC 8252, 7.3: a program on the user's machine, on any free port.
_LOOPBACK = re.compile(
    r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?([/?][^\s#\\]*)?", re.ASCII
)
# RFC 8252, 7.1: an app's own scheme is a reversed domain name, so it contains a dot.
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")
# The characters of a URI (RFC 3986, 2), without the "#" of a fragment.
_URI = re.compile(r"[\w:/?\[\]@!$&'()*+,;=.~%-]+", re.ASCII)


def problem(uri: str) -> str | None:
    """Check a redirect URI of a client. Allowed are https, http on loopback and an app's scheme.

    Parameters:
        uri: The redirect URI.

    Returns:
        What is wrong with it, in ASCII without quotes, or None.
    """
    if len(uri) > LONGEST or not _URI.fullmatch(uri):
        return "is too long, has a fragment, or contains characters that are not allowed"
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return "is not a valid address"
    if parts.scheme == "https":
        valid = _HOST.fullmatch(parts.hostname or "") and "@" not in parts.netloc and port != 0
        return None if valid else "has no valid host, or contains a user name"
    if parts.scheme == "http":
        return None if is_loopback(uri) else "is http, but not to localhost, 127.0.0.1 or [::1]"
    if not _PRIVATE_SCHEME.fullmatch(parts.scheme):
        return "has a scheme that is neither https nor a reversed domain name with a dot"
    return None


def is_loopback(uri: str) -> bool:
    """Whether a redirect URI leads to a program on the user's machine."""
    return bool(_LOOPBACK.fullmatch(uri))


def matches(registered: str, requested: str) -> bool:
    """Whether a requested redirect URI is the registered one.

    They are compared character by character, except for the port of a program on the user's
    machine, which can be any free port (RFC 8252, 7.3).
    """
    return _without_port(registered) == _without_port(requested)


def _without_port(uri: str) -> str:
    found = _LOOPBACK.fullmatch(uri)
    return f"http://{found[1]}{found[3] or ''}" if found else uri


def destination(uri: str) -> str:
    """Describe for a user where a redirect URI leads; never blank."""
    parts = urlsplit(uri)
    if is_loopback(uri):
        return f"a program on your computer ({parts.netloc})"
    if parts.scheme in ("https", "http") and parts.netloc:
        return parts.netloc
    return f"the app {parts.scheme}"
