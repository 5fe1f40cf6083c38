# /// script
# requires-python = ">=3.11"
# dependencies = ["openapi-llm>=0.4.3,<1"]
# ///
"""openapi-llm, which Haystack uses: makes tools for a model from an OpenAPI document.

python openapi_llm_haystack.py URL TOKEN CALLS
"""

import json
import sys
from typing import Any

from openapi_llm.client.openapi import OpenAPIClient
from openapi_llm.utils import send_request

url, token, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])


def with_token(request: dict[str, Any]) -> Any:
    """Send a request with the token."""
    request["headers"]["Authorization"] = f"Bearer {token}"
    return send_request(request)


client = OpenAPIClient.from_spec(f"{url}/openapi.yaml", credentials=token or None)
schemes = client.client_config.openapi_spec.get_security_schemes().values()
if any(scheme["type"] == "oauth2" for scheme in schemes):
    # `credentials` supports only API keys and HTTP schemes; a custom sender takes any token.
    client = OpenAPIClient.from_spec(f"{url}/openapi.yaml", request_sender=with_token)


def call(operation: str, arguments: dict[str, Any]) -> Any:
    """Call an operation with a tool call of OpenAI's models."""
    function = {"name": operation, "arguments": json.dumps(arguments)}
    return client.invoke(
        {"tool_calls": [{"id": "call_1", "type": "function", "function": function}]}
    )


operations = [tool["function"]["name"] for tool in client.tool_definitions]
answers = [call(each["operation"], each["arguments"]) for each in calls]
print(json.dumps({"operations": operations, "answers": answers}))
