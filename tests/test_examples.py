"""An example is an answer by itself, and `todo; GET /ping` adds endpoints to it."""

from __future__ import annotations

import pytest

from plugin_template.answers import examples
from plugin_template.answers.rules import problems_of
from plugin_template.endpoints import EndpointError


@pytest.mark.parametrize("answer", ["todo", " todo ", "todo;", "todo\n"])
def test_an_example_is_an_answer(answer: str) -> None:
    """Its endpoints are those of its folder, and there are none besides."""
    known, described = examples.read(answer)
    assert [each.operation_id for each in known] == ["getTodos", "addTodo", "deleteTodo"]
    assert described == ()


@pytest.mark.parametrize("answer", ["todo; GET /ping", "todo\nGET /ping", " todo ;; GET /ping;"])
def test_endpoints_are_added_to_an_example(answer: str) -> None:
    """They come after its own, whether `;` or a new line is between them."""
    known, described = examples.read(answer)
    assert len(known) == 3
    assert [each.operation_id for each in described] == ["getPing"]
    assert problems_of("endpoints", answer) == []


@pytest.mark.parametrize("answer", ["GET /todo", "todo: GET /x", "todos: GET /todo"])
def test_an_endpoint_may_be_called_like_an_example(answer: str) -> None:
    """Only a name that stands alone is an example."""
    assert examples.named(answer) == ""
    assert len(examples.read(answer)[1]) == 1


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (
            "todo; GET /todos/{user}",
            "endpoint 2 (getTodosByUser), column 7: expected another route",
        ),
        ("todo; addTodo: POST /x", "endpoint 2 (addTodo), column 7: expected another operationId"),
        ("todo; GET x", "endpoint 2, column 11: expected a path"),
        ("todo\nGET x", "endpoint 2, column 5: expected a path"),
    ],
)
def test_what_an_example_has_is_taken(answer: str, problem: str) -> None:
    """A name or a route of the example is refused, at its place in the answer."""
    with pytest.raises(EndpointError) as caught:
        examples.read(answer)
    assert str(caught.value).startswith(problem)
