"""The rules for the server that the document names (Plugins)."""

from typing import Any

from ..problem import REFUSED, Findings
from ..urls import absolute, is_insecure, site
from ..values import mapping, sequence


def rules(spec: dict[str, Any], own: str) -> Findings:
    """Check `servers`; `own` is the plugin's own domain, empty if it is not known."""
    servers = sequence(spec.get("servers"))
    url = absolute(mapping(servers[0]).get("url")) if servers else None
    if len(servers) != 1:
        yield REFUSED, "servers: must be a list of exactly one server"
    elif url is None or "{" in url.geturl():
        yield REFUSED, "servers.url: must be an absolute URL without variables"
    else:
        if url.netloc != url.netloc.lower():
            yield REFUSED, "servers.url: must have a lower-case host name"
        if is_insecure(url):
            yield REFUSED, "servers.url: must use https on port 443 unless it is on localhost"
        if own and site(url) != own:
            yield REFUSED, f"servers.url: must be at the plugin's own domain, {own}"
