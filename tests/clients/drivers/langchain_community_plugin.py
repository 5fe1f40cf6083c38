# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "langchain-community>=0.4.2,<1",
#     "openapi-pydantic>=0.5.1,<1",  # NLAToolkit needs it, but does not depend on it
# ]
# ///
"""LangChain: AIPluginTool reads the manifest, NLAToolkit makes a tool of each operation.

python langchain_community_plugin.py URL TOKEN CALLS
"""

import json
import sys
from typing import Any

from langchain_community.agent_toolkits import NLAToolkit
from langchain_community.tools import AIPluginTool
from langchain_community.utilities.requests import Requests
from langchain_core.language_models import FakeListLLM

url, token, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
manifest = f"{url}/.well-known/ai-plugin.json"

plugin = AIPluginTool.from_plugin_url(manifest)
seen = plugin.run("")
assert all(each["operation"] in seen for each in calls), "the model does not see the operations"

model = FakeListLLM(responses=[""])
toolkit = NLAToolkit.from_llm_and_ai_plugin_url(
    model,
    manifest,
    requests=Requests(headers={"Authorization": f"Bearer {token}"} if token else None),
    max_text_length=100_000,
    raw_response=True,  # the unchanged answer, without a second request to the model
)
tools = {tool.name.rpartition(".")[2]: tool for tool in toolkit.get_tools()}


def call(operation: str, arguments: dict[str, Any]) -> Any:
    """Let the model call an operation with these arguments; an error is a text, not JSON."""
    model.responses, model.i = [f"```json\n{json.dumps(arguments)}\n```"], 0
    answer = tools[operation].run("do it")
    try:
        return json.loads(answer)
    except ValueError:
        return answer


answers = [call(each["operation"], each["arguments"]) for each in calls]
print(json.dumps({"operations": list(tools), "answers": answers}))
