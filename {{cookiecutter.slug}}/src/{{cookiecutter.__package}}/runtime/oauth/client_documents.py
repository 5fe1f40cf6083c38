"""Clients whose id is the address of a document about them.

Source: draft-ietf-oauth-client-id-metadata-document. Whoever asks to sign in chooses the address,
so it is fetched as a stranger's: by https alone, from public addresses alone, little and briefly.
"""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Lock, Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

LONGEST_ADDRESS, LONGEST_DOCUMENT = 2_000, 10_000  # characters, bytes
SECONDS = 5.0  # until a document must be there
KEPT_SECONDS, MOST_KEPT = 600.0, 200

# IPv6 addresses that a gateway turns into IPv4 ones, of which it has the last 32 bits (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


class Unusable(Exception):
    """Says why a client's document cannot be used."""


@dataclass(frozen=True)
class ClientDocument:
    """What a client says of itself.

    Parameters:
        client_id: The address of the document.
        name: What it calls itself; its host if it does not say.
        redirect_uris: Where users may be sent back to, compared character by character.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]


_kept: dict[str, tuple[float, ClientDocument]] = {}
_lock = Lock()


def is_address(client_id: str) -> bool:
    """Say whether a client's id is the address of a document, not a name that was agreed on."""
    return client_id.startswith("https://")


def find(client_id: str) -> ClientDocument:
    """Fetch a client's document, or take the one that was fetched some minutes ago.

    Parameters:
        client_id: An id for which `is_address` holds.

    Returns:
        What the document says.

    Raises:
        Unusable: If the address or what is there breaks a rule, or nothing is there.
    """
    now = time.monotonic()
    with _lock:
        until, kept = _kept.get(client_id, (0.0, None))
    if kept and now < until:
        return kept
    found = _read(client_id, _fetch(_checked(client_id)))
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[client_id] = (now + KEPT_SECONDS, found)
    return found


def _checked(client_id: str) -> SplitResult:
    """Hold the address to the draft's section 3."""
    if len(client_id) > LONGEST_ADDRESS or not re.fullmatch(r"[!-~]+", client_id):
        raise Unusable("it is too long, or has characters in it that no address has")
    try:
        url = urlsplit(client_id)
        port = url.port
    except ValueError:
        raise Unusable("it is no address") from None
    if url.scheme != "https" or not url.hostname or "@" in url.netloc or port == 0:
        raise Unusable("it is no https address of a host alone, without a user")
    if url.path in ("", "/") or {".", ".."} & set(url.path.split("/")) or "#" in client_id:
        raise Unusable("it has no path, or a fragment, or a path with dots for a segment")
    return url


def _fetch(url: SplitResult) -> bytes:
    host, port = url.hostname or "", url.port or 443
    address = _public_address(host, port)
    connection = _To(address, host, port)
    try:
        with _deadline(connection):
            path = f"{url.path}?{url.query}" if url.query else url.path
            headers = {"Accept": "application/json", "User-Agent": "plugin"}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            if response.status != 200:
                raise Unusable(f"it answers {response.status}, 200 is needed without a redirect")
            kind = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
            if kind != "application/json" and not kind.endswith("+json"):
                raise Unusable("what is there is not declared as JSON")
            body = response.read(LONGEST_DOCUMENT + 1)
    except (OSError, HTTPException, ValueError):
        raise Unusable(f"{host} does not answer within {SECONDS:g} seconds, by https") from None
    finally:
        connection.close()
    if len(body) > LONGEST_DOCUMENT:
        raise Unusable(f"what is there has over {LONGEST_DOCUMENT:,} bytes")
    return body


class _To(HTTPSConnection):
    """A connection to an address that was checked, whatever the name says at the next look-up."""

    def __init__(self, address: str, host: str, port: int) -> None:
        self.address = address
        self.context = ssl.create_default_context()
        self.end = time.monotonic() + SECONDS
        self.opened: socket.socket | None = None
        super().__init__(host, port, timeout=SECONDS, context=self.context)

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), SECONDS)
        # `sock` is forgotten once an answer begins that ends with the connection; this one is not.
        self.sock = self.opened = self.context.wrap_socket(plain, server_hostname=self.host)
        self.check_time()

    def check_time(self) -> None:
        if time.monotonic() > self.end:
            raise TimeoutError

    def stop(self) -> None:
        """End it while something is read; before that, `connect` sees to it."""
        if self.opened:
            with suppress(OSError):
                self.opened.shutdown(socket.SHUT_RDWR)


@contextmanager
def _deadline(connection: _To) -> Iterator[None]:
    # Each read of a socket has a time of its own; this one is for all of them together.
    timer = Timer(SECONDS, connection.stop)
    timer.daemon = True
    timer.start()
    try:
        yield
        connection.check_time()
    finally:
        timer.cancel()


def _public_address(host: str, port: int) -> str:
    """Look a host up; one address that is not public is enough to refuse it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unusable(f"{host} is not known") from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(map(_is_public, addresses)):
        raise Unusable(f"{host} is not at a public address")
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and (inner := _inner(address)):
        return _is_public(str(inner))
    return address.is_global and not address.is_multicast


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Find the IPv4 address that an IPv6 one leads to, if it is of that kind."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def _read(client_id: str, body: bytes) -> ClientDocument:
    """Hold a document to the draft's section 4."""
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable("what is there is no JSON") from None
    if not isinstance(document, dict) or document.get("client_id") != client_id:
        raise Unusable("the document's client_id is not its address")
    # A secret that is published is none; a client with a key of its own is one without a secret.
    method = document.get("token_endpoint_auth_method", "none")
    if "client_secret" in document or method not in ("none", "private_key_jwt"):
        raise Unusable("the document says that the client has a secret")
    uris = document.get("redirect_uris")
    if not isinstance(uris, list) or not uris or not all(isinstance(uri, str) for uri in uris):
        raise Unusable("the document has no list of redirect_uris")
    name = document.get("client_name")
    shown = name if isinstance(name, str) and name.isprintable() and len(name) <= 100 else ""
    return ClientDocument(client_id, shown or urlsplit(client_id).netloc, tuple(uris))
