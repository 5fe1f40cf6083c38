"""Over MCP the plugin has the same operations, for the same callers."""

from typing import Any

import pytest
from credentials import credentials
from fastmcp import Client as McpClient
from mcp_client import CALLER, list_tools, over_mcp
from mcp_types import Tool
from schema_values import value
from support import Client

from {{ cookiecutter.__package }} import operations
from {{ cookiecutter.__package }}.runtime import binding, documents

SPEC = documents.openapi()
OPERATIONS = {
    operation["operationId"]: (method, operation)
    for path in SPEC["paths"].values()
    for method, operation in path.items()
}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
FORWARDED = {each.id for each in binding.match(SPEC, operations)[0] if each.is_forwarded}
ALLOWED_ORIGINS = ["https://chatgpt.com", "http://localhost:6274", "http://127.0.0.1:6274"]


@pytest.fixture(scope="module")
def tools() -> dict[str, Tool]:
    """The tools by their names."""
    return {tool.name: tool for tool in over_mcp(list_tools, credentials(CALLER))}


def test_the_tools_are_the_operations(tools: dict[str, Tool]) -> None:
    """Each operation is a tool of the same name, and there are no others."""
    assert set(tools) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_tool_is_described_as_its_operation_is(tools: dict[str, Tool], name: str) -> None:
    """Title, description, arguments and result are those of openapi.yaml."""
    _, operation = OPERATIONS[name]
    tool = tools[name]
    assert tool.title == operation.get("summary", name)
    if description := operation.get("description", operation.get("summary")):
        assert tool.description == description
    body = _schema(operation.get("requestBody", {}))
    arguments = {each["name"] for each in operation.get("parameters", [])}
    own = arguments | set(body.get("properties", {}))
    given = {  # FastMCP tells a parameter and a field of the same name apart by a suffix.
        each if each in own else each.partition("__")[0] for each in tool.input_schema["properties"]
    }
    # A body without properties of its own, such as a list or a choice, is an argument too.
    named = body.get("properties") or given - arguments
    assert given == arguments | set(named)
    if name in FORWARDED:  # Whatever the API answers is passed on.
        assert tool.output_schema is None
        return
    assert tool.output_schema
    answer = _schema(operation["responses"]["200"])
    assert set(tool.output_schema["properties"]) == set(answer["properties"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_tool_declares_what_a_call_can_change(tools: dict[str, Tool], name: str) -> None:
    """GET only reads, POST adds; PUT, PATCH and DELETE are destructive."""
    method, _ = OPERATIONS[name]
    hints = tools[name].annotations
    assert hints
    assert hints.read_only_hint == (method == "get")
    assert hints.destructive_hint == (method in ("put", "patch", "delete"))
    assert hints.open_world_hint is False


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_call_reaches_the_operation(tools: dict[str, Tool], name: str) -> None:
    """A tool returns what its operation returns, even if that refuses these arguments."""
    root = tools[name].input_schema
    arguments = {
        argument: value(root, schema, CALLER) for argument, schema in root["properties"].items()
    }

    async def call(client: McpClient[Any]) -> None:
        result = await client.call_tool(name, arguments, raise_on_error=False)
        if result.is_error:
            assert "HTTP error 4" in str(result.content)
            assert "HTTP error 401" not in str(result.content)
        else:
            assert result.structured_content is not None or name in FORWARDED

    over_mcp(call, credentials(CALLER))


def test_the_instructions_say_what_the_plugin_is_for() -> None:
    """The instructions begin with the description for the model."""

    async def ask(client: McpClient[Any]) -> str | None:
        return client.instructions

    instructions = over_mcp(ask, credentials(CALLER))
    assert instructions.startswith(documents.manifest()["description_for_model"])


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil", "null"])
def test_pages_of_other_origins_cannot_call(client: Client, origin: str) -> None:
    """A page that points its own host name at this machine gets nothing from it."""
    response = client.send("POST", "/mcp", json=LIST, headers={"Origin": origin})
    assert response.status_code == 403
    assert "origin" in response.json()["detail"]
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("origin", ALLOWED_ORIGINS)
def test_pages_that_can_call_the_plugin_can_call_mcp(stranger: Client, origin: str) -> None:
    """ChatGPT's pages and those of this machine get through the preflight and the call."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-any"}
    preflight = stranger.send("OPTIONS", "/mcp", headers={"Origin": origin} | asked)
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == origin
    assert over_mcp(list_tools, credentials(CALLER) | {"Origin": origin})
{% if cookiecutter.auth != 'none' %}


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("authorization", [None, "Basic dXNlcjpwYXNz", "Bearer", "Bearer wrong"])
def test_without_a_good_token_nothing_is_answered(
    stranger: Client, authorization: str | None, method: str
) -> None:
    """No token, another scheme and a wrong token get neither the list of tools nor a call."""
    headers = {"Authorization": authorization} if authorization else {}
    response = stranger.send(method, "/mcp", headers=headers, content=b"not even JSON")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert response.json()["detail"]
{% endif %}


def _schema(content: dict[str, Any]) -> dict[str, Any]:
    """Find the schema of a body, whether inline or in the components."""
    found = content.get("content", {}).get("application/json", {}).get("schema", {})
    name = found.get("$ref", "").rpartition("/")[2]
    schema: dict[str, Any] = SPEC["components"]["schemas"][name] if name else found
    return schema
