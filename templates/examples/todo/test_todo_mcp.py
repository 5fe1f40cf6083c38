"""The TODO list over MCP."""

from typing import Any

from credentials import credentials
from fastmcp import Client as McpClient
from mcp_client import CALLER, {{ 'list_tools, ' if cookiecutter.__knows_user else '' }}over_mcp


def test_a_todo_is_added_read_and_deleted_over_mcp() -> None:
    """What one call writes the next one reads, from a user with any name."""

    async def keep(client: McpClient[Any]) -> None:
        robin = {"username": "Robín a/b"}
        await client.call_tool("addTodo", robin | {"todo": "buy milk"})
        todos = await client.call_tool("getTodos", robin)
        assert todos.structured_content == {"todos": ["buy milk"]}
        await client.call_tool("deleteTodo", robin | {"todo_idx": 0})
        todos = await client.call_tool("getTodos", robin)
        assert todos.structured_content == {"todos": []}

    over_mcp(keep, credentials("Robín a/b"))


def test_a_refusal_over_mcp_says_what_was_wrong() -> None:
    """The model learns enough to make a better call."""

    async def miss(client: McpClient[Any]) -> str:
        arguments = {"username": CALLER, "todo_idx": 10**6}
        result = await client.call_tool("deleteTodo", arguments, raise_on_error=False)
        assert result.is_error
        return str(result.content)

    assert "has no todo with the index 1000000" in over_mcp(miss, credentials(CALLER))
{% if cookiecutter.__knows_user %}


def test_no_user_reaches_the_todos_of_another_over_mcp() -> None:
    """A tool acts for the caller of that very request."""

    async def spy(client: McpClient[Any]) -> str:
        arguments = {"username": "alice"}
        result = await client.call_tool("getTodos", arguments, raise_on_error=False)
        assert result.is_error
        return str(result.content)

    over_mcp(list_tools, credentials("alice"))
    assert "HTTP error 403" in over_mcp(spy, credentials("mallory"))
{% endif %}
