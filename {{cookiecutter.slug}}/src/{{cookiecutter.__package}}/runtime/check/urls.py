"""URLs, and which of them belong to the same owner."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from .values import mapping


def absolute(value: object) -> SplitResult | None:
    """The parts of an absolute http or https URL, None for anything else."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return None
    try:
        url = urlsplit(value)
        return url if url.scheme in ("http", "https") and url.hostname and url.port != 0 else None
    except ValueError:
        return None


def site(url: SplitResult | None) -> str:
    """The registered domain of a URL's host; `localhost` for this machine, empty without a URL."""
    host = ((url and url.hostname) or "").rstrip(".")
    try:
        return "localhost" if ipaddress.ip_address(host).is_loopback else host
    except ValueError:
        labels = host.split(".")
    if labels[-1] == "localhost":
        return "localhost"
    is_shared = re.fullmatch(r"(ac|com?|edu|gov?|net?|org?)\.[a-z]{2}", ".".join(labels[-2:]))
    return ".".join(labels[-3 if is_shared else -2 :])  # example.co.uk, example.com


def is_insecure(url: SplitResult | None) -> bool:
    """Whether a URL is neither on localhost nor https at port 443 (Plugins)."""
    is_secure = url is None or (url.scheme == "https" and url.port in (None, 443))
    return not is_secure and site(url) != "localhost"


def plugin_url(manifest: object) -> SplitResult | None:
    """The manifest's api.url, whose origin is the plugin's own."""
    return absolute(mapping(mapping(manifest).get("api")).get("url"))
