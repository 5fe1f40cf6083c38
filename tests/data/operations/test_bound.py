"""What operations of every kind answer."""

from typing import Any

import httpx
import pytest
from support import Client

from PACKAGE.settings import settings

CALLER = {"Authorization": "Bearer the-service-token-of-the-tests"}


def send(method: str, path: str, body: Any = None) -> httpx.Response:
    return Client(CALLER).send(method, path, **({} if body is None else {"json": body}))


def test_a_plain_function_runs_off_the_event_loop() -> None:
    answer = send("GET", "/plain/a%2Fb?limit=7")
    assert answer.json() == {"user": "a/b", "limit": 7, "in_loop": False}
    assert send("GET", "/plain/x").json()["limit"] == 5


def test_a_coroutine_function_is_awaited() -> None:
    assert send("GET", "/coroutine/x").json() == {"user": "x", "caller": "service"}


def test_a_body_is_a_model_and_so_is_the_answer() -> None:
    tree = {"name": "a", "kind": "oak", "children": [{"name": "b", "children": []}]}
    answer = send("POST", "/model", tree)
    assert (answer.status_code, answer.json()) == (201, tree)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": "long"}, "body.name: String should have at most 3 characters"),
        ({"name": "a", "kind": "fir"}, "body.kind: Input should be 'oak' or 'elm'"),
        (
            {"name": "a", "children": [{"name": "b", "children": [{}]}]},
            "body.children.0.children.0.name: Field required",
        ),
        (None, "body: Field required"),
    ],
)
def test_a_body_outside_openapi_yaml_is_refused(body: Any, detail: str) -> None:
    answer = send("POST", "/model", body)
    assert (answer.status_code, answer.json()) == (422, {"detail": detail})


def test_no_content_has_no_body() -> None:
    answer = send("DELETE", "/nothing")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not [name for name in answer.headers if name.startswith("content-")]


def test_nothing_is_an_empty_object() -> None:
    answer = send("GET", "/none")
    assert (answer.status_code, answer.json()) == (200, {})


def test_the_frameworks_own_response_is_sent_as_it_is() -> None:
    answer = send("GET", "/response")
    assert (answer.status_code, answer.text) == (202, "text")
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_stream_that_has_begun_has_no_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "operation_timeout", 0.3)
    answer = send("GET", "/stream")
    assert (answer.status_code, answer.text) == (200, "one two")


def test_path_and_query_are_models() -> None:
    assert send("GET", "/whole/1/x?size=2").json() == {"a": 1, "b": "x", "size": 2}
    assert send("GET", "/whole/1/x").json()["size"] == 3
    assert send("GET", "/whole/y/x").status_code == 422


def test_a_fixed_path_comes_before_a_parameter() -> None:
    assert send("GET", "/fixed/own").json() == {"name": "the fixed one"}
    assert send("GET", "/fixed/other").json() == {"name": "other"}


@pytest.mark.parametrize("path", ["/plain/x", "/coroutine/x", "/response"])
def test_who_calls_is_asked_before_anything_else(path: str) -> None:
    assert Client().send("GET", path).status_code == 401
