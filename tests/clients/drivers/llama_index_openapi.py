# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "jsonschema>=4.23,<5",  # the tools need it, but do not depend on it
#     "llama-index-tools-openapi>=0.5.1,<1",
#     "llama-index-tools-requests>=0.7,<1",
# ]
# ///
"""LlamaIndex with the API: OpenAPIToolSpec, and RequestsToolSpec for the calls and the token.

python llama_index_openapi.py URL [TOKEN]
"""

import json
import sys

from llama_index.tools.openapi import OpenAPIToolSpec
from llama_index.tools.requests import RequestsToolSpec

url, token = sys.argv[1], sys.argv[2] if sys.argv[2:] else ""
spec = OpenAPIToolSpec(url=f"{url}/openapi.yaml")
# The key is the host name of the API's server, without the port.
headers = {"localhost": {"Authorization": f"Bearer {token}"}} if token else {}
requests = RequestsToolSpec(domain_headers=headers, timeout_seconds=60)
tools = {tool.metadata.name: tool for tool in [*spec.to_tool_list(), *requests.to_tool_list()]}

document = json.loads(tools["load_openapi_spec"]().raw_output[0].text)
operations = [f"{each['verb']} {each['path_template']}" for each in document["endpoints"]]
where = {"url_template": url + "/todos/{username}", "path_params": {"username": "alice"}}

assert tools["post_request"](**where, body={"todo": "buy milk"}).raw_output == {}
added = tools["get_request"](**where).raw_output["todos"]
assert tools["delete_request"](**where, body={"todo_idx": len(added) - 1}).raw_output == {}
deleted = tools["get_request"](**where).raw_output["todos"]
print(json.dumps({"operations": operations, "added": added, "deleted": deleted}))
