# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "jsonschema>=4.23,<5",  # the tools need it, but do not depend on it
#     "llama-index-tools-chatgpt-plugin>=0.6,<1",
#     "llama-index-tools-requests>=0.7,<1",
# ]
# ///
"""LlamaIndex with the manifest: ChatGPTPluginToolSpec, and RequestsToolSpec for the calls.

python llama_index_manifest.py URL TOKEN CALLS

It supports no token, so TOKEN is not used.
"""

import json
import sys
from typing import Any

from llama_index.tools.chatgpt_plugin import ChatGPTPluginToolSpec
from llama_index.tools.requests import RequestsToolSpec

url, calls = sys.argv[1], json.loads(sys.argv[3])
spec = ChatGPTPluginToolSpec(manifest_url=f"{url}/.well-known/ai-plugin.json")
requests = RequestsToolSpec(domain_headers={}, timeout_seconds=60)
tools = {tool.metadata.name: tool for tool in [*spec.to_tool_list(), *requests.to_tool_list()]}

document = json.loads(tools["load_openapi_spec"]().raw_output[0].text)
operations = [f"{each['verb']} {each['path_template']}" for each in document["endpoints"]]


def call(each: dict[str, Any]) -> Any:
    """Call an operation by its method and path."""
    body = {"body": each["body"]} if each["body"] else {}
    return tools[f"{each['method'].lower()}_request"](
        url_template=url + each["path"], path_params=each["path_values"], **body
    ).raw_output


answers = [call(each) for each in calls]
print(json.dumps({"operations": operations, "answers": answers}))
