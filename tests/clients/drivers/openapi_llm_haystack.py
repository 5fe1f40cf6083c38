# /// script
# requires-python = ">=3.11"
# dependencies = ["openapi-llm>=0.4.3,<1"]
# ///
"""openapi-llm, which Haystack uses: an OpenAPI document as tools of a model.

python openapi_llm_haystack.py URL [TOKEN]
"""

import json
import sys
from typing import Any

from openapi_llm.client.openapi import OpenAPIClient
from openapi_llm.utils import send_request

url, token = sys.argv[1], sys.argv[2] if sys.argv[2:] else ""


def with_token(request: dict[str, Any]) -> Any:
    """Send a request with the token."""
    request["headers"]["Authorization"] = f"Bearer {token}"
    return send_request(request)


client = OpenAPIClient.from_spec(f"{url}/openapi.yaml", credentials=token or None)
schemes = client.client_config.openapi_spec.get_security_schemes().values()
if any(scheme["type"] == "oauth2" for scheme in schemes):
    # `credentials` knows API keys and HTTP schemes alone; a sender of one's own takes any token.
    client = OpenAPIClient.from_spec(f"{url}/openapi.yaml", request_sender=with_token)


def call(operation: str, **arguments: Any) -> Any:
    """Call an operation as OpenAI's models ask for it."""
    function = {"name": operation, "arguments": json.dumps(arguments)}
    return client.invoke(
        {"tool_calls": [{"id": "call_1", "type": "function", "function": function}]}
    )


operations = [tool["function"]["name"] for tool in client.tool_definitions]
assert call("addTodo", username="alice", todo="buy milk") == {}
added = call("getTodos", username="alice")["todos"]
assert call("deleteTodo", username="alice", todo_idx=len(added) - 1) == {}
deleted = call("getTodos", username="alice")["todos"]
print(json.dumps({"operations": operations, "added": added, "deleted": deleted}))
