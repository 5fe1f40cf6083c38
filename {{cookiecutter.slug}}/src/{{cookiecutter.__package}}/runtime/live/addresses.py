"""Which addresses belong to a plugin, as ChatGPT decided it.

Source: the documentation of ChatGPT plugins, "Domain verification and security".
"""

from typing import Any
from urllib.parse import SplitResult

from ..check.urls import absolute, is_insecure, site
from ..check.values import mapping, sequence


def root_domain(url: SplitResult) -> str:
    """The plugin's root domain: the host of its manifest, without `www.`."""
    return _host(url).removeprefix("www.")


def is_within(url: SplitResult, root: str) -> bool:
    """Whether a URL is at a root domain or below it; this machine has one, whatever its name."""
    host = _host(url)
    return host == root or host.endswith(f".{root}") or (is_local(url) and _is_local_host(root))


def may_redirect(here: SplitResult, there: SplitResult) -> bool:
    """Whether a redirect of the manifest was followed.

    Only to a child domain, from `www.` to the domain without it, or within the host; never to http.
    """
    if here.scheme == "https" and there.scheme != "https":
        return False
    before, after = _host(here), _host(there)
    return after == before or after.endswith(f".{before}") or before == f"www.{after}"


def server_of(spec: dict[str, Any], root: str, document: SplitResult) -> tuple[str, bool]:
    """Choose the server of an OpenAPI document.

    Parameters:
        spec: The document.
        root: The plugin's root domain.
        document: Where the document is.

    Returns:
        The first server at the root domain or below it, without a slash at its end, and whether there
        is one. Otherwise the host of the document.
    """
    for each in sequence(spec.get("servers")):
        url = absolute(mapping(each).get("url"))
        if url and "{" not in url.geturl() and is_within(url, root):
            return url.geturl().rstrip("/"), True
    return f"{document.scheme}://{document.netloc}", False


def is_local(url: SplitResult) -> bool:
    """Whether a URL is on this machine."""
    return site(url) == "localhost"


def insecure(url: SplitResult) -> str:
    """Say why a URL is not secure enough, or nothing."""
    return "must use https on port 443 unless it is on localhost" if is_insecure(url) else ""


def _host(url: SplitResult) -> str:
    return (url.hostname or "").rstrip(".")


def _is_local_host(host: str) -> bool:
    return is_local(SplitResult("http", f"[{host}]" if ":" in host else host, "", "", ""))
