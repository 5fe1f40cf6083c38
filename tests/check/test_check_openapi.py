"""What `check` promises of openapi.yaml."""

from __future__ import annotations

from typing import Any

import pytest
from documents_to_check import (
    ABSENT,
    BODY,
    FLAG,
    GET,
    HOSTS,
    ITEM,
    TODOS,
    USERNAME,
    check_spec,
    manifest,
    operation,
    put,
    secured_spec,
    spec,
    spec_of,
    spec_parameter,
)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("document", [spec(), secured_spec()], ids=["open", "secured"])
def test_a_good_spec_has_no_problems_for_any_host(document: Any, host: str) -> None:
    """The TODO list passes every host's rules, with the manifest and without."""
    assert check_spec(document, manifest(), host) == []
    assert check_spec(document, None, host) == []


@pytest.mark.parametrize("document", [spec(), secured_spec()], ids=["open", "secured"])
def test_a_good_spec_is_valid_openapi(document: Any) -> None:
    """The documents that these tests start from are right by OpenAPI's own schema."""
    pytest.importorskip("openapi_spec_validator").validate(document)


CIRCLE = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Todos"}}}
FOR = {"error": "error error error", "limit": "error error -", "hint": "hint hint -"}

# Where, what, a part of the message, and the level for v1, actions and mcp.
SPEC_BREAKS: list[tuple[tuple[Any, ...], Any, str, str]] = [
    # valid OpenAPI
    (("openapi",), ABSENT, "openapi", FOR["error"]),
    (("openapi",), 3.1, "openapi", FOR["error"]),
    (("openapi",), "2.0", "openapi", FOR["error"]),
    (("paths",), ABSENT, "paths", FOR["error"]),
    (("paths",), [], "paths", FOR["error"]),
    (("paths", "todos"), {}, "todos: the path", FOR["error"]),
    (("paths", "/a/{b"), {}, "/a/{b", FOR["error"]),
    (("paths", "/todos/{name}"), {}, "/todos/{name}: is the same", FOR["error"]),
    (("paths", 5), {}, "not text at paths; put it in quotes", FOR["error"]),
    ((*GET, "operationId"), ABSENT, "operationId", FOR["error"]),
    ((*GET, "operationId"), "", "operationId", FOR["error"]),
    ((*GET, "operationId"), "addTodo", "operationId", FOR["error"]),
    ((*GET, "operationId"), {}, "operationId", FOR["error"]),
    ((*GET, "parameters"), [], "parameter username: must be declared", FOR["error"]),
    ((*USERNAME, "name"), "user", "parameter user: is not in the path", FOR["error"]),
    ((*USERNAME, "name"), ABSENT, "parameter username: must be declared", FOR["error"]),
    ((*USERNAME, "in"), "body", "parameter username: must be declared", FOR["error"]),
    ((*USERNAME, "required"), ABSENT, "parameter username: must be declared", FOR["error"]),
    ((*USERNAME, "required"), "yes", "parameter username: must be declared", FOR["error"]),
    (
        (*GET, "responses", 200),
        {"description": ""},
        "get.responses; put it in quotes",
        FOR["error"],
    ),
    ((*TODOS, "required"), True, "Todos.required", FOR["error"]),
    ((*TODOS, "$ref"), "#/components/schemas/Nothing", "Todos.$ref", FOR["error"]),
    ((*TODOS, "$ref"), "other.yaml#/Todos", "Todos.$ref", FOR["error"]),
    ((*TODOS, "$ref"), 5, "Todos.$ref", FOR["error"]),
    ((*GET, "responses", "404"), {"$ref": "#/x"}, "404.$ref", FOR["error"]),
    ((*GET, "security"), [{"key": []}], "'key'", FOR["error"]),
    (("security",), [{"key": []}], "'key'", FOR["error"]),
    # what hosts take
    (("openapi",), "3.0.3", "openapi", "warning error -"),
    (("openapi",), "3.1.2", "openapi", FOR["limit"]),
    ((*GET, "operationId"), "get todos", "operationId", "- - error"),
    ((*GET, "operationId"), "x" * 65, "operationId", "- - error"),
    ((*GET, "summary"), ABSENT, "description", "- - hint"),
    ((*USERNAME, "description"), "", "parameter username: description", "- - hint"),
    ((*GET, "summary"), "x" * 201, "summary", "warning - -"),
    ((*GET, "summary"), "x" * 301, "summary", FOR["limit"]),
    ((*GET, "description"), "x" * 300, "description", "warning - -"),
    ((*GET, "description"), "x" * 301, "description", FOR["limit"]),
    ((*USERNAME, "description"), "x" * 201, "username: description", "warning - -"),
    ((*USERNAME, "description"), "x" * 700, "username: description", "warning - -"),
    ((*USERNAME, "description"), "x" * 701, "username: description", FOR["limit"]),
    (("components",), ABSENT, "components.schemas", FOR["limit"]),
    (("components", "schemas"), ABSENT, "components.schemas", FOR["limit"]),
    (("components", "schemas"), [], "components.schemas: must", FOR["limit"]),
    ((*USERNAME, "in"), "header", "in: is header", FOR["limit"]),
    ((*USERNAME, "in"), "cookie", "in: is cookie", FOR["limit"]),
    (
        BODY,
        {"$ref": "#" + "/paths/~1todos~1{username}/delete/requestBody"},
        "inline",
        "warning - -",
    ),
    (
        (*BODY, "content", "application/json", "schema"),
        {"$ref": "#/components/schemas/Todos"},
        "requestBody",
        "warning - -",
    ),
    ((*TODOS, "properties"), ABSENT, "Todos.properties", FOR["limit"]),
    ((*TODOS, "items"), {"type": ["object", "null"]}, "Todos.items.properties", FOR["limit"]),
    (TODOS, CIRCLE, "#/components/schemas/Todos: is circular", FOR["limit"]),
    (("servers",), ABSENT, "servers", FOR["limit"]),
    (("servers",), [], "servers", FOR["limit"]),
    (("servers",), [{"url": "https://a.com"}] * 2, "servers", FOR["limit"]),
    (("servers",), ["https://a.com"], "servers.url", FOR["limit"]),
    (("servers", 0, "url"), "/", "servers.url", FOR["limit"]),
    (("servers", 0, "url"), "https://{name}.example.com", "servers.url", FOR["limit"]),
    (("servers", 0, "url"), "https://API.example.com", "lower-case", FOR["limit"]),
    (("servers", 0, "url"), "http://example.com", "https", FOR["limit"]),
    (("servers", 0, "url"), "https://example.com:8080", "port 443", FOR["limit"]),
    ((*GET, "servers"), [], "servers", FOR["limit"]),
    ((*ITEM, "servers"), [], "servers", FOR["limit"]),
    ((*GET, "security"), [{}], "security", FOR["limit"]),
    ((*GET, FLAG), ABSENT, FLAG, FOR["hint"]),
    ((*GET, FLAG), "no", FLAG, FOR["hint"]),
    ((*GET, FLAG), True, FLAG, FOR["hint"]),
    ((*ITEM, "delete", FLAG), False, FLAG, FOR["hint"]),
    (("paths", "/.well-known/ai-plugin.json"), {}, "/.well-known", "warning warning -"),
    (("paths", "/openapi.yaml"), {}, "/openapi.yaml", "warning warning -"),
    (("paths", "/logo.png"), {}, "/logo.png", "warning warning -"),
    (("paths", "/legal"), {}, "/legal", "warning warning -"),
]


@pytest.mark.parametrize(("path", "value", "about", "levels"), SPEC_BREAKS)
def test_a_spec_that_breaks_a_rule_is_reported(
    path: tuple[Any, ...], value: Any, about: str, levels: str
) -> None:
    """Each row has its level for each host; `-` where a host has no such rule."""
    document = put(spec(), path, value)
    for host, level in zip(HOSTS, levels.split(), strict=True):
        problems = check_spec(document, host=host)
        found = {problem.level for problem in problems if about in problem.message}
        assert found == ({level} - {"-"}), (host, [str(problem) for problem in problems])
        assert {problem.where for problem in problems} <= {"openapi.yaml"}


SPEC_KEEPS: list[tuple[tuple[Any, ...], Any]] = [
    (("openapi",), "3.1.1"),
    (("components", "schemas", "Empty"), {"type": "object", "properties": {}}),
    (("components", "schemas", "Any"), True),
    (("components", "schemas", "Either"), {"type": ["string", "null"]}),
    (("components", "schemas", "$ref"), {"properties": {"$ref": {"type": "string"}}}),
    (("components", "schemas", "Named"), {"properties": {"type": {}, "required": {"enum": [1]}}}),
    (("components", "schemas", "Shown"), {"example": {"type": "x", "$ref": "#/nothing"}}),
    (("components", "schemas", "Twice"), {"allOf": [{"$ref": "#/components/schemas/Todos"}] * 2}),
    ((*ITEM, "x-internal"), {"$ref": "#/nothing"}),
    ((*GET, "responses", "default"), {"description": "Something else"}),
    ((*GET, "responses", "4XX"), {"description": "No"}),
    ((*GET, "operationId"), "x" * 64),
    ((*GET, "summary"), "x" * 200),
    ((*GET, "description"), "x" * 200),
    ((*USERNAME, "description"), "x" * 200),
    ((*ITEM, "post", FLAG), False),
    (("servers", 0, "url"), "http://127.0.0.1:3333"),
    (("servers", 0, "url"), "https://todo.example.com:443/v2/"),
    (("paths", "/legality"), {"get": operation("getLegality")}),
]


@pytest.mark.parametrize(("path", "value"), SPEC_KEEPS)
def test_a_spec_at_the_edge_of_a_rule_passes(path: tuple[Any, ...], value: Any) -> None:
    """Limits include their last value; names and examples that look like keywords are not keywords."""
    for host in HOSTS:
        assert check_spec(put(spec(), path, value), host=host) == []


def test_references_may_hold_escapes() -> None:
    """`~1` is a slash and `%7B` a brace, as JSON pointers in URLs have it."""
    pointer = "#/paths/~1todos~1%7Busername%7D/get/responses/200"
    assert check_spec(put(spec(), (*GET, "responses", "404"), {"$ref": pointer})) == []


def test_a_parameter_must_stand_where_it_is_used() -> None:
    """A reference to a good parameter is refused by OpenAI, and followed for MCP."""
    document = put(spec(), ("components", "parameters"), {"username": spec_parameter()})
    document = put(document, USERNAME, {"$ref": "#/components/parameters/username"})
    for host, levels in zip(HOSTS, (["error"], ["error"], []), strict=True):
        assert [problem.level for problem in check_spec(document, host=host)] == levels


def test_parameters_of_a_path_hold_for_its_operations() -> None:
    """They need not be declared again."""
    document = put(spec(), (*ITEM, "parameters"), [spec_parameter()])
    document = put(document, (*GET, "parameters"), ABSENT)
    assert check_spec(document) == []


def test_circles_are_found_over_several_components() -> None:
    """A to B to A is a circle, and it is named once."""
    document = spec()
    document["components"]["schemas"] |= {
        "A": {"type": "array", "items": {"$ref": "#/components/schemas/B"}},
        "B": {"oneOf": [{"$ref": "#/components/schemas/A"}]},
    }
    problems = check_spec(document)
    assert [problem.level for problem in problems] == ["error"]
    assert "is circular" in problems[0].message


@pytest.mark.parametrize(
    ("count", "levels"),
    [
        (5, "- - -"),
        (6, "hint hint -"),
        (30, "hint hint -"),
        (31, "warning error -"),
    ],
)
def test_the_number_of_operations_is_limited(count: int, levels: str) -> None:
    """Over 5 is a hint, over 30 is too many for GPT Actions; MCP has no limit."""
    for host, level in zip(HOSTS, levels.split(), strict=True):
        problems = check_spec(spec_of(count), host=host)
        assert [problem.level for problem in problems] == [level] * (level != "-")


def test_security_is_one_scheme_and_open_operations_say_so() -> None:
    """Two schemes are refused, and so is an operation that leaves open whether it is open."""
    two = put(secured_spec(), ("components", "securitySchemes", "key"), {"type": "mutualTLS"})
    silent = put(put(secured_spec(), ("security",), ABSENT), (*GET, "security"), ABSENT)
    for host, level in zip(HOSTS, ("error", "error", None), strict=True):
        for document, about in ((two, "securitySchemes"), (silent, "security: is missing")):
            problems = check_spec(document, host=host)
            assert [problem.level for problem in problems] == ([level] if level else [])
            assert all(about in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("own", "server", "good"),
    [
        ("https://example.com", "https://api.example.com", True),
        ("https://www.example.com", "https://api.example.com/v1", True),
        ("https://example.com", "https://example.org", False),
        ("http://localhost:3333", "http://127.0.0.1:8000", True),
        ("http://localhost:3333", "https://example.com", False),
    ],
)
def test_the_server_is_at_the_plugins_own_domain(own: str, server: str, good: bool) -> None:
    """That is the domain of the manifest's api.url; without a manifest nobody can tell."""
    document = put(spec(), ("servers", 0, "url"), server)
    assert check_spec(document) == []
    for host, level in zip(HOSTS, ("error", "error", None), strict=True):
        problems = check_spec(document, manifest("none", own), host)
        assert [problem.level for problem in problems] == ([level] if level and not good else [])
