# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "langchain-community>=0.4.2,<1",
#     "openapi-pydantic>=0.5.1,<1",  # NLAToolkit needs it, but does not depend on it
# ]
# ///
"""LangChain: AIPluginTool reads the manifest, NLAToolkit makes a tool of each operation.

python langchain_community_plugin.py URL [TOKEN]
"""

import json
import sys
from typing import Any

from langchain_community.agent_toolkits import NLAToolkit
from langchain_community.tools import AIPluginTool
from langchain_community.utilities.requests import Requests
from langchain_core.language_models import FakeListLLM

url, token = sys.argv[1], sys.argv[2] if sys.argv[2:] else ""
manifest = f"{url}/.well-known/ai-plugin.json"

plugin = AIPluginTool.from_plugin_url(manifest)
assert "addTodo" in plugin.run(""), "the model does not see the operations"

model = FakeListLLM(responses=[""])
toolkit = NLAToolkit.from_llm_and_ai_plugin_url(
    model,
    manifest,
    requests=Requests(headers={"Authorization": f"Bearer {token}"} if token else None),
    max_text_length=100_000,
    raw_response=True,  # the unchanged answer, without a second request to the model
)
tools = {tool.name.rpartition(".")[2]: tool for tool in toolkit.get_tools()}


def call(operation: str, **arguments: Any) -> str:
    """Let the model call an operation with these arguments."""
    model.responses, model.i = [f"```json\n{json.dumps(arguments)}\n```"], 0
    return str(tools[operation].run("do it"))


assert json.loads(call("addTodo", username="alice", todo="buy milk")) == {}
added = json.loads(call("getTodos", username="alice"))["todos"]
# Requests.delete always sends the body as a form, which the plugin refuses.
refused = call("deleteTodo", username="alice", todo_idx=len(added) - 1)
print(json.dumps({"operations": list(tools), "added": added, "refused": refused}))
