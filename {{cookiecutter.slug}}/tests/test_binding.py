"""Operations are bound to functions as openapi.yaml describes them, and a mismatch is reported."""

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from {{ cookiecutter.__package }}.runtime import binding, errors
from {{ cookiecutter.__package }}.runtime.operation import Operation, Request

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
NODE = {"$ref": "#/components/schemas/Node"}
SCHEMAS = {
    "Node": {
        "type": "object",
        "properties": {"name": {"$ref": "#/components/schemas/Name"}, "child": NODE},
        "required": ["name"],
    },
    "Name": STRING | {"maxLength": 3},
}


class Thing(BaseModel):
    size: int


class Order(BaseModel):
    things: list[Thing] | None = None


class Renamed(BaseModel):
    from_: str = Field(alias="from")
    note: str | None = None


class Place(BaseModel):
    userId: str


class Page(BaseModel):
    limit: int = 10
    tags: list[str] = []


def test_a_missing_function_is_named_with_its_operation() -> None:
    """The operation is named with its id, its method and its path."""
    path = parameter("who", "path", STRING)
    document = describe("getGreeting", parameters=[path], at="/greetings/{who}")
    assert problems(document) == [
        "operations.py has no get_greeting(), which openapi.yaml describes as getGreeting "
        "(GET /greetings/{who})"
    ]


def test_a_function_that_python_has_is_expected_with_an_underscore() -> None:
    """No function can be called `import`, so `import_` is asked for, and found."""
    document = describe("import")
    assert problems(document)[0].startswith("operations.py has no import_(), which")

    def import_() -> None: ...

    assert problems(document, import_) == []


def test_a_function_that_no_operation_names_is_reported() -> None:
    """It is either described or made private; a private one is no operation."""

    def get_thing() -> None: ...

    def get_other() -> None: ...

    def _helper() -> None: ...

    assert problems(describe("getThing"), get_thing, get_other, _helper) == [
        "operations.py has get_other(), which no operation of openapi.yaml names: describe it "
        "there, or begin its name with _"
    ]


def test_two_operations_cannot_have_one_function() -> None:
    """Both are named, so that one can be renamed."""

    def get_thing() -> None: ...

    document = describe("getThing")
    document["paths"]["/other"] = describe("get_thing")["paths"]["/things"]
    assert problems(document, get_thing) == [
        "openapi.yaml names get_thing() twice, for getThing (GET /things) and for get_thing "
        "(GET /other): change one operationId"
    ]


def _undeclared(size: int = 1) -> None: ...


def _nothing() -> None: ...


def _size(size: int) -> None: ...


def _text(size: str) -> None: ...


def _body(body: Thing) -> None: ...


def _user(user: int) -> None: ...


def _unknown(size: "Missing") -> None: ...  # type: ignore[name-defined] # noqa: F821


def _default(size: int = Field(1, ge=0)) -> None: ...


def _query(query: Thing) -> None: ...


def _date(size: dt.date) -> None: ...


def _one_of(size: Literal["small", "large"]) -> None: ...


def _inside(body: Order | None = None) -> None: ...


JSON_BODY = {"type": "object", "properties": {"size": INTEGER}, "required": ["size"]}
TEXT = {"type": "object", "properties": {"size": STRING}, "required": ["size"]}
SIZE = {"name": "size", "in": "query", "schema": INTEGER}
NEEDED = SIZE | {"required": True}


@pytest.mark.parametrize(
    ("function", "parameters", "body", "expected"),
    [
        (_undeclared, [], None, "takes size, which openapi.yaml does not declare for"),
        (_nothing, [NEEDED], None, "does not take size, which is required by"),
        (_size, [SIZE], None, "needs a default for size, since it is optional in"),
        (_text, [NEEDED], None, "takes size as string, which is integer in openapi.yaml, for"),
        (
            _date,
            [NEEDED | {"schema": STRING}],
            None,
            "takes size as date, which is string in openapi.yaml, for",
        ),
        (_body, [], None, "takes body, which openapi.yaml does not declare for"),
        (_nothing, [], (JSON_BODY, True), "does not take body, which is required by"),
        (_body, [], (JSON_BODY, False), "needs a default for body, since it is optional in"),
        (
            _body,
            [],
            ({"type": "object", "properties": {"size": STRING}, "required": ["size"]}, True),
            "takes body.size as integer, which is string in openapi.yaml, for",
        ),
        (
            _body,
            [],
            ({"type": "object", "properties": {"size": INTEGER}}, True),
            "takes body.size without a default, which is optional in openapi.yaml, for",
        ),
        (
            _body,
            [],
            ({"type": "object", "properties": {"length": INTEGER}}, True),
            "takes body.size, which openapi.yaml does not declare, for",
        ),
        (
            _query,
            [NEEDED | {"schema": STRING}],
            None,
            "takes query.size as integer, which is string in openapi.yaml, for",
        ),
        (
            _one_of,
            [NEEDED | {"schema": STRING | {"enum": ["small", "medium", "huge"]}}],
            None,
            "takes size without 'medium', 'huge', which openapi.yaml allows, for",
        ),
        (
            _one_of,
            [NEEDED | {"schema": STRING}],
            None,
            "takes size as one of 'small', 'large', which openapi.yaml does not limit, for",
        ),
        (
            _inside,
            [],
            ({"type": "object", "properties": {"things": {"type": "array", "items": TEXT}}}, False),
            "takes body.things[].size as integer, which is string in openapi.yaml, for",
        ),
        (_user, [], None, "takes user as integer, which is string in openapi.yaml, for"),
        (_unknown, [NEEDED], None, "has a type that cannot be read: name 'Missing' is not defined"),
        (_default, [SIZE], None, "has size = FieldInfo(…), where Annotated[…, FieldInfo(…)] is"),
    ],
)
def test_a_mismatch_is_reported(
    function: Callable[..., Any],
    parameters: list[dict[str, Any]],
    body: tuple[dict[str, Any], bool] | None,
    expected: str,
) -> None:
    """The function, what is wrong with it, and the operation are in one line."""
    document = describe("doIt", "post", parameters, body)
    function = _renamed(function, "do_it")
    (problem,) = problems(document, function)
    assert problem.startswith(f"operations.py: do_it() {expected}")
    assert problem.endswith("doIt (POST /things)")


@pytest.mark.parametrize("name", ["userId", "user_id", "userid"])
def test_a_parameter_can_be_spelled_as_python_does(name: str) -> None:
    """`userId` of openapi.yaml is `userId`, `user_id` or `userid` in Python."""
    scope: dict[str, Any] = {}
    exec(f"def get_it({name}: str): return {name}", scope)
    parameters = [parameter("userId", "path", STRING)]
    document = describe("getIt", parameters=parameters, at="/users/{userId}")
    assert call(document, scope["get_it"], path={"userId": "a%2Fb"}) == "a/b"


def test_the_exact_spelling_comes_first() -> None:
    """Two parameters that differ in their spelling alone are both given."""

    def get_it(user_id: str, userId: str) -> list[str]:
        return [user_id, userId]

    parameters = [parameter("userId", "query", STRING), parameter("user_id", "query", STRING)]
    assert call(describe("getIt", parameters=parameters), get_it, query="userId=a&user_id=b") == [
        "b",
        "a",
    ]


def test_path_and_query_can_be_models() -> None:
    """A model takes all parameters of its place, with its defaults."""

    def get_it(path: Place, query: Page) -> list[Any]:
        return [path.userId, query.limit, query.tags]

    limit = {"name": "limit", "in": "query", "schema": INTEGER}
    tags = {"name": "tags", "in": "query", "schema": {"type": "array", "items": STRING}}
    parameters = [parameter("userId", "path", STRING), limit, tags]
    document = describe("getIt", parameters=parameters, at="/users/{userId}")
    assert call(document, get_it, path={"userId": "x"}) == ["x", 10, []]
    answer = call(document, get_it, path={"userId": "x"}, query="limit=3&tags=a&tags=b")
    assert answer == ["x", 3, ["a", "b"]]


def test_what_the_request_leaves_out_has_a_default() -> None:
    """A default of openapi.yaml comes before the function's own."""

    def get_it(limit: int, other: int = 7, body: Thing | None = None) -> list[Any]:
        return [limit, other, body]

    parameters = [
        {"name": "limit", "in": "query", "schema": INTEGER | {"default": 5}},
        {"name": "other", "in": "query", "schema": INTEGER},
    ]
    document = describe("getIt", "post", parameters, (JSON_BODY, False))
    assert call(document, get_it) == [5, 7, None]


def test_a_default_of_a_required_value_means_nothing() -> None:
    """What is required is required, whatever openapi.yaml gives as its default."""

    def get_it(limit: int) -> int:
        return limit

    schema = INTEGER | {"default": 5}
    parameters = [{"name": "limit", "in": "query", "required": True, "schema": schema}]
    document = describe("getIt", "get", parameters)
    assert call(document, get_it, query="limit=3") == 3
    with pytest.raises(errors.Invalid, match="limit"):
        call(document, get_it)


def test_what_a_body_leaves_out_has_a_default() -> None:
    """At any depth: a function that takes the body as it is gets the default of openapi.yaml."""

    def do_it(body: dict[str, Any]) -> Any:
        return body

    inner = {"type": "object", "properties": {"size": INTEGER | {"default": 5}, "at": STRING}}
    properties = {"inner": inner, "all": {"type": "array", "items": inner}}
    document = describe("doIt", "post", body=({"type": "object", "properties": properties}, True))
    assert call(document, do_it, body={}) == {}
    answer = call(document, do_it, body={"inner": {}, "all": [{"at": "x"}, {"size": 1}]})
    assert answer == {"inner": {"size": 5}, "all": [{"size": 5, "at": "x"}, {"size": 1}]}


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        (STRING | {"enum": ["a", "b"]}, ["a"], ["c", 1]),
        (INTEGER | {"enum": [1, 2]}, [1], [3, "1"]),
        (INTEGER | {"minimum": 1, "maximum": 3.5}, [1, 3], [0, 4, "2", 1.5, True]),
        ({"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5}, [1, 0.5], [0, 0.4]),
        (STRING | {"minLength": 2, "maxLength": 3}, ["ab", "äöü"], ["a", "abcd"]),
        (STRING | {"pattern": "^a+$"}, ["aa"], ["ab", ""]),
        (STRING | {"format": "date"}, ["2026-01-31"], ["2026-02-30", "20260131"]),
        ({"type": "array", "items": INTEGER, "maxItems": 2}, [[], [1, 2]], [[1, 2, 3], ["1"], 1]),
        ({"type": "array", "items": INTEGER, "uniqueItems": True}, [[1, 2]], [[1, 1]]),
        ({"type": ["string", "null"]}, ["a", None], [1]),
        ({"anyOf": [STRING, INTEGER]}, ["a", 1], [1.5, None]),
        (
            {"type": "object", "properties": {"in": JSON_BODY}, "required": ["in"]},
            [{"in": {"size": 1}}],
            [{"in": {"size": "1"}}, {"in": {}}, {}],
        ),
        (JSON_BODY | {"additionalProperties": False}, [{"size": 1}], [{"size": 1, "more": 1}]),
        (NODE, [{"name": "a", "child": {"name": "b"}}], [{"name": "a", "child": {"name": "abcd"}}]),
        ({"allOf": [NODE, JSON_BODY]}, [{"name": "a", "size": 1}], [{"name": "a"}, {"size": 1}]),
    ],
    ids=str,
)
def test_a_body_must_match_its_schema(
    schema: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    """What openapi.yaml says of a body is enforced, whatever the function's type is."""

    def do_it(body: Any) -> Any:
        return {"body": body}

    document = describe("doIt", "post", body=(schema, True))
    for body in good:
        assert call(document, do_it, body=body) == {"body": body}
    for body in bad:
        with pytest.raises(errors.Invalid, match=r"^body"):
            call(document, do_it, body=body)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        (INTEGER | {"minimum": 1}, {"1": 1}, ["0", "x", ""]),
        ({"type": "boolean"}, {"true": True, "false": False}, ["maybe"]),
        (STRING | {"enum": ["a"]}, {"a": "a"}, ["b"]),
        (INTEGER | {"enum": [1]}, {"1": 1}, ["2"]),
    ],
    ids=str,
)
def test_a_query_parameter_must_match_its_schema(
    schema: dict[str, Any], good: dict[str, Any], bad: list[str]
) -> None:
    """The text of a query is converted to what openapi.yaml says, or refused."""

    def get_it(value: Any) -> Any:
        return [value]

    document = describe("getIt", parameters=[parameter("value", "query", schema)])
    for text, value in good.items():
        assert call(document, get_it, query=f"value={text}") == [value]
    for text in bad:
        with pytest.raises(errors.Invalid, match=r"^query\.value"):
            call(document, get_it, query=f"value={text}")


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (None, {}),
        ({"a": None}, {"a": None}),
        (Renamed(**{"from": "x"}), {"from": "x"}),
        ([dt.date(2026, 1, 31)], ["2026-01-31"]),
    ],
)
def test_a_model_a_dict_or_nothing_is_returned(result: Any, expected: Any) -> None:
    """Names are those of openapi.yaml, what a model leaves open is left out, and None is `{}`."""

    def get_it() -> Any:
        return result

    async def get_it_async() -> Any:
        return result

    assert call(describe("getIt"), get_it) == expected
    assert call(describe("getIt"), _renamed(get_it_async, "get_it")) == expected


@pytest.mark.parametrize(("declared", "status"), [("201", 201), (204, 204), ("default", 200)])
def test_the_status_is_the_declared_one(declared: Any, status: int) -> None:
    """The first status of a good answer counts; one for no content has none."""

    def get_it() -> None: ...

    document = describe("getIt")
    document["paths"]["/things"]["get"]["responses"] = {declared: {"description": "Done"}}
    operation = bind(document, get_it)
    assert operation.status == status
    answer = operation.run(Request({}, "", {}, b""), "alice", {})
    assert (answer.status, answer.body) == (status, b"" if status == 204 else b"{}")


def test_a_model_with_a_status_code_is_no_response() -> None:
    """Only what a framework makes is taken as a whole response."""

    class Health(BaseModel):
        status_code: int = 1

    def get_it() -> Health:
        return Health()

    assert call(describe("getIt"), get_it) == {"status_code": 1}


def describe(
    name: str,
    method: str = "get",
    parameters: list[dict[str, Any]] | None = None,
    body: tuple[dict[str, Any], bool] | None = None,
    at: str = "/things",
) -> dict[str, Any]:
    """Write an OpenAPI document with one operation."""
    operation: dict[str, Any] = {"operationId": name, "parameters": parameters or []}
    if body:
        schema, required = body
        content = {"application/json": {"schema": schema}}
        operation["requestBody"] = {"required": required, "content": content}
    return {"paths": {at: {method: operation}}, "components": {"schemas": SCHEMAS}}


def parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": schema}


def problems(document: dict[str, Any], *functions: Callable[..., Any]) -> list[str]:
    return _match(document, *functions)[1]


def bind(document: dict[str, Any], function: Callable[..., Any]) -> Operation:
    (operation,), found = _match(document, function)
    assert found == []
    return operation


def call(
    document: dict[str, Any],
    function: Callable[..., Any],
    path: dict[str, str] | None = None,
    query: str = "",
    body: Any = ...,
) -> Any:
    """Send a request to an operation: the JSON of its answer."""
    operation = bind(document, function)
    content = b"" if body is ... else json.dumps(body).encode()
    request = Request(path or {}, query, {"Content-Type": "application/json"}, content)
    if operation.is_async:
        return asyncio.run(operation.run_async(request, "alice", {})).json()
    return operation.run(request, "alice", {}).json()


def _match(
    document: dict[str, Any], *functions: Callable[..., Any]
) -> tuple[list[Operation], list[str]]:
    module = ModuleType("operations")
    for function in functions:
        function.__module__ = module.__name__
        setattr(module, function.__name__, function)
    return binding.match(document, module)


def _renamed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    function.__name__ = name
    return function
