"""Where a browser may be sent back to (RFC 6749, 3.1.2; RFC 8252, 7 and 8.4)."""

import re
from urllib.parse import urlsplit

LONGEST = 500  # characters

# RFC 8252, 7.3: a program on the user's machine, at whichever port it found free.
_LOOPBACK = re.compile(
    r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?([/?][^\s#\\]*)?", re.ASCII
)
# RFC 8252, 7.1: an app has a scheme of its own, which is a domain name turned round.
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")
# What stands in a URI (RFC 3986, 2), without the "#" of a fragment.
_URI = re.compile(r"[\w:/?\[\]@!$&'()*+,;=.~%-]+", re.ASCII)


def problem(uri: str) -> str | None:
    """Check an address that a client names for itself.

    Parameters:
        uri: The address.

    Returns:
        What is wrong with it, in ASCII without quotes, or None: https to any host, http to the
        user's own machine, and the private-use scheme of an app are good.
    """
    if len(uri) > LONGEST or not _URI.fullmatch(uri):
        return "is too long, has a fragment, or has characters in it that no address has"
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return "is not a valid address"
    if parts.scheme == "https":
        good = _HOST.fullmatch(parts.hostname or "") and "@" not in parts.netloc and port != 0
        return None if good else "has no valid host, or a user in it"
    if parts.scheme == "http":
        return None if is_loopback(uri) else "is http, but not to localhost, 127.0.0.1 or [::1]"
    if not _PRIVATE_SCHEME.fullmatch(parts.scheme):
        return "has a scheme that is neither https nor a domain name turned round"
    return None


def is_loopback(uri: str) -> bool:
    """Whether an address is that of a program on the user's own machine."""
    return bool(_LOOPBACK.fullmatch(uri))


def matches(registered: str, asked: str) -> bool:
    """Whether an address is one that was registered.

    They are compared character by character, but for the port of a program on the user's own
    machine, which takes what is free (RFC 8252, 7.3).
    """
    return _without_port(registered) == _without_port(asked)


def _without_port(uri: str) -> str:
    found = _LOOPBACK.fullmatch(uri)
    return f"http://{found[1]}{found[3] or ''}" if found else uri


def destination(uri: str) -> str:
    """Name for a person where an address leads; never blank."""
    parts = urlsplit(uri)
    if is_loopback(uri):
        return f"a program on your computer ({parts.netloc})"
    if parts.scheme in ("https", "http") and parts.netloc:
        return parts.netloc
    return f"the app {parts.scheme}"
