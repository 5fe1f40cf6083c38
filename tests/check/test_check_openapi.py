"""What `check` promises of openapi.yaml."""

from __future__ import annotations

from typing import Any

import pytest
from documents_to_check import (
    ABSENT,
    AUTH,
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
    auth = "service_http" if "security" in document else "none"
    assert check_spec(document, manifest(auth), host) == []
    assert check_spec(document, None, host) == []


@pytest.mark.parametrize("document", [spec(), secured_spec()], ids=["open", "secured"])
def test_a_good_spec_is_valid_openapi(document: Any) -> None:
    """The documents that these tests start from are right by OpenAPI's own schema."""
    pytest.importorskip("openapi_spec_validator").validate(document)


CIRCLE = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Todos"}}}
FOR = {"error": "error error error", "limit": "error error -", "hint": "hint hint -"}
FOR |= {"loads": "warning error -", "invalid": "warning error warning"}

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
    (("paths", 5), {}, "paths.5: is a key that is not text; put it in quotes", FOR["error"]),
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
        "responses.200: is a key that is not text",
        FOR["error"],
    ),
    ((*TODOS, "required"), True, "Todos.required", FOR["error"]),
    ((*TODOS, "$ref"), "#/components/schemas/Nothing", "Todos.$ref", FOR["error"]),
    ((*TODOS, "$ref"), "other.yaml#/Todos", "Todos.$ref", FOR["error"]),
    ((*TODOS, "$ref"), 5, "Todos.$ref", FOR["error"]),
    ((*GET, "responses", "404"), {"$ref": "#/x"}, "404.$ref", FOR["error"]),
    ((*GET, "security"), [{"key": []}], "'key'", FOR["invalid"]),
    (("security",), [{"key": []}], "'key'", FOR["invalid"]),
    (("info",), ABSENT, "info: must", FOR["error"]),
    (("info",), [], "info: must", FOR["error"]),
    (("info", "title"), ABSENT, "info.title", FOR["error"]),
    (("info", "version"), ABSENT, "info.version", FOR["error"]),
    (("info", "version"), 1.0, "info.version: must be text; put it in quotes", FOR["error"]),
    (("info", "version"), None, "info.version", FOR["error"]),
    (("paths",), {}, "paths: has no operation", FOR["error"]),
    (("paths",), {"/a": {}}, "paths: has no operation", FOR["error"]),
    (("paths", "/a"), None, "paths./a: must be a mapping", FOR["error"]),
    (("paths", "/a?b={c}"), {}, "/a?b={c}: the path has a query", FOR["error"]),
    (("paths", "/a#b"), {}, "/a#b: the path has a query", FOR["error"]),
    (USERNAME, "username", "parameters.0: must be a mapping", FOR["error"]),
    ((*GET, "parameters"), {}, "get.parameters: must be a list", FOR["error"]),
    ((*USERNAME, "name"), ABSENT, "name: is missing", FOR["error"]),
    ((*USERNAME, "name"), 5, "name: must be text", FOR["error"]),
    ((*USERNAME, "in"), ABSENT, "in: must be path or query", FOR["error"]),
    ((*USERNAME, "in"), "body", "in: is body, as in Swagger 2.0", FOR["error"]),
    ((*USERNAME, "in"), "formData", "in: must be path or query", FOR["error"]),
    ((*USERNAME, "description"), 5, "description: must be text", FOR["error"]),
    ((*GET, "responses"), ABSENT, "responses: is missing", FOR["error"]),
    ((*GET, "responses"), {}, "responses: is missing", FOR["error"]),
    ((*GET, "responses"), None, "responses: is missing", FOR["error"]),
    ((*GET, "responses", "200"), None, "responses.200: must be a mapping", FOR["error"]),
    ((*GET, "responses", "404"), {}, "404.description: must be text", FOR["error"]),
    (("components", "responses"), {"No": {}}, "No.description", FOR["error"]),
    ((*GET, "requestBody"), {"content": {}}, "requestBody: is not allowed", FOR["error"]),
    (BODY, {}, "requestBody.content: must be a mapping", FOR["error"]),
    ((*BODY, "content", "application/json"), None, "json: must be a mapping", FOR["error"]),
    ((*GET, "summary"), ["Get"], "summary: must be text", FOR["error"]),
    ((*TODOS, "type"), "int", "Todos.type: must be one of array, boolean", FOR["error"]),
    ((*TODOS, "type"), [], "Todos.type: must be one of", FOR["error"]),
    ((*TODOS, "type"), ["string", "date"], "Todos.type: must be one of", FOR["error"]),
    ((*TODOS, "enum"), "a", "Todos.enum: must be a list", FOR["error"]),
    ((*TODOS, "required"), "todos", "Todos.required: must be a list", FOR["error"]),
    ((*TODOS, "properties", "todos", "required"), True, "todos.required", FOR["error"]),
    ((*TODOS, "properties"), [], "Todos.properties: must be a mapping", FOR["error"]),
    ((*TODOS, "properties", "a"), "string", "properties.a: must be a schema", FOR["error"]),
    ((*TODOS, "properties", "a"), None, "properties.a: must be a schema", FOR["error"]),
    ((*TODOS, "allOf"), {}, "Todos.allOf: must be a list", FOR["error"]),
    ((*USERNAME, "schema"), "string", "schema: must be a schema", FOR["error"]),
    (("components", "securitySchemes"), {"a": {}}, "a.type: must be one of", FOR["error"]),
    # invalid, but programs load it
    (("components", "securitySchemes"), {"a": {"type": "x"}}, "a.type", FOR["invalid"]),
    ((*TODOS, "properties"), None, "Todos.properties: is empty", FOR["invalid"]),
    ((*GET, "parameters"), None, "parameters: is empty", FOR["invalid"]),
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
    (("components",), ABSENT, "components.schemas", FOR["loads"]),
    (("components", "schemas"), ABSENT, "components.schemas", FOR["loads"]),
    (("components", "schemas"), [], "components.schemas: must be a mapping, which", FOR["loads"]),
    ((*USERNAME, "in"), "header", "in: is header", FOR["loads"]),
    ((*USERNAME, "in"), "cookie", "in: is cookie", FOR["loads"]),
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
    ((*TODOS, "properties"), ABSENT, "Todos.properties", FOR["loads"]),
    ((*TODOS, "items"), {"type": ["object", "null"]}, "Todos.items.properties", FOR["loads"]),
    (TODOS, CIRCLE, "components.schemas.Todos: is circular", FOR["limit"]),
    (("servers",), ABSENT, "servers", FOR["limit"]),
    (("servers",), [], "servers", FOR["limit"]),
    (("servers",), [{"url": "https://a.com"}] * 2, "servers", FOR["loads"]),
    (("servers",), ["https://a.com"], "servers.url", FOR["limit"]),
    (("servers", 0, "url"), "/", "servers.url", FOR["limit"]),
    (("servers", 0, "url"), "https://{name}.example.com", "servers.url", FOR["limit"]),
    (("servers", 0, "url"), "https://API.example.com", "lower-case", FOR["limit"]),
    (("servers", 0, "url"), "http://example.com", "https", FOR["limit"]),
    (("servers", 0, "url"), "https://example.com:8080", "port 443", FOR["limit"]),
    (("info", "servers"), [], "info.servers: belongs at the top level", FOR["limit"]),
    ((*GET, "servers"), [], "servers", FOR["limit"]),
    ((*ITEM, "servers"), [], "servers", FOR["limit"]),
    ((*GET, "security"), [{}], "security", FOR["loads"]),
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
    ((*GET, "responses", "x-note"), "all of them"),
    ((*GET, "responses", "404"), {"description": ""}),
    ((*TODOS, "properties", "x-y"), {"type": "string", "enum": ["a"]}),
    ((*TODOS, "properties", "note"), True),
    ((*ITEM, "delete", "requestBody"), {"content": {}}),
    ((*ITEM, "parameters"), []),
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


@pytest.mark.parametrize("index", ["0", "1", "-1", "x", "99999999999", "١"])
def test_references_may_lead_into_lists(index: str) -> None:
    """By the index, which has to be one of the list's."""
    pointer = "#/paths/~1todos~1{username}/get/parameters/" + index + "/schema"
    problems = check_spec(put(spec(), (*TODOS, "properties", "a"), {"$ref": pointer}))
    expected = [] if index == "0" else ["components.schemas.Todos.properties.a.$ref"]
    assert [problem.message.partition(":")[0] for problem in problems] == expected


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


def schema_with(*references: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": reference} for reference in references]}


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": schema_with("#/components/schemas/A")},
        {
            "A": {"type": "array", "items": {"$ref": "#/components/schemas/B"}},
            "B": schema_with("#/components/schemas/A"),
        },
        {"A": {"properties": {"b": schema_with("#/components/schemas/A/properties/b")}}},
        {"A": schema_with("#/components/schemas/%41")},
        {"A": {"properties": {"a~/b": schema_with("#/components/schemas/A/properties/a~0~1b")}}},
        {"A": {"properties": {"b": {"$ref": "#/components/schemas/A"}}}},
    ],
    ids=["itself", "two", "part", "spelling", "escape", "property"],
)
def test_circles_are_found_however_they_are_spelled(schemas: dict[str, Any]) -> None:
    """A to B to A is a circle, and it is reported once, by the name of a part in it."""
    document = put(spec(), ("components", "schemas", "Todos"), ABSENT)
    document = put(document, (*GET, "responses"), {"200": {"description": "OK"}})
    document["components"]["schemas"] = schemas
    for host, level in zip(HOSTS, ("error", "error", None), strict=True):
        problems = check_spec(document, host=host)
        assert [problem.level for problem in problems] == ([level] if level else [])
        assert all("is circular" in problem.message for problem in problems)


def test_circles_outside_components_are_found() -> None:
    """References to x- keys or definitions lead to schemas like any other."""
    document = put(spec(), TODOS, {"$ref": "#/x-schemas/Todo"})
    document["x-schemas"] = {"Todo": {"items": {"$ref": "#/x-schemas/Todo"}, "type": "list"}}
    about = [problem.message.partition(":")[0] for problem in check_spec(document)]
    assert sorted(about) == ["x-schemas.Todo", "x-schemas.Todo.type"]


def test_a_diamond_is_not_a_circle() -> None:
    """Several ways may lead to one part."""
    document = spec()
    document["components"]["schemas"] |= {
        "A": schema_with("#/components/schemas/B", "#/components/schemas/C"),
        "B": schema_with("#/components/schemas/Todos"),
        "C": schema_with("#/components/schemas/Todos", "#/components/schemas/B"),
    }
    assert check_spec(document) == []


def test_every_wrong_value_of_a_kind_is_reported() -> None:
    """Two equal values are two problems."""
    document = put(spec(), (*TODOS, "properties"), {"a": "string", "b": "string", "c": None})
    messages = [problem.message for problem in check_spec(document)]
    assert [message.partition(":")[0] for message in messages] == [
        f"components.schemas.Todos.properties.{name}" for name in "abc"
    ]


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
    """GPT Actions refuse two schemes, and an operation that leaves open whether it is open."""
    two = put(secured_spec(), ("components", "securitySchemes", "key"), {"type": "mutualTLS"})
    silent = put(put(secured_spec(), ("security",), ABSENT), (*GET, "security"), ABSENT)
    for host, level in zip(HOSTS, ("warning", "error", None), strict=True):
        for document, about in ((two, "securitySchemes"), (silent, "security: is missing")):
            problems = check_spec(document, host=host)
            assert [problem.level for problem in problems] == ([level] if level else [])
            assert all(about in problem.message for problem in problems)


BEARER, BASIC = {"type": "http", "scheme": "Bearer"}, {"type": "http", "scheme": "basic"}
AUTHORIZATION = {"type": "apiKey", "in": "header", "name": "Authorization"}
KEY = {"type": "apiKey", "in": "header", "name": "X-Api-Key"}
OAUTH2 = {"type": "oauth2", "flows": {}}
OPENID = {"type": "openIdConnect", "openIdConnectUrl": "https://example.com"}
CUSTOM = {"authorization_type": "custom", "custom_auth_header": "X-API-Key"}


@pytest.mark.parametrize(
    ("auth", "more", "scheme", "fits"),
    [
        ("none", {}, BEARER, False),
        ("none", {}, OAUTH2, False),
        ("service_http", {}, BEARER, True),
        ("service_http", {}, AUTHORIZATION, True),
        ("service_http", {}, BASIC, False),
        ("service_http", {}, KEY, False),
        ("service_http", {}, OAUTH2, False),
        ("service_http", CUSTOM, KEY, True),
        ("service_http", CUSTOM, BEARER, True),
        ("service_http", {"authorization_type": 5}, BEARER, True),
        ("service_http", {}, {"type": "http"}, True),
        ("service_http", {}, {"type": "mutualTLS"}, True),
        ("unknown", {}, OAUTH2, True),
        ("unknown", {}, KEY, True),
        ("user_http", {}, BASIC, True),
        ("user_http", {}, BEARER, False),
        ("oauth", {}, OAUTH2, True),
        ("oauth", {}, OPENID, True),
        ("oauth", {}, BEARER, True),
        ("oauth", {}, BASIC, False),
        ("oauth", {}, {"type": "apiKey", "in": "query", "name": "key"}, False),
    ],
)
def test_security_matches_the_manifests_auth(
    auth: str, more: dict[str, Any], scheme: dict[str, Any], fits: bool
) -> None:
    """A host cannot send what the manifest does not tell it to send."""
    document = put(secured_spec(), ("components", "securitySchemes", "token"), scheme)
    plugin = manifest(auth) if auth in AUTH else put(manifest(), ("auth", "type"), auth)
    plugin["auth"] |= more
    for host in HOSTS:
        problems = check_spec(document, plugin, host)
        expected = [] if fits or host != "v1" else ["error"]
        assert [problem.level for problem in problems] == expected
        assert all("contradicts the manifest" in problem.message for problem in problems)


def test_a_scheme_that_nothing_requires_contradicts_nothing() -> None:
    """Nor does one that is an alternative to a scheme that fits."""
    document = put(secured_spec(), ("security",), [])
    assert check_spec(document, manifest("none")) == []
    document = put(secured_spec(), ("components", "securitySchemes", "key"), KEY)
    document = put(document, ("security",), [{"key": []}, {"token": []}])
    levels = [problem.level for problem in check_spec(document, manifest("service_http"))]
    assert levels == ["warning"]  # two schemes


def test_servers_under_info_are_named_as_such() -> None:
    """Where they are is said instead of that they are missing."""
    document = put(spec(), ("info", "servers"), spec()["servers"])
    (problem,) = check_spec(put(document, ("servers",), ABSENT))
    assert problem.message.startswith("info.servers: belongs at the top level")


def test_the_first_of_several_servers_is_checked() -> None:
    """It is the one that most programs use."""
    for url, levels in (("https://a.com", ["warning"]), ("/", ["error", "warning"])):
        document = put(spec(), ("servers",), [{"url": url}, {"url": "https://b.com"}])
        assert [problem.level for problem in check_spec(document)] == levels


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
    for host, level in zip(HOSTS, ("warning", "error", None), strict=True):
        problems = check_spec(document, manifest("none", own), host)
        assert [problem.level for problem in problems] == ([level] if level and not good else [])
