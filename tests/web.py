"""A plugin on the web of this machine that answers as a test says: rightly, wrongly, or never."""

from __future__ import annotations

import datetime as dt
import json
import ssl
import struct
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = BaseHTTPRequestHandler
Answer = Callable[[Handler], None]

MANIFEST = "/.well-known/ai-plugin.json"
TOKEN = "the-right-token"


@dataclass
class Web:
    """What is served: an answer for each path, or for a method and a path.

    Parameters:
        url: The origin.
        answers: The answers by `/path` or by `METHOD /path`.
        asked: What was asked: method, path and Authorization.
    """

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def manifest(self, **fields: Any) -> dict[str, Any]:
        """A manifest without errors."""
        return {
            "schema_version": "v1",
            "name_for_human": "Notes",
            "name_for_model": "notes",
            "description_for_human": "Keep notes.",
            "description_for_model": "Plugin for notes.",
            "auth": {"type": "none"},
            "api": {"type": "openapi", "url": f"{self.url}/openapi.yaml"},
            "logo_url": f"{self.url}/logo.png",
            "contact_email": "someone@example.com",
            "legal_info_url": f"{self.url}/legal",
            **fields,
        }

    def spec(self, **fields: Any) -> dict[str, Any]:
        """An API description without errors: one operation reads, the other changes something."""
        ok = {"responses": {"200": {"description": "OK"}}}
        index = {"name": "index", "in": "path", "required": True, "schema": {"type": "integer"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Notes", "version": "1"},
            "servers": [{"url": self.url}],
            "paths": {
                "/notes": {"get": {"operationId": "getNotes", "summary": "List notes", **ok}},
                "/notes/{index}": {
                    "delete": {
                        "operationId": "deleteNote",
                        "summary": "Delete a note",
                        "parameters": [index],
                        **ok,
                    }
                },
            },
            "components": {"schemas": {}},
            **fields,
        }

    def serve_plugin(self, **manifest: Any) -> None:
        """Serve a plugin without errors."""
        self.answers = {
            MANIFEST: as_json(self.manifest(**manifest)),
            "/openapi.yaml": as_json(self.spec()),
            "/logo.png": plain(PNG, "image/png"),
            "/legal": plain(b"<p>Rules</p>", "text/html"),
            "/notes": as_json({"notes": []}),
            "OPTIONS /notes": allowed,
        }

    def guard(self, kind: str = "service_http") -> None:
        """Serve a plugin whose operations need the token."""
        auth = {
            "type": kind,
            "authorization_type": "bearer",
            "verification_tokens": {"openai": "0123456789abcdef0123456789abcdef"},
        }
        self.serve_plugin(auth=auth)
        self.answers["GET /notes"] = guarded(as_json({"notes": []}))
        self.answers["/notes/987654321"] = guarded(as_json({}))


@contextmanager
def web(*, with_tls: bool = False) -> Iterator[Web]:
    """Serve on a free port of this machine, with a certificate that nobody trusts if TLS is wanted."""

    class Found(BaseHTTPRequestHandler):
        def answer(self) -> None:
            path = self.path.partition("?")[0]
            authorization = self.headers.get("Authorization", "")
            site.asked.append((self.command, self.path, authorization))
            with suppress(OSError):  # A caller who does not wait.
                found = site.answers.get(f"{self.command} {path}") or site.answers.get(path)
                (found or plain(b"no such page", status=404))(self)

        do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Found)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    scheme = "http"
    if with_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            context.load_cert_chain(_certificate(Path(folder)))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    site = Web(f"{scheme}://localhost:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        site.stopped.set()
        server.shutdown()
        server.server_close()


def plain(body: bytes, kind: str = "text/plain", status: int = 200, **headers: str) -> Answer:
    """Answer with a body; `_` in the name of a header is `-`."""

    def answer(request: Handler) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def as_json(document: object, status: int = 200, **headers: str) -> Answer:
    """Answer with JSON."""
    return plain(json.dumps(document).encode(), "application/json", status, **headers)


def redirect(location: str) -> Answer:
    """Answer with a redirect."""
    return plain(b"", status=302, Location=location)


def guarded(answer: Answer) -> Answer:
    """Answer callers that have the token, and refuse the others."""

    def checked(request: Handler) -> None:
        right = request.headers.get("Authorization") == f"Bearer {TOKEN}"
        (answer if right else as_json({"detail": "no"}, 401))(request)

    return checked


def allowed(request: Handler) -> None:
    """Answer a preflight with permission."""
    plain(
        b"",
        Access_Control_Allow_Origin="*",
        Access_Control_Allow_Methods="GET, POST",
        Access_Control_Allow_Headers=request.headers.get("Access-Control-Request-Headers", ""),
    )(request)


def drip(site: Web, head: bytes = b"HTTP/1.1 200 OK\r\nX: ") -> Answer:
    """Answer with a byte now and then, without an end."""

    def answer(request: Handler) -> None:
        request.wfile.write(head)
        while not site.stopped.wait(0.02):
            request.wfile.write(b"x")

    return answer


def flood(site: Web) -> Answer:
    """Answer with a body without an end."""

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        while not site.stopped.is_set():
            request.wfile.write(b" " * 65_536)

    return answer


def _certificate(folder: Path) -> Path:
    """Write a certificate for localhost and its key to a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + built.public_bytes(pem))
    return file


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


PNG = b"".join(
    [
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", 512, 512, 1, 0, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"\0" * 65 * 512)),
        _chunk(b"IEND", b""),
    ]
)
