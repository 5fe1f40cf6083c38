"""The rules for the server that the document names (Plugins)."""

from ..problem import REFUSED, REFUSED_BY_ACTIONS, Findings
from ..urls import absolute, is_insecure, site
from ..values import mapping, sequence
from .api import Api


def rules(api: Api) -> Findings:
    """Check `servers`, of which programs use the first, and that no other part has any."""
    is_misplaced = "servers" in mapping(api.spec.get("info"))
    if is_misplaced:
        yield REFUSED, "info.servers: belongs at the top level of the document; move it there"
    for kind in ("path-item", "operation"):
        for part in api.parts.of(kind):
            if "servers" in part.value:
                message = f"{part.place}.servers: is only allowed at the top level; move it there"
                yield REFUSED, message
    servers = sequence(api.spec.get("servers"))
    if servers:
        yield from _server(mapping(servers[0]).get("url"), api.domain)
    elif not is_misplaced or "servers" in api.spec:
        yield REFUSED, "servers: must be a list of one server; add the plugin's URL"
    if len(servers) > 1:
        message = f"servers: has {len(servers)} servers, of which many programs only use the first"
        yield REFUSED_BY_ACTIONS, f"{message}; keep one"


def _server(value: object, domain: str) -> Findings:
    url = absolute(value)
    if url is None or "{" in url.geturl():
        yield REFUSED, "servers.url: must be an absolute URL without variables"
        return
    if url.netloc != url.netloc.lower():
        yield REFUSED, "servers.url: must have a lower-case host name"
    if is_insecure(url):
        yield REFUSED, "servers.url: must use https on port 443 unless it is on localhost"
    if domain and site(url) != domain:
        message = f"servers.url: must be at the plugin's own domain, {domain}"
        yield REFUSED_BY_ACTIONS, message
