# /// script
# requires-python = ">=3.11"
# dependencies = ["semantic-kernel>=1.45,<2"]
# ///
"""Semantic Kernel: add_plugin_from_openapi with the document's address.

python semantic_kernel_openapi.py URL [TOKEN]
"""

import asyncio
import json
import sys
from typing import Any

from semantic_kernel import Kernel
from semantic_kernel.connectors.openapi_plugin import OpenAPIFunctionExecutionParameters

url, token = sys.argv[1], sys.argv[2] if sys.argv[2:] else ""


async def authorize(**_: Any) -> dict[str, str]:
    """Make the headers of a call."""
    return {"Authorization": f"Bearer {token}"}


async def main() -> None:
    """Load the plugin and call it."""
    kernel = Kernel()
    plugin = kernel.add_plugin_from_openapi(
        "todo_list",
        openapi_document_path=f"{url}/openapi.yaml",
        execution_settings=OpenAPIFunctionExecutionParameters(
            auth_callback=authorize if token else None,
            server_url_validation_allowed_base_urls=[url],  # needed for anything but public https
        ),
    )

    async def call(operation: str, **arguments: Any) -> Any:
        result = await kernel.invoke(plugin_name="todo_list", function_name=operation, **arguments)
        return json.loads(str(result))

    assert await call("addTodo", username="alice", todo="buy milk") == {}
    added = (await call("getTodos", username="alice"))["todos"]
    assert await call("deleteTodo", username="alice", todo_idx=len(added) - 1) == {}
    deleted = (await call("getTodos", username="alice"))["todos"]
    report = {"operations": list(plugin.functions), "added": added, "deleted": deleted}
    print(json.dumps(report))


asyncio.run(main())
