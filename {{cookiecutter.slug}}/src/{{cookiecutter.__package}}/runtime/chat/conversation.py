"""The conversation: questions of the user, and what the model calls to answer them."""

from collections.abc import Callable
from typing import Any

from .model import Call, EndpointError, Message, Model
from .plugin import Answer, Plugin
from .screen import Screen
from .tools import Tool, WrongArguments

# How often the model may read answers and call again, for one question.
MOST_ROUNDS = 10

REFUSED = "The user did not allow this call. Do not repeat it unless the user asks for it."
INTERRUPTED = "The user interrupted this call, so its answer is not known."

# Why a reply ends before it is complete.
_CUT_SHORT = {
    "": "The endpoint broke off the answer.",
    "length": "The answer is cut off: it has as many tokens as the model may write.",
    "content_filter": "The answer is cut off by the endpoint's content filter.",
}


class Conversation:
    """A conversation between a user and a model that has a plugin.

    Parameters:
        model: The model.
        plugin: The plugin.
        screen: Where it is shown.
        allow: Asks the user whether a consequential operation may be called.
    """

    def __init__(
        self, model: Model, plugin: Plugin, screen: Screen, allow: Callable[[Tool], bool]
    ) -> None:
        self.model = model
        self.plugin = plugin
        self.screen = screen
        self.allow = allow
        self.functions = [tool.function for tool in plugin.tools.values()]
        self.messages: list[Message] = [{"role": "system", "content": plugin.description}]

    def ask(self, question: str) -> None:
        """Ask the model, and do what it calls until it has answered.

        Parameters:
            question: What the user says.

        Raises:
            EndpointError: If the model does not answer. The conversation can go on.
        """
        self.messages.append({"role": "user", "content": question})
        try:
            for _ in range(MOST_ROUNDS):
                if not self._next():
                    return
        finally:
            if self.messages[-1]["role"] == "user":  # There is no answer to it.
                self.messages.pop()
        raise EndpointError(
            f"The model still calls operations after {MOST_ROUNDS} rounds, and was stopped. Say "
            "something to let it go on."
        )

    def _next(self) -> bool:
        """Get one reply and do its calls: whether there were any."""
        with self.screen.reply() as write:
            reply = self.model.reply(self.messages, self.functions, write)
        if not reply.text and not reply.calls:
            raise EndpointError("The model answered nothing: ask again, or choose another --model.")
        if said := _CUT_SHORT.get(reply.finish_reason):
            self.screen.warn(said)
        answers: list[Message] = [
            {"role": "tool", "tool_call_id": call.id, "content": INTERRUPTED}
            for call in reply.calls
        ]
        try:
            for call, answer in zip(reply.calls, answers, strict=True):
                answer["content"] = self._answer(call)
        finally:  # Endpoints refuse a conversation in which a call has no answer.
            self.messages += [reply.message, *answers]
        return bool(reply.calls)

    def _answer(self, call: Call) -> str:
        """Do a call: what the model reads as its answer."""
        tool = self.plugin.tools.get(call.name)
        try:
            if tool is None:
                self.screen.call(call.name, call.arguments)
                names = ", ".join(self.plugin.tools) or "none"
                raise WrongArguments(f"There is no {call.name}. There are: {names}.")
            arguments = self._read(tool, call)
            request = tool.request(arguments)
        except WrongArguments as wrong:
            self.screen.warn(f"Not called: {wrong}")
            return str(wrong)
        if tool.is_consequential and not self.allow(tool):
            return REFUSED
        answer: Answer = self.plugin.call(request)
        self.screen.answer(answer)
        return answer.for_model

    def _read(self, tool: Tool, call: Call) -> dict[str, Any]:
        try:
            arguments = tool.read(call.arguments)
        except WrongArguments:
            self.screen.call(tool.name, call.arguments)
            raise
        self.screen.call(tool.name, arguments)
        return arguments
