"""Each request has an id and a line in the log, in which nobody is named."""

import asyncio
import json
import logging
import re
from typing import Any

import httpx
import pytest
from credentials import credentials
from failing_plugin import Failing
from support import PACKAGE, Client, Invoke

from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.runtime import documents, logs
from {{ cookiecutter.__package }}.runtime.request_log import PROBES
from {{ cookiecutter.__package }}.runtime.server import Part, Server
from {{ cookiecutter.__package }}.settings import settings

ROUTE, ITEM = next(iter(documents.openapi()["paths"].items()))
METHOD, OPERATION = next(iter(ITEM.items()))
PATH = ROUTE.replace("{", "").replace("}", "")
KIND = {"none": "anonymous", "service_http": "service"}.get(
    documents.manifest()["auth"]["type"], "user"
)
# FastAPI answers before it lets others know of the error.
ORDER = [f"{PACKAGE}.{name}" for name in ("operations", "runtime.failures", "requests")]
MADE = re.compile(r"[0-9a-f]{12}")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log, with the lines of requests and with what `serve` adds to all lines."""
    caplog.set_level(logging.INFO, PACKAGE)
    caplog.handler.addFilter(logs.RequestFilter())
    return caplog


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """A plugin whose operations fail."""
    return Failing(monkeypatch)


def requests(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines of requests, without their times and ids."""
    found = [each for each in caplog.records if each.name == f"{PACKAGE}.requests"]
    return [re.sub(r" [\d.]+ ms", "", each.getMessage()).rpartition(" ")[0] for each in found]


def test_a_request_is_a_line_without_names(
    client: Client, stranger: Client, lines: pytest.LogCaptureFixture
) -> None:
    """Route, operationId, status and the kind of caller: no path, query, token or body."""
    client.send(METHOD.upper(), f"{PATH}?secret=one", json={"secret": "two"})
    stranger.send("GET", "/legal?secret=three")
    stranger.send("GET", "/secret/nowhere")
    stranger.send("BREW", PATH)
    operation, *others = requests(lines)
    pattern = rf"{METHOD.upper()} {re.escape(ROUTE)} {OPERATION['operationId']} \d+ {KIND}"
    assert re.fullmatch(pattern, operation)
    assert others == ["GET /legal - 200 -", "GET - - 404 -", f"- {ROUTE} - 405 -"]
    assert "secret" not in lines.text
    for token in credentials("alice").values():
        assert token.removeprefix("Bearer ") not in lines.text


def test_every_answer_has_the_id_of_its_line(
    client: Client, stranger: Client, lines: pytest.LogCaptureFixture
) -> None:
    """Whoever answers: an operation, a document, a page, the gateway, or the server before them."""
    body = b"x" * (settings().body_limit + 1)
    answers = [
        client.send(METHOD.upper(), PATH),
        stranger.send("GET", "/openapi.yaml"),
        stranger.send("GET", "/"),
        stranger.send("GET", "/nowhere"),
        stranger.send("HEAD", "/legal"),
        stranger.send("PATCH", "/legal"),
        stranger.send("POST", PATH, content=body),
        stranger.send("GET", f"{settings().public_url}//nowhere"),
    ]
    assert [answer.status_code for answer in answers[3:]] == [404, 200, 405, 413, 404]
    names = [answer.headers["X-Request-Id"] for answer in answers]
    assert all(MADE.fullmatch(name) for name in names)
    assert len(set(names)) == len(names)
    assert requests(lines)[6].startswith(f"POST {ROUTE} ")
    assert [each.request_id for each in lines.records] == names  # type: ignore[attr-defined]


@pytest.mark.parametrize("proposed", ["a", "7f.A_b-9", "x" * 64])
def test_a_sane_id_of_the_caller_is_kept(stranger: Client, proposed: str) -> None:
    """A proxy or a caller that has named the request finds it by that name."""
    answer = stranger.send("GET", "/legal", headers={"X-Request-Id": proposed})
    assert answer.headers["X-Request-Id"] == proposed


@pytest.mark.parametrize("proposed", ["", "x" * 65, "two words", "a\tb", "tête", "a\x1b[31m", "{}"])
def test_another_id_is_replaced(stranger: Client, proposed: str) -> None:
    """A caller can write nothing else into the log."""
    headers = {"X-Request-Id": proposed.encode()}
    answer = stranger.send("GET", "/legal", headers=headers)
    assert MADE.fullmatch(answer.headers["X-Request-Id"])


def test_pages_can_read_the_id(client: Client) -> None:
    """ChatGPT's pages see the header of an answer from another origin."""
    answer = client.send(METHOD.upper(), PATH, headers={"Origin": "https://chatgpt.com"})
    assert answer.headers["Access-Control-Expose-Headers"].lower() == "x-request-id"


@pytest.mark.parametrize("operation", ["getPlain", "getCoroutine"])
def test_a_traceback_is_logged_once(
    failing: Failing, lines: pytest.LogCaptureFixture, operation: str
) -> None:
    """With the operation and the request, whose id the caller gets; the function's lines have it too."""
    path = operation.removeprefix("get").lower()
    answer = failing.get(f"/{path}/alice", **{"X-Request-Id": "the-id"})
    assert answer.status_code == 500
    assert answer.json() == {"detail": "Internal Server Error", "request_id": "the-id"}
    own, failed, request = sorted(lines.records, key=lambda each: ORDER.index(each.name))
    assert own.getMessage() == path
    assert failed.getMessage() == f"{operation} failed in request the-id"
    assert str(failed.exc_info and failed.exc_info[1]) == "of the function"
    assert request.getMessage().endswith(" the-id")
    assert {vars(each)["request_id"] for each in lines.records} == {"the-id"}
    assert {vars(each)["operation"] for each in lines.records} == {operation}
    assert "alice" not in lines.text


def test_an_error_on_purpose_has_no_traceback(
    failing: Failing, stranger: Client, lines: pytest.LogCaptureFixture
) -> None:
    """From status 500 on, the body names the request; a refusal has what a model reads, and no more."""
    answer = failing.get("/refused/alice", **{"X-Request-Id": "the-id"})
    assert answer.json() == {"detail": "Come back later", "request_id": "the-id"}
    assert stranger.send("GET", "/nowhere").json() == {"detail": "Not Found"}
    assert [each.exc_info for each in lines.records] == [None] * len(lines.records)


def test_a_part_that_fails_is_answered(lines: pytest.LogCaptureFixture) -> None:
    """Whatever is served beside the app gets the same answer and the same line."""

    async def fail(*_: Any) -> None:
        raise ValueError("of the part")

    answer = _get(Server(fail, Part(fail, ("/part",))), "/part")
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert requests(lines) == ["GET /part - 500 -"]
    assert "ValueError: of the part" in lines.text


@pytest.mark.parametrize("path", PROBES)
def test_probes_are_not_logged(lines: pytest.LogCaptureFixture, path: str) -> None:
    """A platform asks every few seconds whether the plugin is well."""
    assert _get(Server(app.app, Part(app.exact["/"][1], (path,))), path).status_code == 200
    assert lines.records == []


def test_without_the_level_nothing_is_written(
    stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Under another server the lines are the package's own, at INFO, and off by default."""
    caplog.set_level(logging.WARNING, PACKAGE)
    stranger.send("GET", "/legal")
    assert caplog.records == []


FORGED = "two\nINFO:     three\r\x1b[2J\x9b\u2028"


@pytest.fixture
def record() -> logging.LogRecord:
    """A line with an exception, whose texts are a caller's."""
    try:
        raise ValueError(FORGED)
    except ValueError as error:
        raised = (ValueError, error, error.__traceback__)
    made: dict[str, Any] = {"request_id": "the-id", "operation": "getPlain", "trace_id": "-"}
    made |= {"msg": "one %s", "args": (FORGED,), "exc_info": raised, "levelname": "ERROR"}
    return logging.makeLogRecord(made)


def test_a_text_cannot_look_like_another_line(record: logging.LogRecord) -> None:
    """What follows the first line is indented, and control characters are escaped."""
    first, *others = logs.Text().format(record).splitlines()
    assert re.fullmatch(r"ERROR: +[\d-]+ [\d:]+ one two", first)
    assert others[0] == r"    INFO:     three\x0d\x1b[2J\x9b\x2028 [the-id]"
    assert others[1] == "    Traceback (most recent call last):"
    assert all(line.startswith("    ") and line.isprintable() for line in others)


def test_a_json_line_has_its_fields_as_keys(record: logging.LogRecord) -> None:
    """The time is UTC, and what is not known is left out."""
    record.__dict__ |= {"status": 200, "what": {object()}}
    (line,) = logs.Json().format(record).splitlines()
    fields = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", fields["timestamp"])
    assert fields["message"] == f"one {FORGED}"
    assert "ValueError" in fields["exception"]
    assert fields["status"] == 200
    assert (fields["request_id"], fields["operation"]) == ("the-id", "getPlain")
    assert "trace_id" not in fields


def test_the_form_of_the_log_is_text_or_json(invoke: Invoke) -> None:
    """Another value is refused in one line."""
    result = invoke("check", LOG_FORMAT="xml")
    assert result.exit_code == 1
    assert result.output == "Error: LOG_FORMAT: Input should be 'text' or 'json'\n"


def _get(served: Server, path: str) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(served)) as client:
            return await client.get(settings().public_url + path)

    return asyncio.run(send())
