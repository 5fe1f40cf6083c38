"""How limits are written: "100/minute", or several of them, separated by ";".

It is the notation of the library `limits` (https://limits.readthedocs.io), which is loaded only if
there is a limit to read.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from limits import RateLimitItem

# memcached keeps nothing for longer.
LONGEST_DAYS = 30
# The schemes of RATE_LIMIT_STORAGE: the package that each needs, and the plugin's extra with it.
EXTRAS = {
    "redis": ("redis", "redis"),
    "rediss": ("redis", "redis"),
    "redis+unix": ("redis", "redis"),
    "redis+sentinel": ("redis", "redis"),
    "memcached": ("pymemcache", "memcached"),
}


def is_off(notation: str) -> bool:
    """Whether a setting says that there is no limit: it is empty, or "off"."""
    return notation.strip().lower() in ("", "off")


def parse(notation: str) -> "list[RateLimitItem]":
    """Read limits.

    Parameters:
        notation: Limits such as "100/minute", "10 per 5 seconds" or "10/second; 500/hour".

    Returns:
        The limits, the one with the shortest window first.

    Raises:
        ValueError: If it cannot be read, or allows nothing, or a window is longer than
            LONGEST_DAYS.
    """
    from limits import parse_many

    wrong = "must be limits such as 100/minute, or several, such as 10/second; 500/hour"
    try:
        limits = parse_many(notation)
    except ValueError:
        raise ValueError(wrong) from None
    if not all(each.amount for each in limits):
        raise ValueError(f"{wrong}; the smallest number is 1")
    if any(each.get_expiry() > LONGEST_DAYS * 24 * 60 * 60 for each in limits):
        raise ValueError(f"must be limits for at most {LONGEST_DAYS} days, such as 1000/day")
    return sorted(limits, key=lambda each: each.get_expiry())


def check(notation: str) -> str:
    """Check a setting: limits, or none.

    Raises:
        ValueError: As `parse`.
    """
    if not is_off(notation):
        parse(notation)
    return notation


def check_storage(url: str) -> str:
    """Check a setting: the address of a storage, or "".

    Raises:
        ValueError: If it has no scheme of EXTRAS, or no host.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in EXTRAS or not (parts.netloc or parts.path)):
        schemes = ", ".join(f"{scheme}://" for scheme in EXTRAS)
        raise ValueError(f"must be an address such as redis://localhost:6379 ({schemes})")
    return url


def in_words(limit: "RateLimitItem") -> str:
    """Say a limit in words: "100 requests per minute"."""
    requests = "1 request" if limit.amount == 1 else f"{limit.amount} requests"
    if limit.multiples == 1:
        return f"{requests} per {limit.GRANULARITY.name}"
    return f"{requests} in {limit.multiples} {limit.GRANULARITY.name}s"
