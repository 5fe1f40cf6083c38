"""Client documents are fetched only from public addresses, and must follow the draft."""

import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from {{ cookiecutter.__package }}.runtime.oauth import (
    client_documents,
)
from {{ cookiecutter.__package }}.runtime.oauth.client_documents import (
    Unusable,
    find,
)
from {{ cookiecutter.__package }}.runtime.outgoing import (
    fetching,
)
from {{ cookiecutter.__package }}.runtime.outgoing.public_addresses import (
    is_public,
)
from {{ cookiecutter.__package }}.settings import settings

HOST = "client.example.com"
GOOD: dict[str, Any] = {
    "client_name": "A client",
    "redirect_uris": ["https://client.example.com/callback"],
    "token_endpoint_auth_method": "none",
}
Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def _forget() -> None:
    client_documents.cache.clear()


@pytest.mark.parametrize(
    "client_id",
    [
        "https://client.example.com",
        "https://client.example.com/",
        "https://client.example.com/a/../b",
        "https://client.example.com/a#b",
        "https://user@client.example.com/a",
        "https://user:pass@client.example.com/a",
        "https://client.example.com:0/a",
        "https://client.example.com:22/a",
        "https://client.example.com:444/a",
        "https://client.example.com:99999/a",
        "https://client.example.com/a b",
        "https://client.example.com/a\r\nX: y",
        "https://[::1/a",
        "https:///a",
        f"https://client.example.com/{'a' * 2000}",
    ],
)
def test_an_address_that_breaks_the_rules_is_not_looked_up(
    monkeypatch: pytest.MonkeyPatch, client_id: str
) -> None:
    """The address is checked against the draft before anything is sent."""
    monkeypatch.setattr(socket, "getaddrinfo", _never)
    with pytest.raises(Unusable):
        find(client_id)


def test_only_https_is_the_address_of_a_document() -> None:
    """No other client_id is fetched."""
    assert client_documents.is_address("https://client.example.com/a")
    assert not client_documents.is_address("http://client.example.com/a")
    assert not client_documents.is_address("the-host")


NOT_PUBLIC = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "::ffff:0:8.8.8.8",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("addresses", [[each] for each in NOT_PUBLIC] + [["8.8.8.8", "::1"], []])
def test_only_public_addresses_are_called(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    """A host with an address that is not public is refused before it is called."""
    _resolve(monkeypatch, *addresses)
    monkeypatch.setattr(client_documents, "fetch", _never)
    with pytest.raises(Unusable, match="does not have a public IP address"):
        find("https://client.example.com/a")


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_are_recognized(address: str) -> None:
    """An address that NAT64 translates to a public IPv4 address is public too."""
    assert is_public(address)


def test_the_address_that_was_checked_is_called(
    monkeypatch: pytest.MonkeyPatch, serve: Callable[[Answer], str]
) -> None:
    """The host is looked up only once, since a second look-up could find another address."""
    hosts: list[str | None] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        hosts.append(request.headers["Host"])
        _send(request, GOOD | {"client_id": client_id})

    client_id = serve(answer)
    _resolve(monkeypatch, "127.0.0.1", times=1)
    assert find(client_id).redirect_uris
    assert hosts == [client_id.split("/")[2]]


def test_a_certificate_of_another_host_is_refused(
    monkeypatch: pytest.MonkeyPatch, serve: Callable[[Answer], str]
) -> None:
    """The certificate must be for the host name, although its IP address is called."""
    client_id = serve(lambda request: _send(request, GOOD)).replace("client.", "other.")
    with pytest.raises(Unusable, match="no answer"):
        find(client_id)


def test_a_valid_document_is_read_and_cached(serve: Callable[[Answer], str]) -> None:
    """It is fetched once, and contains the client's redirect URIs."""
    requests: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        requests.append(request.path)
        _send(request, GOOD | {"client_id": client_id})

    client_id = serve(answer)
    found = find(client_id)
    assert found.redirect_uris == ("https://client.example.com/callback",)
    assert find(client_id) == found
    assert len(requests) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"client_id": "https://other.example.com/a"}, "client_id is not its address"),
        ({"redirect_uris": []}, "no list of redirect_uris"),
        ({"redirect_uris": "https://client.example.com"}, "no list of redirect_uris"),
        ({"redirect_uris": [1]}, "no list of redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "address 1 in its redirect_uris"),
        ({"redirect_uris": ["data:text/html,x"]}, "address 1 in its redirect_uris"),
        ({"redirect_uris": ["http://client.example.com/a"]}, "address 1 in its redirect_uris"),
        ({"redirect_uris": ["http://localhost/a", "app:/a"]}, "address 2 in its redirect_uris"),
        ({"token_endpoint_auth_method": "client_secret_post"}, "has a secret"),
        ({"client_secret": "x"}, "has a secret"),
    ],
)
def test_a_document_that_breaks_the_rules_is_refused(
    serve: Callable[[Answer], str], changes: dict[str, Any], message: str
) -> None:
    """The document must have its own address as client_id, valid redirect URIs and no secret."""
    client_id = serve(lambda request: _send(request, GOOD | {"client_id": client_id} | changes))
    with pytest.raises(Unusable, match=message):
        find(client_id)


@pytest.mark.parametrize(
    ("status", "kind", "body", "message"),
    [
        (404, "application/json", b"{}", "answered 404"),
        (302, "application/json", b"", "answered 302"),
        (200, "text/html", b"{}", "Content-Type of the document is not JSON"),
        (200, "application/json", b"[]", "client_id is not its address"),
        (200, "application/json", b"[" * 9_000, "document is not JSON"),
        (200, "application/json", b" " * 10_001, "over 10,000 bytes"),
    ],
)
def test_an_answer_that_is_not_a_document_is_refused(
    serve: Callable[[Answer], str], status: int, kind: str, body: bytes, message: str
) -> None:
    """Redirects are not followed, and long answers are not read."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Location", "https://client.example.com/elsewhere")
        request.end_headers()
        request.wfile.write(body)

    with pytest.raises(Unusable, match=message):
        find(serve(answer))


def test_documents_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """With OAUTH_CLIENT_DOCUMENTS=off, none are fetched."""
    monkeypatch.setattr(settings(), "oauth_client_documents", False)
    monkeypatch.setattr(socket, "getaddrinfo", _never)
    with pytest.raises(Unusable, match="OAUTH_CLIENT_DOCUMENTS"):
        find("https://client.example.com/a")


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], str]]:
    """Serve over https on this machine, as if it had a public address."""
    certificate = _certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(fetching, "_tls", lambda: trusting)
    monkeypatch.setattr(client_documents, "is_public", lambda address: True)
    _resolve(monkeypatch, "127.0.0.1")
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        monkeypatch.setattr(client_documents, "PORTS", (server.server_address[1],))
        return f"https://{HOST}:{server.server_address[1]}/client.json"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _certificate(folder: Path) -> Path:
    """Make a self-signed certificate for the client's host."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def _send(request: BaseHTTPRequestHandler, document: object) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/json; charset=utf-8")
    request.end_headers()
    request.wfile.write(json.dumps(document).encode())


def _resolve(monkeypatch: pytest.MonkeyPatch, *addresses: str, times: int = 10) -> None:
    """Resolve every name to these addresses, and fail after so many look-ups."""
    left = iter(range(times))

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        next(left)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def _never(*_: object, **__: object) -> None:
    raise AssertionError("nothing may be looked up or sent")
