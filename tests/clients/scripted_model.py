"""A model on this machine for Claude Code and Gemini CLI, which calls the tools that a test names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import listening

Event = dict[str, Any]
ToolCall = tuple[str, dict[str, Any]]


@dataclass
class Model:
    """What the model calls, and what it was given.

    Parameters:
        calls: Operations with their arguments, called one after the other.
        url: The address of its API.
        tools: The names of the tools in the last request that had any.
        answers: What the calls have returned, as JSON.
    """

    calls: list[ToolCall]
    url: str = ""
    tools: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def next_call(self, tools: list[str], answers: list[Any]) -> ToolCall | None:
        """Take a request, and say which tool is called; None for a text without a call."""
        if not tools:
            return None
        self.tools, self.answers = tools, list(map(json.dumps, answers))
        if len(answers) == len(self.calls):
            return None
        operation, arguments = self.calls[len(answers)]
        named = [tool for tool in tools if tool.endswith(f"_{operation}")]
        return (named[0], arguments) if named else None


@contextmanager
def serve_model(*calls: ToolCall) -> Iterator[Model]:
    """Serve a model on a free port.

    Parameters:
        calls: What it calls.
    """
    model = Model(list(calls))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            path = self.path.partition("?")[0]
            if path == "/v1/messages":
                self.send_events(_anthropic(model, body))
            elif path.endswith(":streamGenerateContent"):
                self.send_events([_gemini(model, body)])
            else:
                self.send_error(404)

        def send_events(self, events: list[Event]) -> None:
            written = [f"event: {e['type']}\n" if "type" in e else "" for e in events]
            pairs = zip(written, events, strict=True)
            stream = "".join(f"{head}data: {json.dumps(event)}\n\n" for head, event in pairs)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(stream)))
            self.end_headers()
            self.wfile.write(stream.encode())

        def log_message(self, format: str, *args: Any) -> None: ...

    with listening(Handler) as url:
        model.url = url
        yield model


def _anthropic(model: Model, body: dict[str, Any]) -> list[Event]:
    """A streamed message (https://docs.claude.com/en/docs/build-with-claude/streaming)."""
    blocks = [
        block
        for message in body["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
    ]
    answers = [block["content"] for block in blocks if block["type"] == "tool_result"]
    call = model.next_call([tool["name"] for tool in body.get("tools", [])], answers)
    if call:
        block = {"type": "tool_use", "id": f"id-{len(answers)}", "name": call[0], "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(call[1])}
    else:
        block, delta = {"type": "text", "text": ""}, {"type": "text_delta", "text": "Done."}
    message = {"id": "1", "type": "message", "role": "assistant", "model": body["model"]}
    message |= {"content": [], "usage": {"input_tokens": 1, "output_tokens": 1}}
    end = {"stop_reason": "tool_use" if call else "end_turn"}
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": end, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]


def _gemini(model: Model, body: dict[str, Any]) -> Event:
    """An answer in one piece (https://ai.google.dev/api/generate-content)."""
    parts = [part for content in body["contents"] for part in content["parts"]]
    answers = [part["functionResponse"] for part in parts if "functionResponse" in part]
    declared = [
        function["name"]
        for tool in body.get("tools", [])
        for function in tool.get("functionDeclarations", [])
    ]
    call = model.next_call(declared, answers)
    part = {"functionCall": {"name": call[0], "args": call[1]}} if call else {"text": "Done."}
    content = {"role": "model", "parts": [part]}
    return {"candidates": [{"content": content, "finishReason": "STOP", "index": 0}]}
