# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "jsonschema>=4.23,<5",  # the tools need it, but do not depend on it
#     "llama-index-tools-chatgpt-plugin>=0.6,<1",
#     "llama-index-tools-requests>=0.7,<1",
# ]
# ///
"""LlamaIndex with the manifest: ChatGPTPluginToolSpec, and RequestsToolSpec for the calls.

python llama_index_manifest.py URL
"""

import json
import sys

from llama_index.tools.chatgpt_plugin import ChatGPTPluginToolSpec
from llama_index.tools.requests import RequestsToolSpec

url = sys.argv[1]
spec = ChatGPTPluginToolSpec(manifest_url=f"{url}/.well-known/ai-plugin.json")
requests = RequestsToolSpec(domain_headers={}, timeout_seconds=60)
tools = {tool.metadata.name: tool for tool in [*spec.to_tool_list(), *requests.to_tool_list()]}

document = json.loads(tools["load_openapi_spec"]().raw_output[0].text)
operations = [f"{each['verb']} {each['path_template']}" for each in document["endpoints"]]
where = {"url_template": url + "/todos/{username}", "path_params": {"username": "alice"}}

assert tools["post_request"](**where, body={"todo": "buy milk"}).raw_output == {}
added = tools["get_request"](**where).raw_output["todos"]
assert tools["delete_request"](**where, body={"todo_idx": len(added) - 1}).raw_output == {}
deleted = tools["get_request"](**where).raw_output["todos"]
print(json.dumps({"operations": operations, "added": added, "deleted": deleted}))
