# /// script
# requires-python = ">=3.11"
# dependencies = ["google-adk>=2.13,<3"]
# ///
"""Google's Agent Development Kit: OpenAPIToolset in an agent with a scripted model.

python google_adk.py URL TOKEN CALLS
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncGenerator
from typing import Any
from urllib.request import urlopen

from google.adk.agents import LlmAgent
from google.adk.models import BaseLlm, LlmRequest, LlmResponse
from google.adk.runners import InMemoryRunner
from google.adk.tools.openapi_tool import OpenAPIToolset
from google.adk.tools.openapi_tool.auth.auth_helpers import token_to_scheme_credential
from google.genai import types

url, token, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
answers: list[dict[str, Any]] = []
operations: list[str] = []


def snake_case(name: str) -> str:
    """Write a name as the toolset does."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def next_part() -> types.Part:
    """Choose the next call, depending on the number of answers so far."""
    if len(answers) == len(calls):
        return types.Part(text="done")
    call = calls[len(answers)]
    arguments = {snake_case(name): value for name, value in call["arguments"].items()}
    return types.Part.from_function_call(name=snake_case(call["operation"]), args=arguments)


class Scripted(BaseLlm):
    """A model that requests one call after the other."""

    async def generate_content_async(
        self, llm_request: LlmRequest, stream: bool = False
    ) -> AsyncGenerator[LlmResponse, None]:
        operations[:] = llm_request.tools_dict
        yield LlmResponse(content=types.Content(role="model", parts=[next_part()]))


async def main() -> None:
    """Run the agent once."""
    scheme = credential = None
    if token:
        scheme, credential = token_to_scheme_credential(
            "oauth2Token", "header", "Authorization", token
        )
    toolset = OpenAPIToolset(
        spec_str=urlopen(f"{url}/openapi.yaml").read().decode(),
        spec_str_type="yaml",
        auth_scheme=scheme,
        auth_credential=credential,
        allow_private_network_access=True,  # needed to call a plugin on this machine
    )
    agent = LlmAgent(name="tester", model=Scripted(model="scripted"), tools=[toolset])
    runner = InMemoryRunner(agent=agent, app_name="tester")
    session = await runner.session_service.create_session(app_name="tester", user_id="alice")
    message = types.UserContent(parts=[types.Part(text="go")])
    events = runner.run_async(user_id="alice", session_id=session.id, new_message=message)
    async for event in events:
        answers.extend(each.response or {} for each in event.get_function_responses())
    await runner.close()
    print(json.dumps({"operations": operations, "answers": answers}))


asyncio.run(main())
