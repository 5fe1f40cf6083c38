"""Clients whose id is the address of a document about them.

Source: draft-ietf-oauth-client-id-metadata-document. Whoever asks to sign in chooses the address,
so it is fetched as a stranger's: by https alone, from public addresses alone, little and briefly.
"""

import json
import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

from ...settings import settings
from . import limits, redirects
from .asking import NoAnswer, ask
from .public_addresses import is_public
from .remembering import Memory

LONGEST_ADDRESS, LONGEST_DOCUMENT = 500, 10_000  # characters, bytes
SECONDS = 5.0  # until a document must be there
PORTS = (443, 8443)  # where https is; other services are left alone
MOST_AT_ONCE = 6


class Unusable(Exception):
    """Says why a client's document cannot be used."""


@dataclass(frozen=True)
class ClientDocument:
    """What a client says of itself.

    Parameters:
        client_id: The address of the document.
        redirect_uris: Where users may be sent back to.
    """

    client_id: str
    redirect_uris: tuple[str, ...]


memory: Memory[ClientDocument] = Memory(Unusable, result_seconds=600, failure_seconds=60, most=200)
_turns = limits.Turns(MOST_AT_ONCE)


def are_taken() -> bool:
    """Say whether clients may have a document, rather than register themselves.

    Documents are fetched directly, since the address that was checked must be the one that is
    called. Where the way out is a proxy alone (HTTPS_PROXY), no document could be fetched, and a
    client that is told of them tries nothing else.
    """
    proxies = getproxies()
    return settings().oauth_client_documents and not {"https", "all"} & set(proxies)


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
        limits.Busy: If too many are being fetched.
    """
    if not settings().oauth_client_documents:
        raise Unusable("this server takes none (OAUTH_CLIENT_DOCUMENTS)")
    url = _checked(client_id)
    if known := memory.known(client_id):
        return known
    with _turns.one():
        return memory.find(client_id, lambda: _read(client_id, _fetch(url)))


def _checked(client_id: str) -> SplitResult:
    """Check the address against the draft's section 3."""
    if len(client_id) > LONGEST_ADDRESS or not re.fullmatch(r"[!-~]+", client_id):
        raise Unusable("it is too long, or has characters in it that no address has")
    try:
        url = urlsplit(client_id)
        port = url.port
    except ValueError:
        raise Unusable("it is no address") from None
    if url.scheme != "https" or not url.hostname or "@" in url.netloc:
        raise Unusable("it is no https address of a host alone, without a user")
    if (443 if port is None else port) not in PORTS:
        raise Unusable(f"its port is not one of {', '.join(map(str, PORTS))}")
    if url.path in ("", "/") or {".", ".."} & set(url.path.split("/")) or "#" in client_id:
        raise Unusable("it has no path, or a fragment, or a path with dots for a segment")
    return url


def _fetch(url: SplitResult) -> bytes:
    host, port = url.hostname or "", url.port or 443
    address = _public_address(host, port)
    # The address that was checked is called, whatever the name says at the next look-up.
    called = url._replace(netloc=f"[{address}]:{port}" if ":" in address else f"{address}:{port}")
    try:
        answer = ask(
            "GET",
            called.geturl(),
            seconds=SECONDS,
            longest=LONGEST_DOCUMENT,
            direct=True,
            headers={"Host": url.netloc, "Accept": "application/json", "User-Agent": "plugin"},
            extensions={"sni_hostname": host},
        )
    except NoAnswer as error:
        raise Unusable(f"{host} gives {error}, by https") from None
    if answer.status != 200:
        raise Unusable(f"it answers {answer.status}, 200 is needed without a redirect")
    if answer.kind != "application/json" and not answer.kind.endswith("+json"):
        raise Unusable("what is there is not declared as JSON")
    return answer.body


def _public_address(host: str, port: int) -> str:
    """Look a host up; one address that is not public is enough to refuse it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unusable(f"{host} is not known") from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(map(is_public, addresses)):
        raise Unusable(f"{host} is not at a public address")
    return addresses[0]


def _read(client_id: str, body: bytes) -> ClientDocument:
    """Check a document against the draft's section 4."""
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
    for number, uri in enumerate(uris, 1):
        if wrong := redirects.problem(uri):
            raise Unusable(f"address {number} of its redirect_uris {wrong}")
    return ClientDocument(client_id, tuple(uris))
