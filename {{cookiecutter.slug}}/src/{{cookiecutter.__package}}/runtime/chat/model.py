"""The model, behind OpenAI's chat completions API, which most other endpoints have too.

Source: https://platform.openai.com/docs/api-reference/chat
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openai

from ..errors import NotReady
from .settings import OPENAI, ChatSettings

# How many models a message lists.
_LISTED = 8
# How much is repeated of what an endpoint says, in characters.
_LONGEST_MESSAGE = 300
# What endpoints say of a model that has no tools; their status for it is 400, 404, 422 or 501.
_NO_TOOLS = re.compile(
    r"(not support|no endpoints).{0,40}(tool|function)|(tool|function).{0,40}not supported",
    re.IGNORECASE,
)

Message = dict[str, Any]


class EndpointError(Exception):
    """The endpoint gives no answer; the message says what to do."""


@dataclass
class Call:
    """A function that the model calls, with arguments as it wrote them.

    Parameters:
        id: What its answer refers to.
        name: The function.
        arguments: A JSON object, if the model wrote one.
        others: What else the endpoint sent and wants to see again, such as Gemini's signatures.
    """

    id: str
    name: str = ""
    arguments: str = ""
    others: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reply:
    """What the model answered: a text, calls of functions, or both.

    Parameters:
        text: The text.
        calls: The calls, in the model's order.
        finish_reason: Why it ends: `stop`, `tool_calls`, `length` and so on.
    """

    text: str = ""
    calls: list[Call] = field(default_factory=list)
    finish_reason: str = ""

    @property
    def message(self) -> Message:
        """The reply as a message of the conversation."""
        calls = [
            {
                **call.others,
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in self.calls
        ]
        message: Message = {"role": "assistant", "content": self.text or None}
        return {**message, "tool_calls": calls} if calls else message


class Model:
    """A model at an endpoint.

    Parameters:
        settings: Where it is.
        name: Its name; without one, that of the only model there is.

    Raises:
        NotReady: If there is no name, and the endpoint has not one model but several or none.
    """

    def __init__(self, settings: ChatSettings, name: str = "") -> None:
        self.settings = settings
        self.client = openai.OpenAI(
            base_url=settings.openai_base_url,
            # An endpoint on this machine asks for none, but the library does.
            api_key=settings.openai_api_key.get_secret_value() or "none",
            http_client=openai.DefaultHttpxClient(
                # No proxy is between this machine and itself.
                trust_env=not settings.is_local,
                # Certificates take long to load.
                verify=settings.openai_base_url.startswith("https:"),
            ),
        )
        self.name = name or settings.openai_model or self._only_model()

    def reply(
        self,
        messages: Sequence[Message],
        functions: Sequence[Message],
        write: Callable[[str], None],
    ) -> Reply:
        """Get the next reply.

        Parameters:
            messages: The conversation so far.
            functions: The functions that the model can call.
            write: Takes the text, piece by piece, as it comes.

        Returns:
            The whole reply.

        Raises:
            EndpointError: If there is none, or not all of it.
        """
        options: dict[str, Any] = {"messages": messages}
        if functions:
            options["tools"] = functions
        try:
            stream: Iterable[Any] = self.client.chat.completions.create(
                model=self.name, stream=True, **options
            )
            return _joined(stream, write)
        except openai.OpenAIError as error:
            raise EndpointError(self._explain(error)) from None
        except ValueError:
            raise EndpointError(
                f"{self.settings.openai_base_url} does not answer as OpenAI's API does."
            ) from None

    def _only_model(self) -> str:
        try:
            found = self._models()
        except openai.OpenAIError as error:
            raise NotReady(self._explain(error)) from None
        if len(found) == 1:
            return found[0]
        has = f"has {_listed(found)}" if found else "has none"
        raise NotReady(
            f"Choose a model with --model or OPENAI_MODEL: {self.settings.openai_base_url} {has}."
        )

    def _models(self) -> list[str]:
        """List the models of the endpoint, the newest first; none if that is no endpoint."""
        try:
            found = sorted(self.client.models.list(), key=lambda each: -(each.created or 0))
            return [each.id for each in found]
        except (AttributeError, TypeError, ValueError):  # It answers with another document.
            return []

    def _explain(self, error: openai.OpenAIError) -> str:
        """Say in a sentence or two what went wrong, and what to do."""
        url = self.settings.openai_base_url
        if isinstance(error, openai.APITimeoutError):
            return f"{url} takes too long to answer. Ask again, or choose another --model."
        if isinstance(error, openai.APIConnectionError):
            hint = "Is it running?" if self.settings.is_local else "Is this machine online?"
            return f"{url} (OPENAI_BASE_URL) cannot be reached. {hint}"
        if not isinstance(error, openai.APIStatusError):
            return f"{url} broke off: {_said(error)} Ask again."
        said = _said(error)
        if isinstance(error, openai.AuthenticationError):
            has_key = bool(self.settings.openai_api_key.get_secret_value())
            what = "refuses OPENAI_API_KEY" if has_key else "needs a key"
            return f"{url} {what} (401): set OPENAI_API_KEY to a valid one."
        if _NO_TOOLS.search(said):
            return f"{self.name} cannot call operations: choose a model with tools as --model."
        if error.code == "context_length_exceeded":
            return f"The conversation is longer than {self.name} can read: begin a new one."
        if isinstance(error, openai.NotFoundError):
            return self._explain_missing()
        if error.code == "insufficient_quota":
            return f"{url} has no credit left for this key (429): {said}"
        if isinstance(error, openai.RateLimitError):
            return f"{url} gets too many requests (429): wait a moment, and ask again."
        if error.status_code >= 500:
            return f"{url} fails ({error.status_code}): ask again later."
        return f"{url} refuses the request ({error.status_code}): {said}"

    def _explain_missing(self) -> str:
        url = self.settings.openai_base_url
        try:
            found = self._models()
        except openai.OpenAIError:
            found = []
        if not found:
            hint = "" if url == OPENAI else " OPENAI_BASE_URL usually ends with /v1."
            return f"{url} has no chat completions (404).{hint}"
        return f"{url} has no model {self.name}: choose {_listed(found)} with --model."


def _joined(stream: Iterable[Any], write: Callable[[str], None]) -> Reply:
    """Join the pieces of a reply."""
    reply = Reply()
    by_index: dict[Any, Call] = {}
    for chunk in stream:
        choice = chunk.choices[0] if chunk.choices else None
        if choice is None:  # The last one may have nothing but how many tokens there were.
            continue
        reply.finish_reason = choice.finish_reason or reply.finish_reason
        delta = choice.delta
        if piece := (delta and (delta.content or delta.refusal)) or "":
            reply.text += piece
            write(piece)
        for part in (delta and delta.tool_calls) or ():
            call = by_index.get(part.index)
            # Some endpoints number all calls 0, and send each in one piece.
            if call is None or (part.id and part.id != call.id):
                call = Call(part.id or f"call_{len(reply.calls) + 1}")
                by_index[part.index] = call
                reply.calls.append(call)
            call.others |= part.model_extra or {}
            if part.function:
                call.name += part.function.name or ""
                call.arguments += part.function.arguments or ""
    return reply


def _said(error: openai.OpenAIError) -> str:
    """What the endpoint says, in one line, without the library's own words around it."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    line = " ".join(str(said or getattr(error, "message", error)).split())
    return "".join(each for each in line if each.isprintable())[:_LONGEST_MESSAGE]


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")
