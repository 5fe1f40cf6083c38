"""Clients whose client_id is the address of a document that describes them.

Source: draft-ietf-oauth-client-id-metadata-document. A stranger chooses the address, so it is
fetched only over https and from public IP addresses, with limits on its time and its length.
"""

import json
import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

from ...settings import settings
from ..outgoing.fetching import NoAnswer, fetch
from ..outgoing.public_addresses import is_public
from . import limits, redirects
from .caching import Cache

LONGEST_ADDRESS, LONGEST_DOCUMENT = 500, 10_000  # characters, bytes
SECONDS = 5.0  # for a whole document
PORTS = (443, 8443)  # the ports of https, so that no other service is called
MOST_AT_ONCE = 6


class Unusable(Exception):
    """A client's document cannot be used; the message says why."""


@dataclass(frozen=True)
class ClientDocument:
    """What a client's document says.

    Parameters:
        client_id: The address of the document.
        redirect_uris: The addresses to which users may be sent back.
    """

    client_id: str
    redirect_uris: tuple[str, ...]


cache: Cache[ClientDocument] = Cache(Unusable, result_seconds=600, failure_seconds=60, most=200)
_slots = limits.Slots(MOST_AT_ONCE)


def are_accepted() -> bool:
    """Whether clients may identify themselves by a document, rather than register.

    Documents are fetched without a proxy, because the connection must go to the IP address that was
    checked. Behind a proxy (HTTPS_PROXY, ALL_PROXY) that usually fails, and clients to which
    documents are offered do not fall back to registration.
    """
    proxies = getproxies()
    return settings().oauth_client_documents and not {"https", "all"} & set(proxies)


def is_address(client_id: str) -> bool:
    """Whether a client_id is the address of a document."""
    return client_id.startswith("https://")


def find(client_id: str) -> ClientDocument:
    """Fetch a client's document, or get it from the cache.

    Parameters:
        client_id: The address of the document, for which `is_address` is true.

    Returns:
        What the document says.

    Raises:
        Unusable: If the address or the document breaks a rule, or there is no document.
        limits.Busy: If too many documents are being fetched.
    """
    if not settings().oauth_client_documents:
        raise Unusable("this server does not fetch documents (OAUTH_CLIENT_DOCUMENTS is off)")
    url = _checked(client_id)
    if cached := cache.get(client_id):
        return cached
    with _slots.take():
        return cache.get_or_load(client_id, lambda: _read(client_id, _fetch(url)))


def _checked(client_id: str) -> SplitResult:
    """Check the address against the draft's section 3."""
    if len(client_id) > LONGEST_ADDRESS or not re.fullmatch(r"[!-~]+", client_id):
        raise Unusable("the address is too long, or contains characters that are not allowed")
    try:
        url = urlsplit(client_id)
        port = url.port
    except ValueError:
        raise Unusable("the address is not valid") from None
    if url.scheme != "https" or not url.hostname or "@" in url.netloc:
        raise Unusable("the address must begin with https:// and a host, without a user name")
    if (443 if port is None else port) not in PORTS:
        raise Unusable(f"the port of the address must be {' or '.join(map(str, PORTS))}")
    if url.path in ("", "/") or {".", ".."} & set(url.path.split("/")) or "#" in client_id:
        raise Unusable("the address must have a path without . and .. segments, and no fragment")
    return url


def _fetch(url: SplitResult) -> bytes:
    host, port = url.hostname or "", url.port or 443
    address = _public_address(host, port)
    # The IP address that was checked, since a second look-up of the name could find another.
    target = url._replace(netloc=f"[{address}]:{port}" if ":" in address else f"{address}:{port}")
    try:
        answer = fetch(
            "GET",
            target.geturl(),
            seconds=SECONDS,
            longest=LONGEST_DOCUMENT,
            direct=True,
            headers={"Host": url.netloc, "Accept": "application/json", "User-Agent": "plugin"},
            extensions={"sni_hostname": host},
        )
    except NoAnswer as error:
        raise Unusable(f"{host} gave {error}") from None
    if answer.status != 200:
        raise Unusable(f"{host} answered {answer.status}, not 200; redirects are not followed")
    if answer.kind != "application/json" and not answer.kind.endswith("+json"):
        raise Unusable("the Content-Type of the document is not JSON")
    return answer.body


def _public_address(host: str, port: int) -> str:
    """Look up the IP address of a host; all its addresses must be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unusable(f"the host {host} is not found") from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(map(is_public, addresses)):
        raise Unusable(f"{host} does not have a public IP address")
    return addresses[0]


def _read(client_id: str, body: bytes) -> ClientDocument:
    """Check a document against the draft's section 4."""
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable("the document is not JSON") from None
    if not isinstance(document, dict) or document.get("client_id") != client_id:
        raise Unusable("the document's client_id is not its address")
    # A published secret is not a secret. A client that has a key is treated as a public client.
    method = document.get("token_endpoint_auth_method", "none")
    if "client_secret" in document or method not in ("none", "private_key_jwt"):
        raise Unusable("the document says that the client has a secret")
    uris = document.get("redirect_uris")
    if not isinstance(uris, list) or not uris or not all(isinstance(uri, str) for uri in uris):
        raise Unusable("the document has no list of redirect_uris")
    for number, uri in enumerate(uris, 1):
        if wrong := redirects.problem(uri):
            raise Unusable(f"address {number} in its redirect_uris {wrong}")
    return ClientDocument(client_id, tuple(uris))
