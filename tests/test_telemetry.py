"""With the extra `otel`, a plugin sends traces and metrics, and nothing in them names a caller."""

from __future__ import annotations

import json
import sys

import httpx
import pytest
from conftest import FRAMEWORKS, Bake, Plugin
from from_api import from_api
from otlp_receiver import Receiver, receiving
from running import run_script
from serving import served

# Starts the plugin in this process as a server does, and sends requests to it.
RUN = """
import asyncio, json, os, sys
os.environ.update(json.loads({variables!r}))
import conftest
from credentials import credentials
del os.environ["OTEL_SDK_DISABLED"]
import httpx
from {package}.asgi import app
headers = credentials("alice") | {{"Accept": "application/json, text/event-stream"}}

async def main():
    to_app, from_app = asyncio.Queue(), asyncio.Queue()
    running = asyncio.ensure_future(app({{"type": "lifespan"}}, to_app.get, from_app.put))
    await to_app.put({{"type": "lifespan.startup"}})
    assert (await from_app.get())["type"] == "lifespan.startup.complete"
    url = os.environ["PUBLIC_URL"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as client:
        for method, path, body in json.loads({requests!r}):
            answer = await client.request(method, path, json=body, headers=headers)
            print(answer.status_code, answer.headers["X-Request-Id"])
    await to_app.put({{"type": "lifespan.shutdown"}})
    assert (await from_app.get())["type"] == "lifespan.shutdown.complete"
    await running

asyncio.run(main())
"""
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "getTodos", "arguments": {"username": "alice"}},
}


def run(plugin: Plugin, receiver: Receiver, *requests: tuple[str, str, object]) -> list[str]:
    """Send requests to a plugin that sends what it measures to a receiver; a line for each answer."""
    variables = json.dumps({"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url})
    script = RUN.format(variables=variables, requests=json.dumps(requests), package=plugin.package)
    return run_script(plugin.path, script).splitlines()


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_request_is_a_span_with_its_statements_below_it(bake: Bake, framework: str) -> None:
    """It has the operationId for a name, the route and the request's id; so it is over MCP."""
    plugin = bake(slug=f"traced-{framework}", framework=framework, auth="oauth")
    with receiving() as receiver:
        lines = run(
            plugin,
            receiver,
            ("POST", "/todos/alice?token=hidden", {"todo": "buy milk"}),
            ("POST", "/mcp", CALL),
            ("GET", "/legal", None),
            ("GET", "/alice/nowhere", None),
        )
    statuses = [line.split()[0] for line in lines]
    assert statuses == ["200", "200", "200", "404"], "\n".join(lines)
    added, over_mcp = receiver.named("addTodo"), receiver.named("getTodos")
    assert added.attributes["http.route"] == "/todos/{username}"
    assert over_mcp.attributes["http.route"] == "/mcp"
    for span, line in ((added, lines[0]), (over_mcp, lines[1])):
        assert span.attributes["request.id"] == line.split()[1]
        assert span.attributes["plugin.caller"] == "user"
        assert span.attributes["http.response.status_code"] == 200
        assert span.resource["service.name"] == plugin.path.name
        statements = {each.attributes.get("db.query.text", "") for each in receiver.below(span)}
        assert any("todos" in each for each in statements), receiver.spans
    assert receiver.named("GET /legal")
    assert "http.route" not in receiver.named("unknown").attributes
    points = receiver.metrics["http.server.request.duration"]
    routes = {point.get("http.route") for point in points}
    assert routes >= {"/todos/{username}", "/mcp", "/legal", None}
    for secret in (b"alice", b"hidden", b"milk"):
        assert secret not in receiver.raw


def test_a_call_of_the_api_behind_is_a_span_below_its_operation(bake: Bake) -> None:
    """Where it went is known by the server and the operation; its URL has values in it."""
    plugin = from_api(bake, slug="traced-gateway", auth="none", mcp=False)
    path, method = next(
        (path, method)
        for path, item in plugin.spec["paths"].items()
        for method in item
        if "{" in path and "requestBody" not in item[method]
    )
    operation = plugin.spec["paths"][path][method]["operationId"]
    asked = path.replace("{", "").replace("}", "-7")
    with receiving() as receiver:
        run(plugin, receiver, (method.upper(), asked, None))
    (call,) = receiver.below(receiver.named(operation))
    assert call.attributes["http.request.method"] == method.upper()
    assert call.attributes["server.address"] == "127.0.0.1"
    assert asked.rpartition("/")[2].encode() not in receiver.raw
    assert receiver.metrics["http.client.request.duration"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills a process instead of ending it")
def test_each_process_sends_what_it_has_before_it_ends(bake: Bake) -> None:
    """With --workers, each is an instance of its own; the variables may be in .env."""
    plugin = bake(slug="traced-workers", mcp=False)
    with receiving() as receiver:
        variables = f"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.url}\nOTEL_SERVICE_NAME=mine\n"
        (plugin.path / ".env").write_text(variables, encoding="utf-8")
        with served(plugin, "--workers", "2") as server:
            for _ in range(30):
                with httpx.Client() as client:  # A connection of its own goes to any process.
                    assert client.get(f"{server.url}/todos/bob").status_code == 200
    sent = [span for span in receiver.spans if span.name == "getTodos"]
    assert len(sent) == 30
    assert {span.resource["service.name"] for span in sent} == {"mine"}
    assert len({span.resource["service.instance.id"] for span in sent}) == 2
