# /// script
# requires-python = ">=3.11"
# dependencies = ["semantic-kernel>=1.45,<2"]
# ///
"""Semantic Kernel: add_plugin_from_openapi with the document's address.

python semantic_kernel_openapi.py URL TOKEN CALLS
"""

import asyncio
import json
import sys
from typing import Any

from semantic_kernel import Kernel
from semantic_kernel.connectors.openapi_plugin import OpenAPIFunctionExecutionParameters

url, token, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])


async def authorize(**_: Any) -> dict[str, str]:
    """Make the headers of a call."""
    return {"Authorization": f"Bearer {token}"}


async def main() -> None:
    """Load the plugin and call it."""
    kernel = Kernel()
    plugin = kernel.add_plugin_from_openapi(
        "plugin",
        openapi_document_path=f"{url}/openapi.yaml",
        execution_settings=OpenAPIFunctionExecutionParameters(
            auth_callback=authorize if token else None,
            server_url_validation_allowed_base_urls=[url],  # needed for anything but public https
        ),
    )

    async def call(operation: str, arguments: dict[str, Any]) -> Any:
        result = await kernel.invoke(plugin_name="plugin", function_name=operation, **arguments)
        return json.loads(str(result))

    answers = [await call(each["operation"], each["arguments"]) for each in calls]
    print(json.dumps({"operations": list(plugin.functions), "answers": answers}))


asyncio.run(main())
