"""The model calls the plugin, and both are told what the other does."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from scripted_endpoint import Endpoint, Fails, Sends, Step, calls, event, says, served

from PACKAGE.__main__ import main
from PACKAGE.runtime import documents
from PACKAGE.runtime.chat import conversation, local, screen, tokens
from PACKAGE.runtime.chat.conversation import Conversation
from PACKAGE.runtime.chat.model import Model
from PACKAGE.runtime.chat.plugin import Plugin
from PACKAGE.runtime.chat.screen import Screen
from PACKAGE.runtime.chat.settings import ChatSettings
from PACKAGE.runtime.chat.tools import Tool, tools

Ask = Callable[..., Result]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The plugin, as `chat` serves it."""
    with local.served(has_provider=False) as (url, _):
        yield url


@pytest.fixture(scope="module")
def running() -> Iterator[Endpoint]:
    with served() as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(running: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    monkeypatch.setenv("OPENAI_BASE_URL", running.url)
    for name in ("OPENAI_API_KEY", "OPENAI_MODEL", "PLUGIN_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    running.models = ["scripted"]
    return running


@pytest.fixture
def ask(address: str) -> Ask:
    """Ask one question behind a pipe."""

    def run(*arguments: str, typed: str | None = None) -> Result:
        result = CliRunner().invoke(main, ["chat", "--url", address, *arguments], input=typed)
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def test_the_model_gets_what_chatgpt_gave_it(endpoint: Endpoint, ask: Ask) -> None:
    """The description for the model, and each operation with its texts and arguments."""
    endpoint.script(says("Hello."))
    assert ask("Hello?").stdout == "Hello.\n"
    (request,) = endpoint.requests
    assert request["model"] == "scripted"
    assert request["messages"] == [
        {"role": "system", "content": documents.manifest()["description_for_model"]},
        {"role": "user", "content": "Hello?"},
    ]
    functions = {each["function"]["name"]: each["function"] for each in request["tools"]}
    assert list(functions) == ["getTodos", "addTodo", "deleteTodo"]
    assert functions["addTodo"]["description"] == "Add a todo to the list"
    assert functions["addTodo"]["parameters"] == {
        "type": "object",
        "properties": {
            "username": {
                "type": "string",
                "maxLength": 255,
                "description": "The name of the user.",
            },
            "todo": {
                "type": "string",
                "maxLength": 10000,
                "description": "The todo to add to the list.",
            },
        },
        "required": ["username", "todo"],
    }


def test_a_call_is_shown_and_answered(endpoint: Endpoint, ask: Ask) -> None:
    """A read is not asked for; its arguments and its answer are shown, and the model reads it."""
    endpoint.script(calls(("getTodos", {"username": "Zoë"})), says("No", "thing"))
    result = ask("What is on my list?")
    assert result.stdout == "Nothing\n"
    assert '→ getTodos(username="Zoë")\n← 200 OK {"todos":[]}\n' in result.stderr
    assert endpoint.read_last == ['{"todos":[]}']
    _, _, called, answered = endpoint.requests[-1]["messages"]
    assert called["tool_calls"][0]["id"] == answered["tool_call_id"] == "id-0"
    assert json.loads(called["tool_calls"][0]["function"]["arguments"]) == {"username": "Zoë"}


def test_what_changes_something_is_refused_where_nobody_can_be_asked(
    endpoint: Endpoint, ask: Ask
) -> None:
    """The model is told, nothing is changed, and with --yes it is."""
    add = calls(("addTodo", {"username": "anna", "todo": "buy milk"}))
    read = calls(("getTodos", {"username": "anna"}))
    endpoint.script(add, read, says("Done"))
    assert "--yes" in ask("Add milk").stderr
    assert endpoint.read_last == [conversation.REFUSED, '{"todos":[]}']
    endpoint.script(add, read, says("Done"))
    ask("Add milk", "--yes")
    assert endpoint.read_last == ["{}", '{"todos":["buy milk"]}']


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("getTodos", '{"username": ', "The arguments are not valid JSON: "),
        ("getTodos", "[]", "The arguments are not a JSON object"),
        ("getTodos", "", "getTodos needs username."),
        ("getTodos", {"username": None}, "getTodos needs username."),
        ("addTodo", {"user": "a", "todo": "b"}, "does not take user. addTodo needs username. Its "),
        ("getTodos", {"username": ".."}, 'username must not be ".."'),
        ("removeAll", {}, "There is no removeAll. There are: getTodos, addTodo, deleteTodo."),
    ],
)
def test_wrong_arguments_are_told_to_the_model(
    endpoint: Endpoint, ask: Ask, name: str, arguments: Any, told: str
) -> None:
    """The plugin is not called, and the conversation goes on."""
    endpoint.script(calls((name, arguments)), says("Sorry"))
    result = ask("?", "--yes")
    assert result.stdout == "Sorry\n"
    assert told in endpoint.read_last[0]
    assert "Not called" in result.stderr
    assert "← " not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "detail"),
    [
        ({"username": "anna", "todo_idx": 99}, "404 Not Found", "99"),
        ({"username": "anna", "todo_idx": "one"}, "422 Unprocessable", "todo_idx: Input should be"),
    ],
)
def test_an_error_of_the_plugin_is_read_by_the_model(
    endpoint: Endpoint, ask: Ask, arguments: Any, status: str, detail: str
) -> None:
    """With its status, and the sentence that says what was wrong."""
    endpoint.script(calls(("deleteTodo", arguments)), says("Sorry"))
    result = ask("Delete it", "--yes")
    (read,) = endpoint.read_last
    assert read.startswith(status)
    assert detail in read
    assert f"← {status}" in result.stderr


def test_several_calls_at_once_are_done_in_their_order(endpoint: Endpoint, ask: Ask) -> None:
    """Each answer is that of its call."""
    todos = [("addTodo", {"username": "eva", "todo": todo}) for todo in ("one", "two")]
    endpoint.script(calls(*todos, ("getTodos", {"username": "eva"}), size=3), says("Done"))
    ask("Add two", "--yes")
    assert endpoint.read_last == ["{}", "{}", '{"todos":["one","two"]}']
    ids = [each.get("tool_call_id") for each in endpoint.requests[-1]["messages"]]
    assert ids[3:] == ["id-0", "id-1", "id-2"]


def test_calls_without_numbers_or_ids_are_told_apart(endpoint: Endpoint, ask: Ask) -> None:
    """Some endpoints number all calls 0, and some send signatures which they want to see again."""

    def call(**head: Any) -> dict[str, Any]:
        function = {"name": "getTodos", "arguments": '{"username": "tom"}'}
        return {"tool_calls": [{"index": 0, "type": "function", "function": function, **head}]}

    signed = {"extra_content": {"google": {"thought_signature": "abc"}}}
    endpoint.script([call(id="a", **signed), call(id="b")], [call()], says("Done"))
    ask("?")
    messages = endpoint.requests[-1]["messages"]
    first, second = messages[2]["tool_calls"]
    assert (first["id"], second["id"]) == ("a", "b")
    assert first["extra_content"] == signed["extra_content"]
    assert messages[5]["tool_calls"][0]["id"] == messages[6]["tool_call_id"] == "call_1"


def test_the_rounds_are_limited(endpoint: Endpoint, ask: Ask) -> None:
    """A model that does not stop calling is stopped."""
    again = calls(("getTodos", {"username": "tom"}))
    endpoint.script(*[again] * (conversation.MOST_ROUNDS + 1))
    result = ask("?")
    assert result.exit_code == 1
    assert len(endpoint.requests) == conversation.MOST_ROUNDS
    assert f"after {conversation.MOST_ROUNDS} rounds" in result.stderr


NO_TOOLS = "registry.ollama.ai/library/gemma:2b does not support tools"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Fails(401, "Incorrect API key"), "needs a key (401): set OPENAI_API_KEY"),
        (Fails(403, "No access\nfrom here"), "refuses the request (403): No access from here"),
        (Fails(404, "no such model"), "has no model scripted: choose scripted with --model"),
        (Fails(400, NO_TOOLS), "scripted cannot call operations: choose a model with tools"),
        (Fails(404, "No endpoints found that support tool use"), "cannot call operations"),
        (Fails(400, "Too long", "context_length_exceeded"), "longer than scripted can read"),
        (Fails(400, "tools[0] has no name"), "refuses the request (400): tools[0] has no name"),
        (Fails(429, "Slow down"), "too many requests (429): wait a moment"),
        (Fails(429, "Pay first", "insufficient_quota"), "no credit left for this key (429): Pay"),
        (Fails(503), "fails (503): ask again later"),
        (Sends(b'data: {"id": \n\n'), "does not answer as OpenAI's API does"),
        (Sends(b'data: {"error": {"message": "Busy."}}\n\n'), "broke off: Busy. Ask again."),
        (says(), "The model answered nothing"),
    ],
)
def test_an_error_of_the_endpoint_is_one_sentence(
    endpoint: Endpoint, ask: Ask, step: Step, said: str
) -> None:
    """It says what to do, and a script sees that it failed."""
    endpoint.script(step)
    result = ask("Hello?")
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_an_endpoint_that_is_elsewhere_is_named(
    endpoint: Endpoint, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong path, a wrong address, no server and a key that is refused are told apart."""
    monkeypatch.setenv("OPENAI_MODEL", "scripted")
    monkeypatch.setattr("openai._base_client.MAX_RETRY_DELAY", 0.01)
    for url, said in (
        (endpoint.url.removesuffix("/v1"), "OPENAI_BASE_URL usually ends with /v1."),
        ("http://127.0.0.1:9/v1", "cannot be reached. Is it running?"),
        ("localhost:11434", "OPENAI_BASE_URL: Value error, must be an absolute URL"),
    ):
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        result = ask("Hello?")
        assert result.exit_code == 1
        assert said in result.stderr
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
    monkeypatch.setenv("OPENAI_API_KEY", " the-key\n")
    endpoint.script(Fails(401))
    assert "refuses OPENAI_API_KEY (401)" in ask("Hello?").stderr
    assert endpoint.keys[-1] == "Bearer the-key"


def test_without_an_endpoint_it_is_said_what_to_set(
    endpoint: Endpoint, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenAI's own needs a key."""
    monkeypatch.delenv("OPENAI_BASE_URL")
    result = ask("Hello?")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: No model to talk to: set OPENAI_API_KEY, or OPENAI_BASE"
    )


def test_a_model_is_chosen(endpoint: Endpoint, ask: Ask) -> None:
    """By --model; the endpoint's only one needs no choice, and of several the names are listed."""
    endpoint.models = [f"model-{number}" for number in range(10)]
    result = ask("Hello?")
    assert result.exit_code == 1
    assert "--model or OPENAI_MODEL" in result.stderr
    assert "model-6, model-7 and 2 more." in result.stderr
    endpoint.script(says("Hello."))
    ask("Hello?", "--model", "model-9")
    assert endpoint.requests[0]["model"] == "model-9"
    endpoint.models = []
    assert "has none." in ask("Hello?").stderr


def test_a_question_can_be_piped(endpoint: Endpoint, ask: Ask) -> None:
    """All of the standard input is one question; nothing at all is none."""
    endpoint.script(says("Hello."))
    assert ask(typed="Hello?\nIs this on?\n").stdout == "Hello.\n"
    assert endpoint.requests[0]["messages"][-1]["content"] == "Hello?\nIs this on?"
    result = ask(typed=" \n")
    assert result.exit_code == 1
    assert "There is no question" in result.stderr


def test_without_the_extra_the_command_is_named(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has not installed it is told how to."""
    monkeypatch.setitem(sys.modules, "openai", None)
    result = ask("Hello?")
    assert result.exit_code == 1
    assert "`uv run --extra chat todo-list chat`" in result.stderr


@pytest.fixture
def talk(endpoint: Endpoint, address: str) -> Iterator[Conversation]:
    """A conversation with somebody who is asked."""
    plugin = Plugin(address)
    shown = Screen(Console(file=StringIO()), Console(file=StringIO()))
    yield Conversation(Model(ChatSettings(), "scripted"), plugin, shown, lambda _: False)
    plugin.close()


def test_a_conversation_survives_an_interruption(endpoint: Endpoint, talk: Conversation) -> None:
    """Each call has an answer, also where the user pressed Ctrl-C, and what was done is known."""

    def interrupt(tool: Tool) -> bool:
        raise KeyboardInterrupt

    talk.allow = interrupt
    add = ("addTodo", {"username": "kim", "todo": "x"})
    endpoint.script(calls(("getTodos", {"username": "kim"}), add), says("Well"))
    with pytest.raises(KeyboardInterrupt):
        talk.ask("Add x")
    talk.ask("Never mind")
    assert endpoint.read_last == ['{"todos":[]}', conversation.INTERRUPTED]


def test_a_conversation_survives_an_error(endpoint: Endpoint, talk: Conversation) -> None:
    """A question that was not answered is forgotten, so that it can be asked again."""
    endpoint.script(Fails(400, "No"), says("Hello."), says("Yes."))
    with pytest.raises(conversation.EndpointError):
        talk.ask("Hello?")
    talk.ask("Hello?")
    talk.ask("Really?")
    said = [each["content"] for each in endpoint.requests[-1]["messages"][1:]]
    assert said == ["Hello?", "Hello.", "Really?"]


def test_a_reply_comes_in_pieces(endpoint: Endpoint) -> None:
    """Each piece is written as it comes, and not once all are there."""
    endpoint.script(says("One", " two", " three"))
    pieces: list[str] = []
    model = Model(ChatSettings(), "scripted")
    reply = model.reply([{"role": "user", "content": "Count"}], [], pieces.append)
    assert pieces == ["One", " two", " three"]
    assert reply.text == "One two three"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (says("Once upon", finish="length"), "The answer is cut off: "),
        (Sends(event({"content": "Once upon"})), "The endpoint broke off the answer."),
    ],
)
def test_an_answer_that_is_cut_off_is_reported(
    endpoint: Endpoint, ask: Ask, step: Step, said: str
) -> None:
    """The user is told that there would be more."""
    endpoint.script(step)
    result = ask("Tell a story")
    assert result.stdout == "Once upon\n"
    assert said in result.stderr


def test_markdown_is_rendered_block_by_block() -> None:
    """In a terminal; what a model writes cannot control the terminal."""
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=80, height=24, legacy_windows=False)
    with Screen(console, console).reply() as write:
        for piece in ("Two are **o", "pen**:\n\n- mil", "k\n- bread\n\n", "\x1b]0;Hi\x07"):
            write(piece)
    shown = file.getvalue()
    assert "\x1b[1mopen\x1b[0m" in shown
    assert "**" not in shown.rpartition("Two are")[2]
    assert "\x1b]" not in shown
    assert "\x07" not in shown
    assert screen._complete("One\n\n- two\n- three\n") == ("One\n\n", "- two\n- three\n")
    assert screen._complete("```\n\nOne\n") == ("", "```\n\nOne\n")


def test_a_long_description_is_warned_of(endpoint: Endpoint, ask: Ask) -> None:
    """The cost is said at the start; what is long, and where, only if it is."""
    endpoint.script(says("Hello."))
    shown = ask("Hello?").stderr
    assert "The plugin costs about " in shown
    assert "for 3 operations." in shown
    assert "That is long" not in shown
    operations = tools(documents.openapi()).values()
    said, warning = tokens.describe_cost("Word " * 4_000, operations)
    assert "5,000 for description_for_model" in said
    assert "The longest part is description_for_model, about 5,000 tokens" in warning


MANIFEST = {
    "name_for_human": "Other",
    "description_for_model": "Another plugin.",
    "auth": {"type": "user_http", "authorization_type": "basic"},
}
ITEM = {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/item"}}}}
SPEC = {
    "openapi": "3.1.0",
    "item": ITEM,
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "put": {
                "operationId": "put.thing",
                "summary": "Put it",
                "description": "Where it belongs",
                "parameters": [
                    {"name": "tags", "in": "query", "schema": {"type": "array"}},
                    {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "required": ["id"],
                                "properties": {
                                    "id": {"type": "integer"},
                                    "item": {"$ref": "#/item"},
                                },
                            }
                        }
                    },
                },
            },
            "post": {
                "operationId": "put.thing",
                "x-openai-isConsequential": False,
                "requestBody": {"content": {"application/json": {"schema": {"type": "array"}}}},
            },
        },
        "/long": {"get": {"operationId": "getLong", "x-openai-isConsequential": True}},
    },
}


class Other(HTTPServer):
    """A plugin that is not of this template."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), OtherHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.api = "/spec.json"
        self.requests: list[tuple[str, str, bytes, str | None]] = []


class OtherHandler(BaseHTTPRequestHandler):
    server: Other

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/.well-known/ai-plugin.json":
            self.answer(json.dumps({**MANIFEST, "api": {"url": self.server.api}}))
        elif self.path == "/spec.json":
            self.answer(json.dumps(SPEC))
        else:
            sent = self.command, self.path, body, self.headers["Authorization"]
            self.server.requests.append(sent)
            self.answer("ä" * 100_001 if self.path == "/long" else "ok")

    do_PUT = do_POST = do_GET

    def answer(self, text: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture(scope="module")
def other() -> Iterator[Other]:
    server = Other()
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_page_on_chat_names_its_options(ask: Ask) -> None:
    """All of them, and no others."""
    page = (documents.ROOT / "docs/chat.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page)) - {"--extra"}
    assert named == set(re.findall(r"^  (--[a-z-]+)", ask("--help").stdout, re.MULTILINE)) - {
        "--help"
    }


def test_any_plugin_can_be_talked_to(endpoint: Endpoint, ask: Ask, other: Other) -> None:
    """Its arguments go where its document says, under names that are apart, with its token."""
    endpoint.script(
        calls(
            ("put_thing", {"id__path": "a/b", "tags": ["x", "y"], "dry": True, "id": 1}),
            ("put_thing_2", {"id": 7, "body": [1]}),
        ),
        says("Done"),
    )
    ask("Put it", "--yes", "--url", other.url, "--token", "the-token")
    assert [(*sent[:2], sent[2].decode(), sent[3]) for sent in other.requests] == [
        ("PUT", "/things/a%2Fb?tags=x&tags=y&dry=true", '{"id":1}', "Basic the-token"),
        ("POST", "/things/7", "[1]", "Basic the-token"),
    ]
    put, post, long = (each["function"] for each in endpoint.requests[0]["tools"])
    assert put["description"] == "Put it\nWhere it belongs"
    assert put["parameters"]["required"] == ["id__path", "id"]
    # A schema that contains itself ends where it begins again.
    item = {"type": "object", "properties": {"items": {"type": "array", "items": {}}}}
    assert put["parameters"]["properties"]["item"] == item
    assert post["parameters"]["required"] == ["id"]
    assert long["parameters"]["properties"] == {}


def test_a_document_says_what_is_consequential() -> None:
    """And where it does not, everything but GET is."""
    found = tools({**SPEC, "paths": {**SPEC["paths"], "/x": {"get": {"operationId": "x"}}}})
    assert {name: tool.is_consequential for name, tool in found.items()} == {
        "put_thing": True,
        "put_thing_2": False,
        "getLong": True,
        "x": False,
    }


def test_the_model_reads_no_more_than_chatgpt_took(
    endpoint: Endpoint, ask: Ask, other: Other
) -> None:
    """An answer is cut after 100,000 characters, and shown to the user in part."""
    endpoint.script(calls(("getLong", {})), says("Long"))
    result = ask("?", "--yes", "--url", other.url, "--token", "the-token")
    assert endpoint.read_last == ["ä" * 100_000 + "\n(cut after 100,000 characters)"]
    assert "more characters)" in result.stderr
    assert len(result.stderr) < 2_000


def test_a_token_that_is_missing_is_asked_for(
    endpoint: Endpoint, ask: Ask, other: Other, address: str
) -> None:
    """Where nobody can be asked, the option is named; where none is needed, it is refused."""
    missing = ask("?", "--url", other.url)
    assert missing.exit_code == 1
    assert "give it as --token or PLUGIN_TOKEN" in missing.stderr
    needless = ask("?", "--token", "x")
    assert "open to anyone: leave out --token" in needless.stderr


@pytest.mark.parametrize(
    ("api", "said"),
    [
        ("https://elsewhere.example.com/openapi.yaml", "which is not the plugin's domain"),
        ("/nowhere", "is not an object"),
        ("/.well-known/ai-plugin.json", "is not a valid OpenAPI document"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_not_called(
    endpoint: Endpoint, ask: Ask, other: Other, api: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its token goes to no other domain, and what is wrong is one sentence."""
    monkeypatch.setattr(other, "api", api)
    result = ask("?", "--url", other.url, "--token", "x")
    assert result.exit_code == 1
    assert said in result.stderr


@pytest.mark.parametrize("url", ["http://plugin.example.com", "plugin.example.com", "ftp://x"])
def test_an_address_is_https_or_on_this_machine(ask: Ask, url: str) -> None:
    """A token is never sent in the open."""
    result = ask("?", "--url", url)
    assert result.exit_code == 2
    assert "is not an address such as https://plugin.example.com" in result.stderr


def test_a_plugin_that_is_not_there_is_named(endpoint: Endpoint, ask: Ask) -> None:
    """No server, or another one."""
    assert "cannot be reached" in ask("?", "--url", "http://127.0.0.1:9").stderr
    answered = ask("?", "--url", endpoint.url.removesuffix("/v1")).stderr
    assert "answers with 404: is the plugin served there?" in answered
