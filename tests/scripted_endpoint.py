"""An endpoint with OpenAI's API on this machine, which answers what a test has written down."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import listening

Delta = dict[str, Any]


@dataclass(frozen=True)
class Fails:
    """An answer with an error."""

    status: int
    message: str = ""
    code: str | None = None


@dataclass(frozen=True)
class Sends:
    """A stream with any bytes, and no end."""

    stream: bytes


def says(*pieces: str, finish: str = "stop") -> list[Delta]:
    """A reply that is only text."""
    return [*({"content": piece} for piece in pieces), {"finish_reason": finish}]


def calls(*functions: tuple[str, Any], size: int = 7, text: str = "") -> list[Delta]:
    """A reply with calls, whose arguments come in pieces."""
    deltas: list[Delta] = [{"content": text}] if text else []
    for index, (name, arguments) in enumerate(functions):
        written = arguments if isinstance(arguments, str) else json.dumps(arguments)
        head = {"index": index, "id": f"id-{index}", "type": "function"}
        deltas.append({"tool_calls": [{**head, "function": {"name": name, "arguments": ""}}]})
        for start in range(0, len(written), size):
            part = {"index": index, "function": {"arguments": written[start : start + size]}}
            deltas.append({"tool_calls": [part]})
    return [*deltas, {"finish_reason": "tool_calls"}]


Step = list[Delta] | Fails | Sends


@dataclass
class Endpoint:
    """What the endpoint answers, in order, and what it was asked."""

    steps: list[Step] = field(default_factory=list)
    models: list[str] = field(default_factory=lambda: ["scripted"])
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    pause: float = 0.0
    url: str = ""

    def script(self, *steps: Step) -> None:
        """Begin anew."""
        self.steps, self.requests = [*steps], []

    @property
    def read_last(self) -> list[str]:
        """What the model read last: the answers to its calls."""
        messages = self.requests[-1]["messages"]
        return [each["content"] for each in messages if each["role"] == "tool"]


@contextmanager
def served() -> Iterator[Endpoint]:
    """Serve an endpoint on a free port."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            data = [{"id": name, "object": "model", "created": 1} for name in endpoint.models]
            if self.path == "/v1/models":
                self.answer(200, {"object": "list", "data": data})
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.keys.append(self.headers["Authorization"])
            if self.path != "/v1/chat/completions":
                self.answer(404, {})
                return
            endpoint.requests.append(body)
            step = endpoint.steps.pop(0)
            if isinstance(step, Fails):
                error = {"message": step.message, "code": step.code, "type": "error"}
                self.answer(step.status, {"error": error})
            elif isinstance(step, Sends):
                self.begin("text/event-stream")
                self.wfile.write(step.stream)
                self.close_connection = True
            else:
                self.begin("text/event-stream")
                for delta in step:
                    self.wfile.write(event(delta))
                    self.wfile.flush()
                    time.sleep(endpoint.pause)
                # The last chunk of some endpoints has the usage and no choice.
                self.wfile.write(b'data: {"id": "1", "choices": [], "usage": null}\n\n')
                self.wfile.write(b"data: [DONE]\n\n")
                self.close_connection = True

        def begin(self, kind: str, length: int | None = None, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("x-should-retry", "false")
            if length is None:
                self.send_header("Connection", "close")
            else:
                self.send_header("Content-Length", str(length))
            self.end_headers()

        def answer(self, status: int, document: object) -> None:
            body = json.dumps(document).encode()
            self.begin("application/json", len(body), status)
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    with listening(Handler) as url:
        endpoint.url = f"{url}/v1"
        yield endpoint


def event(delta: Delta) -> bytes:
    """A piece of a reply as a server-sent event."""
    delta = dict(delta)
    choice = {"index": 0, "finish_reason": delta.pop("finish_reason", None), "delta": delta}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return b"data: " + json.dumps({**chunk, "choices": [choice]}).encode() + b"\n\n"
