"""The endpoint for embeddings, for tests: a server on this machine that knows a few meanings.

The tests of notes run with PostgreSQL if TEST_DATABASE_URL is a database whose notes they can delete.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

# Words with the same meaning are in the same direction.
MEANINGS = (("car", "automobile", "vehicle"), ("doctor", "physician"), ("holiday", "vacation"))


class Received(NamedTuple):
    """What the endpoint was asked."""

    headers: Mapping[str, str]
    body: dict[str, Any]


Answer = Callable[[Received], tuple[int, Any]]


def embeddings(received: Received) -> tuple[int, Any]:
    """Answer as OpenAI does, but not in the order of the texts."""
    texts = enumerate(received.body["input"])
    data = [{"index": index, "embedding": _embedding(text)} for index, text in texts]
    return 200, {"data": data[::-1]}


class Endpoint:
    """An endpoint for embeddings on this machine."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._answer: Answer = embeddings
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @contextmanager
    def answering(self, answer: Answer) -> Iterator[None]:
        """Answer requests with this instead."""
        self._answer = answer
        try:
            yield
        finally:
            self._answer = embeddings

    def answer(self, received: Received) -> tuple[int, Any]:
        self.received.append(received)
        return self._answer(received)


def _embedding(text: str) -> list[float]:
    words = re.findall(r"\w+", text.casefold())
    return [0.1, *(float(any(word in words for word in meaning)) for meaning in MEANINGS)]


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # An answer is sent as a whole, so that nobody waits for its second part.

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = endpoint.answer(Received(dict(self.headers), body))
            if self.path != "/v1/embeddings":
                status = 404
            sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: Any) -> None:
            """Write no log."""

    return Handler


ENDPOINT = Endpoint()
ENVIRONMENT = {
    "EMBEDDINGS_URL": ENDPOINT.url,
    "EMBEDDINGS_API_KEY": "the-key-of-the-tests",
    "EMBEDDINGS_MODEL": "meanings",
}
if "TEST_DATABASE_URL" in os.environ:
    ENVIRONMENT["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
