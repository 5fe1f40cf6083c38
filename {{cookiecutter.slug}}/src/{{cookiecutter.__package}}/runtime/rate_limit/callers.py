"""Whose requests are counted together: those of a user, or those of an address."""

from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from .. import current_request
from ..current_request import USER

# The part of an IPv6 address that a provider gives to one customer, who has all addresses in it.
_CUSTOMER_BITS = 64


def caller(user: str) -> str:
    """Get the key under which the current call is counted.

    Parameters:
        user: Whom `auth.authenticate` has named.

    Returns:
        A key for the user if the caller is one, otherwise one for the address.
    """
    current = current_request.current()
    return _key("user", user) if current and current.caller == USER else address()


def address() -> str:
    """Get the key for the address that the current request comes from.

    It is what the server says. uvicorn reads X-Forwarded-For for it, but only from the proxies that
    FORWARDED_ALLOW_IPS names, so nobody can make an address up. Callers whose address the server
    does not know, as behind a Unix socket, are counted together.
    """
    current = current_request.current()
    return _key("address", network(current.address if current else ""))


def network(text: str) -> str:
    """Get the network in which one caller may have all addresses.

    Parameters:
        text: An address, or anything else that a proxy gave.

    Returns:
        The /64 of an IPv6 address, an IPv4 address, or the text.
    """
    try:
        found = ip_address(text)
    except ValueError:
        return text
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> _CUSTOMER_BITS << _CUSTOMER_BITS))
    return str(found)


def _key(kind: str, text: str) -> str:
    # A hash has a fixed length and no special characters, and no names are stored elsewhere.
    data = f"{kind} {text}".encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=16).hexdigest()
