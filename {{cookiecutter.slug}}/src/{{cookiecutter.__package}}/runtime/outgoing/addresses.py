"""Writes the addresses of requests that are forwarded."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from ..errors import Invalid

_PARAMETER = re.compile(r"{([^{}]*)}")
# What a query may contain as it is (RFC 3986, 3.4), with `%` for what is encoded already.
_IN_QUERY = "%!$&'()*+,;=:@/?-._~[]"


def parameters(path: str) -> list[str]:
    """List the names of the parameters in a path."""
    found: list[str] = _PARAMETER.findall(path)
    return found


def write_path(path: str, values: Mapping[str, str]) -> str:
    """Write the path of a request.

    Parameters:
        path: A path in which each `{name}` is a parameter.
        values: Their values, not encoded.

    Returns:
        The encoded path.

    Raises:
        Invalid: If a value would change which path it is: nothing, `.` and `..` cannot be written
            in a segment in any way that every server takes for text (RFC 3986, 5.2.4).
    """
    return "/".join(_segment(part, values) for part in path.split("/"))


def write_query(query: bytes) -> str:
    """Encode what a query cannot contain; what is encoded already stays as it is."""
    return quote(query, safe=_IN_QUERY)


def _segment(part: str, values: Mapping[str, str]) -> str:
    names = parameters(part)
    if not names:
        return part
    for name in names:
        if not values[name]:
            raise Invalid(f"path.{name}: String should have at least 1 character")
    written = _PARAMETER.sub(lambda found: quote(values[found[1]], safe=""), part)
    # Some servers decode a segment before they resolve dots.
    if {".", ".."} & set(re.split(r"[/\\]", unquote(written))):
        raise Invalid(f"path.{names[0]}: Input should not have . or .. between slashes")
    return written
