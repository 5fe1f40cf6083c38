"""Over MCP too, a request is one line in the log, whatever it sets off within the plugin."""

import logging
from typing import Any

import pytest
from credentials import credentials
from failing_plugin import Failing
from fastmcp import Client as McpClient
from mcp_client import CALLER, over_mcp
from support import PACKAGE

from {{ cookiecutter.__package }}.runtime import logs, mcp
from {{ cookiecutter.__package }}.runtime.server import Server

ORDER = [f"{PACKAGE}.{name}" for name in ("operations", "runtime.failures", "requests")]


@pytest.mark.parametrize("tool", ["getPlain", "getCoroutine"])
def test_a_call_is_one_line_and_its_traceback_another(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tool: str
) -> None:
    """Both have the id of the request to /mcp and the operationId of the tool; the model gets the id."""
    failing = Failing(monkeypatch)
    caplog.set_level(logging.INFO, PACKAGE)
    caplog.handler.addFilter(logs.RequestFilter())

    async def call(client: McpClient[Any]) -> Any:
        return await client.call_tool(tool, {"name": "alice"}, raise_on_error=False)

    headers = credentials(CALLER) | {"X-Request-Id": "the-id"}
    result = over_mcp(call, headers, Server(failing.gateway, mcp.serve(failing.gateway)))
    assert result.is_error
    assert "the-id" in str(result.content)
    records = [each for each in caplog.records if vars(each)["operation"] == tool]
    _, failed, request = sorted(records, key=lambda each: ORDER.index(each.name))
    assert failed.getMessage() == f"{tool} failed in request the-id"
    assert failed.exc_info
    assert request.getMessage().startswith(f"POST /mcp {tool} 200 ")
    assert {vars(each)["request_id"] for each in records} == {"the-id"}
    assert "alice" not in caplog.text
