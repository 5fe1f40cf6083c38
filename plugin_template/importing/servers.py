"""Where the upstream API is."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from plugin_template.importing.report import Report, shown
from plugin_template.importing.source import Source


def proposed(source: Source, item: dict[str, Any], operation: dict[str, Any]) -> str:
    """Find the server that an operation is sent to.

    Parameters:
        source: The document.
        item: The operation's path item.
        operation: The operation.

    Returns:
        The first absolute URL that is not on this machine, with its base path and without a slash
        at its end, of the servers of the operation, else of its path, else of the document. Empty
        if there is none.
    """
    for node in (operation, item, source.data, source.data.get("info")):
        servers = node.get("servers") if isinstance(node, dict) else None
        if servers:
            return next(_remote(servers), "")
    return ""


def note(source: Source, url: str, report: Report) -> None:
    """Note what is odd about the servers of a document.

    Parameters:
        source: The document.
        url: The URL that is proposed; may be empty.
        report: Where it is noted.
    """
    info = source.data.get("info")
    servers, place = source.data.get("servers"), "/servers"
    if not servers and isinstance(info, dict) and info.get("servers"):
        servers, place = info["servers"], "/info/servers"
        report.add(place, "servers belong at the top level", "took them from here")
    given = [each for each in map(_url, _list(servers)) if each]
    if not url:
        what = f"{', '.join(map(shown, given[:3]))} is not an address on the internet"
        report.add(
            place if given else "",
            what if given else "the document names no server",
            "set UPSTREAM_URL to the address of the API, with its base path",
        )
    elif len(given) > 1:
        report.add(place, f"{len(given)} servers are more than one", f"took {shown(url)}")


def join(urls: list[str]) -> tuple[str, list[str]]:
    """Find one URL for operations that have several.

    Parameters:
        urls: The server of each operation; may be empty.

    Returns:
        The URL, and for each operation what of its path is to come before its own; several URLs
        are only returned as one if they have their origin in common.

    Raises:
        ValueError: They have not.
    """
    if len(set(urls)) <= 1:
        return (urls[0] if urls else ""), ["" for _ in urls]
    parts = [urlsplit(url) for url in urls]
    origins = {(each.scheme, each.netloc) for each in parts}
    if len(origins) > 1:
        raise ValueError("they have different origins")
    return f"{parts[0].scheme}://{parts[0].netloc}", [each.path for each in parts]


def _remote(servers: Any) -> Iterator[str]:
    for each in map(_url, _list(servers)):
        url = _parts(each)
        if url and not _is_here(url.hostname or ""):
            yield f"{url.scheme}://{url.netloc.lower()}{url.path.rstrip('/')}"


def _list(servers: Any) -> list[Any]:
    if isinstance(servers, dict | str):
        return [servers]
    return servers if isinstance(servers, list) else []


def _url(server: Any) -> str:
    """Write a server's URL with its variables filled in."""
    if isinstance(server, str):
        return server.strip()
    url = server.get("url") if isinstance(server, dict) else None
    if not isinstance(url, str):
        return ""
    variables = server.get("variables")
    for name, each in variables.items() if isinstance(variables, dict) else ():
        default = each.get("default") if isinstance(each, dict) else None
        if isinstance(default, str | int | float):
            url = url.replace(f"{{{name}}}", str(default))
    return url.strip()


def _parts(url: str) -> SplitResult | None:
    if not re.fullmatch(r"https?://[!-z|~]+", url, re.IGNORECASE) or re.search(r"[\\^`|<>\"]", url):
        return None
    try:
        parts = urlsplit(url)
        # Reading the port checks it.
        good = parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return None
    return parts if good else None


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
        return address.is_loopback or address.is_unspecified
    except ValueError:
        return host.rstrip(".").rpartition(".")[2].casefold() == "localhost"
