"""The feeds, for tests: a server on this machine, with whole feeds and broken ones."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

PROXIES = ("all_proxy", "http_proxy", "https_proxy")
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>World News</title>
<item><title>An older headline</title><link>https://news.example.com/older</link>
<pubDate>Mon, 05 Jan 2026 08:00:00 GMT</pubDate></item>
<item><title>Robots &amp;amp; people meet</title><link>/newest</link>
<description>&lt;p&gt;They &lt;b&gt;said&lt;/b&gt; hello.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<pubDate>Wed, 07 Jan 2026 10:00:00 +0200</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Science Today</title>
<entry><title>1 &lt; 2, as they prove</title><link href="https://science.example.com/proof"/>
<updated>2026-01-06T12:00:00Z</updated><summary>A proof.</summary></entry>
<entry><title>An older headline, again</title><link href="https://news.example.com/older"/>
<updated>2026-01-04T12:00:00Z</updated></entry>
</feed>"""


class Reply(NamedTuple):
    """What the server answers."""

    body: bytes = b""
    kind: str = "application/xml"
    status: int = 200
    headers: Mapping[str, str] = {}


class Received(NamedTuple):
    """What the server was asked."""

    target: str
    headers: Mapping[str, str]


class FeedServer:
    """Serves feeds on this machine."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._answers: dict[str, Callable[[Received], Reply]] = {
            "/world.xml": lambda _: Reply(RSS.encode()),
            "/science.atom": lambda _: Reply(ATOM.encode()),
        }
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def answering(self, answer: Reply | Callable[[Received], Reply]) -> Iterator[str]:
        """Answer requests for a new path with this; returns its URL."""
        self.received.clear()
        path = f"/feed-{len(self._answers)}"
        self._answers[path] = answer if callable(answer) else lambda _: answer
        yield self.url + path

    def answer(self, received: Received) -> Reply:
        self.received.append(received)
        found = self._answers.get(received.target)
        return found(received) if found else Reply(b"", status=404)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Take no notice of a caller who did not wait."""


def _handler(server: FeedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = server.answer(Received(self.path, dict(self.headers)))
            self.send_response(reply.status)
            headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body))}
            for name, value in (headers | dict(reply.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Write no log."""

    return Handler


def feeds_file(*lines: str) -> str:
    """Write a list of feeds.

    Parameters:
        lines: Its lines.

    Returns:
        The path of the file.
    """
    file = Path(tempfile.mkdtemp(), "feeds.txt")
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


FEEDS = FeedServer()
# One feed is down, as some feed always is.
ENVIRONMENT = {
    "FEEDS_FILE": feeds_file(
        f"world {FEEDS.url}/world.xml",
        f"science {FEEDS.url}/science.atom",
        f"science {FEEDS.url}/down",
    ),
    "FEEDS_PRIVATE_ADDRESSES": "on",
}
# A proxy cannot reach the feeds of this machine.
for name in [each for each in os.environ if each.lower() in PROXIES]:
    del os.environ[name]
