"""The same requests get the same answers, whichever the framework."""

from __future__ import annotations

import asyncio
import json
import os
from importlib import import_module
from typing import Any

import httpx
import pytest
from conftest import FRAMEWORKS, Bake, Plugin
from running import run

ENDPOINTS = """
getForecast: GET /forecast/{city}?days?:integer&tags?:string[]&class?:boolean&at?:number -> city
replaceThing: PUT /things/{id:integer} json?:integer from:date size?:number tags?:boolean[] -> ok:boolean
getMine: GET /things/mine
getDay: GET /days/{day:date} -> on:date
""".strip()

JSON = {"Content-Type": "application/json"}

# Method, path, headers and body; a body of bytes is sent as it is.
REQUESTS: list[tuple[str, str, dict[str, str], Any]] = [
    ("GET", "/", {}, None),
    ("GET", "/legal", {}, None),
    ("HEAD", "/legal", {}, None),
    ("POST", "/legal", {}, None),
    ("OPTIONS", "/legal", {}, None),
    ("GET", "/.well-known/ai-plugin.json", {}, None),
    ("GET", "/openapi.yaml", {"Origin": "https://chatgpt.com"}, None),
    ("GET", "/openapi.yaml", {"Origin": "http://localhost:8080"}, None),
    ("GET", "/openapi.yaml", {"Origin": "https://chatgpt.com.evil.example"}, None),
    ("GET", "/nowhere", {}, None),
    ("HEAD", "/nowhere", {}, None),
    ("OPTIONS", "/nowhere", {}, None),
    ("GET", "/things/mine", {}, None),
    ("GET", "/things/mine/", {}, None),
    ("HEAD", "/things/mine", {}, None),
    ("OPTIONS", "/things/mine", {}, None),
    ("PUT", "/things/mine", {}, None),
    ("TRACE", "/things/mine", {}, None),
    ("BREW", "/things/mine", {}, None),
    ("GET", "/forecast/a%2Fb", {}, None),
    ("GET", "/forecast/", {}, None),
    ("GET", "/forecast/%FF%00", {}, None),
    ("GET", "/forecast/x?days=1&days=y", {}, None),
    ("GET", "/forecast/x?days=&class=maybe", {}, None),
    ("GET", "/forecast/x?tags=a&tags=b&unknown=1", {}, None),
    ("GET", "/forecast/x?at=nan", {}, None),
    ("GET", "/forecast/x?days=" + "9" * 5000, {}, None),
    ("GET", "/days/2026-02-30", {}, None),
    ("GET", "/days/20260131", {}, None),
    ("GET", "/days/2026-01-31", {}, None),
    ("PUT", "/things/x", {}, {"from": "never"}),
    ("PUT", "/things/1", {}, None),
    ("PUT", "/things/1", {}, {}),
    ("PUT", "/things/1", {}, []),
    ("PUT", "/things/1", {}, {"from": "2026-01-31"}),
    ("PUT", "/things/1", {}, {"from": "2026-01-31", "more": 1}),
    ("PUT", "/things/1", {}, {"from": "2026-01-31", "json": "1"}),
    ("PUT", "/things/1", {}, {"from": "2026-01-31", "json": True, "size": "2"}),
    ("PUT", "/things/1", {}, {"from": "2026-01-31", "json": None}),
    ("PUT", "/things/1", {}, {"from": "2026-01-31", "tags": [True, 0, None]}),
    ("PUT", "/things/1", JSON, b'{"from": "\\ud800"}'),
    ("PUT", "/things/1", JSON, b'{"from": "2026-01-31", "size": NaN}'),
    ("PUT", "/things/1", JSON, b'{"from": "2026-01-31", "size": 1e999}'),
    ("PUT", "/things/1", JSON, b'{"from":'),
    ("PUT", "/things/1", JSON, b"\xff\xfe"),
    ("PUT", "/things/1", JSON, b"[" * 100_000),
    ("PUT", "/things/1", JSON, b"9" * 5000),
    ("PUT", "/things/1", {"Content-Type": "application/problem+json"}, b'{"from": "2026-01-31"}'),
    ("PUT", "/things/1", {"Content-Type": "text/plain"}, b'{"from": "2026-01-31"}'),
    ("PUT", "/things/1", {"Content-Type": "application/x-www-form-urlencoded"}, b"from=2026-01-31"),
    ("PUT", "/things/1", {"Authorization": "Basic eDp5"}, {"from": "2026-01-31"}),
]

HEADERS = ["allow", "location", "www-authenticate", "access-control-allow-origin"]


@pytest.mark.parametrize("auth", ["none", "service_http"])
def test_frameworks_answer_alike(bake_once: Bake, auth: str) -> None:
    """Status, body and the headers that matter are the same in every framework."""
    first, *others = (
        _answers(
            bake_once(name="Same", slug="same", framework=framework, auth=auth, endpoints=ENDPOINTS)
        )
        for framework in FRAMEWORKS
    )
    for other in others:
        for request, expected, answer in zip(REQUESTS, first, other, strict=True):
            assert answer == expected, request
    assert {status // 100 for status, _, _ in first} == {2, 4}


def _answers(plugin: Plugin) -> list[Any]:
    return [json.loads(line) for line in run(plugin.path, send_requests).splitlines()]


def send_requests() -> None:
    """Send the requests to the plugin, in its own process: plugins of one name cannot share one."""
    os.environ["SERVICE_TOKEN"] = "x"
    asyncio.run(_send())


async def _send() -> None:
    app = import_module("same.asgi").app
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3333") as client:
        for method, path, headers, body in REQUESTS:
            sent: dict[str, Any] = {"content" if isinstance(body, bytes) else "json": body}
            answer = await client.request(
                method, path, headers=headers, **sent if body is not None else {}
            )
            seen: dict[str, Any] = {name: answer.headers.get(name) for name in HEADERS}
            if seen["allow"]:
                seen["allow"] = sorted(seen["allow"].split(", "))
            print(json.dumps([answer.status_code, answer.text, seen]))
