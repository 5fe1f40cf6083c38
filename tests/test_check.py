"""What `check` promises: it finds what hosts refuse, says it plainly, and never falls over."""

import copy
import json
import runpy
import struct
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
SOURCE = (
    ROOT
    / "{{cookiecutter.slug}}"
    / "src"
    / "{{cookiecutter.__package}}"
    / "runtime"
    / "check"
    / "__init__.py"
)
MODULE = runpy.run_path(str(SOURCE))  # as the template's post-generation hook runs it
check, check_manifest, check_spec = (MODULE[f"check{name}"] for name in ("", "_manifest", "_spec"))
HOSTS = MODULE["HOSTS"]

ABSENT = object()
TOKEN = "0123456789abcdef" * 2
AUTH: dict[str, dict[str, Any]] = {
    "none": {"type": "none"},
    "service_http": {
        "type": "service_http",
        "authorization_type": "bearer",
        "verification_tokens": {"openai": "PLACEHOLDER"},
    },
    "user_http": {"type": "user_http", "authorization_type": "basic"},
    "oauth": {
        "type": "oauth",
        "client_url": "http://localhost:3333/oauth/authorize",
        "authorization_url": "http://localhost:3333/oauth/token",
        "scope": "",
        "authorization_content_type": "application/json",
        "verification_tokens": {"openai": "PLACEHOLDER"},
    },
}


def manifest(auth: str = "none", origin: str = "http://localhost:3333") -> dict[str, Any]:
    return {
        "schema_version": "v1",
        "name_for_human": "TODO List",
        "name_for_model": "todo",
        "description_for_human": "Manage your TODO list.",
        "description_for_model": "Plugin for managing a TODO list: add, remove and view TODOs.",
        "auth": json.loads(json.dumps(AUTH[auth]).replace("http://localhost:3333", origin)),
        "api": {"type": "openapi", "url": f"{origin}/openapi.yaml"},
        "logo_url": f"{origin}/logo.png",
        "contact_email": "support@example.com",
        "legal_info_url": f"{origin}/legal",
    }


def public_manifest(auth: str = "none") -> dict[str, Any]:
    document = manifest(auth, "https://todo.example.com")
    if "verification_tokens" in document["auth"]:
        document["auth"]["verification_tokens"]["openai"] = TOKEN
    return document


def operation(name: str = "getTodos", **more: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": "Get the todos",
        "x-openai-isConsequential": False,
        "security": [],
        "responses": {"200": {"description": "OK"}},
        **more,
    }


def spec(origin: str = "http://localhost:3333") -> dict[str, Any]:
    username = {
        "name": "username",
        "in": "path",
        "required": True,
        "description": "Whose todos.",
        "schema": {"type": "string"},
    }
    todos = {"type": "object", "properties": {"todos": {"type": "array", "items": {}}}}
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Todos"}}}
    body = {"type": "object", "required": ["todo"], "properties": {"todo": {"type": "string"}}}
    sent = {"requestBody": {"content": {"application/json": {"schema": body}}}}
    change = {"x-openai-isConsequential": True, "parameters": [username], **sent}
    get = operation(
        parameters=[username], responses={"200": {"description": "OK", "content": answer}}
    )
    item = {
        "get": get,
        "post": operation("addTodo", **change),
        "delete": operation("deleteTodo", **change),
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "TODO List", "version": "0.1.0"},
        "servers": [{"url": origin}],
        "paths": {"/todos/{username}": item},
        "components": {"schemas": {"Todos": todos}},
    }
    plain: dict[str, Any] = json.loads(json.dumps(document))  # shares no part with another
    return plain


def secured_spec() -> dict[str, Any]:
    document = spec()
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    return document


def spec_of(count: int) -> dict[str, Any]:
    document = spec()
    document["paths"] = {f"/a{n}": {"get": operation(f"get{n}")} for n in range(count)}
    return document


def put(document: Any, path: tuple[Any, ...], value: object) -> Any:
    """The document with one value replaced, added, or (ABSENT) removed."""
    document = copy.deepcopy(document)
    if not path:
        return value
    node = document
    for key in path[:-1]:
        node = node[key]
    if value is ABSENT:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return document


def problem_about(field: str, problems: list[Any]) -> Any:
    found = [problem for problem in problems if field in problem.message]
    assert len(found) == 1, f"{field} in {[str(problem) for problem in problems]}"
    return found[0]


# ---- A good plugin


@pytest.mark.parametrize(
    ("auth", "warned"),
    [
        ("none", []),
        ("service_http", ["auth.type", "auth.verification_tokens"]),
        ("user_http", ["auth.type"]),
        (
            "oauth",
            ["auth.type", "auth.verification_tokens", "auth.client_url", "auth.authorization_url"],
        ),
    ],
)
def test_a_fresh_plugin_on_localhost_gets_only_the_warnings_of_its_auth_type(
    auth: str, warned: list[str]
) -> None:
    """Localhost is no fault; what has to change before publication is a warning."""
    problems = check_manifest(manifest(auth))
    assert sorted(problem.message.partition(":")[0] for problem in problems) == sorted(warned)
    assert {problem.level for problem in problems} <= {"warning"}


@pytest.mark.parametrize("auth", AUTH)
def test_a_published_plugin_has_no_problems(auth: str) -> None:
    """With https, its own domain and a real token, nothing is left to say."""
    assert check_manifest(public_manifest(auth)) == []


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


def test_a_problem_reads_as_one_line() -> None:
    """It names the file, the field, what is wrong and what is allowed."""
    problems = check_manifest(put(manifest(), ("name_for_human",), "x" * 31))
    said = "error: ai-plugin.json: name_for_human: must be 1 to 20 characters"
    assert [str(problem) for problem in problems] == [said]


# ---- The manifest


def test_every_required_field_is_missed() -> None:
    """A manifest without one of them is refused, and the field is named."""
    for field in manifest():
        problems = check_manifest(put(manifest(), (field,), ABSENT))
        missed = {problem.level for problem in problems if field in problem.message}
        assert missed == {"error"}, field


MANIFEST_BREAKS: list[tuple[str, Any, str]] = [
    ("schema_version", "v2", "error"),
    ("schema_version", 1, "error"),
    ("name_for_human", "", "error"),
    ("name_for_human", "x" * 21, "error"),
    ("name_for_human", ["TODO"], "error"),
    ("name_for_model", "", "error"),
    ("name_for_model", "x" * 51, "error"),
    ("name_for_model", "to-do", "error"),
    ("name_for_model", "1todo", "error"),
    ("name_for_model", "todo\n", "error"),
    ("name_for_model", "todé", "error"),
    ("description_for_human", "", "error"),
    ("description_for_human", "x" * 101, "warning"),
    ("description_for_human", "x" * 120, "warning"),
    ("description_for_human", "x" * 121, "error"),
    ("description_for_model", " ", "error"),
    ("description_for_model", "Plugin for " + "x" * 7990, "error"),
    ("description_for_model", "Manages a TODO list.", "warning"),
    ("description_for_model", "Plugin for todos. Be friendly.", "warning"),
    ("description_for_model", "Plugin for todos. Whenever the user mentions a list", "warning"),
    ("description_for_model", "Plugin for todos. Always use it.", "warning"),
    ("description_for_model", "Plugin for todos. Reply with exactly 'done'", "warning"),
    ("auth", None, "error"),
    ("auth.type", "password", "error"),
    ("auth.type", ["none"], "error"),
    ("api", [], "error"),
    ("api.type", "swagger", "error"),
    ("api.url", "/openapi.yaml", "error"),
    ("api.url", "https://[::1", "error"),
    ("api.url", "http://todo.example.com/openapi.yaml", "error"),
    ("api.url", "https://todo.example.com:8443/openapi.yaml", "error"),
    ("logo_url", "logo.png", "error"),
    ("logo_url", None, "error"),
    ("logo_url", "https://todo.example.com/logo.GIF", "error"),
    ("logo_url", "data:image/gif;base64,R0lGODlh", "error"),
    ("logo_url", "data:text/plain,logo", "error"),
    ("logo_url", "http://todo.example.com/logo.png", "warning"),
    ("contact_email", "support", "error"),
    ("contact_email", "a b@example.com", "error"),
    ("contact_email", 5, "error"),
    ("contact_email", "support@example.org", "warning"),
    ("legal_info_url", "/legal", "error"),
    ("legal_info_url", "https://legal.example.org/", "warning"),
    ("homepage", "https://example.com", "warning"),
    ("auth.password", "x", "warning"),
    ("api.version", "1", "warning"),
]


@pytest.mark.parametrize(("field", "value", "level"), MANIFEST_BREAKS)
def test_a_manifest_that_breaks_a_rule_is_told_so(field: str, value: Any, level: str) -> None:
    """Each row of the manifest's table, with the level that the table gives it."""
    problems = check_manifest(put(public_manifest(), tuple(field.split(".")), value))
    about = {"auth": "auth.type", "api": "api.type"}.get(field, field)
    assert problem_about(about, problems).level == level
    assert {problem.where for problem in problems} == {"ai-plugin.json"}


AUTH_BREAKS: list[tuple[str, str, Any, str]] = [
    ("service_http", "authorization_type", ABSENT, "error"),
    ("service_http", "authorization_type", "digest", "error"),
    ("user_http", "authorization_type", ABSENT, "error"),
    ("service_http", "verification_tokens", ABSENT, "error"),
    ("service_http", "verification_tokens", [TOKEN], "error"),
    ("service_http", "verification_tokens", {"openai": 5}, "error"),
    ("service_http", "verification_tokens", {}, "warning"),
    ("service_http", "verification_tokens", {"openai": ""}, "warning"),
    ("service_http", "verification_tokens", {"openai": TOKEN[:-1]}, "warning"),
    ("service_http", "verification_tokens", {"openai": "0" * 32}, "warning"),
    ("oauth", "verification_tokens", "x", "error"),
    ("oauth", "client_url", ABSENT, "error"),
    ("oauth", "client_url", "/authorize", "error"),
    ("oauth", "client_url", "http://todo.example.com/authorize", "error"),
    ("oauth", "client_url", "http://127.0.0.9:3333/authorize", "warning"),
    ("oauth", "authorization_url", "token", "error"),
    ("oauth", "authorization_url", "https://[::1]/token", "warning"),
    ("oauth", "scope", ABSENT, "error"),
    ("oauth", "scope", ["read"], "error"),
    ("oauth", "authorization_content_type", ABSENT, "error"),
    ("oauth", "authorization_content_type", "text/plain", "error"),
]


@pytest.mark.parametrize(("auth", "field", "value", "level"), AUTH_BREAKS)
def test_an_auth_that_breaks_a_rule_is_told_so(
    auth: str, field: str, value: Any, level: str
) -> None:
    """Each auth type needs its own fields, and they are named in full."""
    problems = check_manifest(put(public_manifest(auth), ("auth", field), value))
    assert [problem.level for problem in problems] == [level]
    assert problems[0].message.startswith(f"auth.{field}:")


MANIFEST_KEEPS: list[tuple[str, Any]] = [
    ("name_for_human", "x"),
    ("name_for_human", "x" * 20),
    ("name_for_human", "ü" * 20),
    ("name_for_model", "x" * 50),
    ("name_for_model", "Todo_List_2"),
    ("description_for_human", "x" * 100),
    ("description_for_model", "Plugin for " + "x" * 7989),
    ("auth.instructions", ""),
    ("api.is_user_authenticated", False),
    ("api.has_user_authentication", False),
    ("api.url", "https://todo.example.com:443/openapi.yaml"),
    ("api.url", "https://www.example.com/openapi.yaml"),
    ("logo_url", "https://cdn.example.net/logo.svg"),
    ("logo_url", "data:image/png;base64,iVBORw0KGgo="),
    ("contact_email", "support@todo.example.com"),
    ("contact_email", "Support@Mail.Example.com"),
    ("legal_info_url", "https://www.example.com/legal"),
]


@pytest.mark.parametrize(("field", "value"), MANIFEST_KEEPS)
def test_a_manifest_at_the_edge_of_a_rule_passes(field: str, value: Any) -> None:
    """Limits include their last value; what hosts accept is not complained about."""
    assert check_manifest(put(public_manifest(), tuple(field.split(".")), value)) == []


@pytest.mark.parametrize(
    ("auth", "tokens"),
    [
        ("service_http", {"openai": TOKEN.upper()}),
        ("service_http", {"another": "anything"}),
        ("oauth", {"openai": TOKEN, "another": "x"}),
    ],
)
def test_tokens_of_other_services_are_accepted(auth: str, tokens: dict[str, str]) -> None:
    """Only the token for OpenAI has a known form."""
    document = put(public_manifest(auth), ("auth", "verification_tokens"), tokens)
    assert check_manifest(document) == []


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:3333", "http://todo.localhost", "http://127.8.0.1:80", "http://[::1]:3333"],
)
def test_nothing_is_asked_of_domains_on_localhost(origin: str) -> None:
    """localhost and below, 127.0.0.0/8 and ::1 are where plugins are written."""
    document = manifest("none", origin)
    document["logo_url"] = "http://example.net/logo.png"
    document["legal_info_url"] = "http://example.org/legal"
    assert check_manifest(document) == []


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        ("example.com", "example.com", True),
        ("www.example.com", "api.example.com", True),
        ("a.example.com", "b.example.com", True),
        ("shop.example.co.uk", "example.co.uk", True),
        ("example.co.uk", "other.co.uk", False),
        ("example.com", "notexample.com", False),
        ("example.com", "example.com.evil.net", False),
        ("10.0.0.1", "10.9.0.1", False),
    ],
)
def test_domains_are_compared_by_their_owner(own: str, other: str, same: bool) -> None:
    """A subdomain has the owner of its domain; two companies under co.uk are two."""
    document = public_manifest()
    document["api"]["url"] = f"https://{own}/openapi.yaml"
    document["contact_email"] = f"support@{own}" if own[0].isalpha() else "support@10.0.0.1"
    document["legal_info_url"] = f"https://{other}/legal"
    problems = check_manifest(document)
    assert [problem.level for problem in problems] == ([] if same else ["warning"])


@pytest.mark.parametrize("host", ["actions", "mcp"])
def test_other_hosts_do_not_mind_the_manifest(host: str) -> None:
    """GPT Actions and MCP never read it."""
    assert check_manifest({"anything": 1}, host) == []
    assert [problem.level for problem in check_manifest([], host)] == ["error"]


@pytest.mark.parametrize("checker", [check_manifest, check_spec])
def test_an_unknown_host_is_the_callers_mistake(checker: Any) -> None:
    """It is an exception that lists the hosts, not a problem of the plugin."""
    with pytest.raises(ValueError, match="v1, actions, mcp"):
        checker({}, host="v2")


# ---- The OpenAPI document

ITEM = ("paths", "/todos/{username}")
GET = (*ITEM, "get")
PUT = (*ITEM, "put")
USERNAME = (*GET, "parameters", 0)
TODOS = ("components", "schemas", "Todos")
BODY = (*ITEM, "post", "requestBody")
FLAG = "x-openai-isConsequential"
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
    (("paths", 5), {}, "no text at paths: put it in quotes", FOR["error"]),
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
        "get.responses: put it in quotes",
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
    (("servers", 0, "url"), "https://API.example.com", "lower case", FOR["limit"]),
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
def test_a_spec_that_breaks_a_rule_is_told_so(
    path: tuple[Any, ...], value: Any, about: str, levels: str
) -> None:
    """Each row of the OpenAPI table, with its level for each host; `-` where it is no rule."""
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
    """Limits include their last value; a name or an example that looks like a keyword is none."""
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


def spec_parameter() -> Any:
    return spec()["paths"]["/todos/{username}"]["get"]["parameters"][0]


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


# ---- Whatever is in a document

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.binary()
    | st.sampled_from(["$ref", "#", "#/paths", "object", "http://[", "data:image/gif", "https://a"])
)
KEYS = (
    st.text(max_size=5)
    | st.integers()
    | st.none()
    | st.sampled_from(["$ref", "type", "properties", "get", "parameters", "schema", "items", "in"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def places(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs: Any = ()
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
    return [at, *(place for key, child in pairs for place in places(child, (*at, key)))]


def printable(problems: list[Any]) -> bool:
    return all(str(problem).isprintable() and problem.message for problem in problems)


@settings(max_examples=120, deadline=None, database=None)
@given(value=VALUES, other=VALUES, host=st.sampled_from(HOSTS))
def test_any_value_is_checked_without_an_exception(value: Any, other: Any, host: str) -> None:
    """Wrong types anywhere are problems, told in printable lines."""
    assert printable(check_manifest(value, host))
    assert printable(check_spec(value, other, host))


@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data(), value=VALUES, auth=st.sampled_from(list(AUTH)))
def test_a_good_document_with_one_wrong_value_is_checked_without_an_exception(
    data: st.DataObject, value: Any, auth: str
) -> None:
    """Nothing that stands beside good values makes a rule fall over."""
    for document in (manifest(auth), secured_spec()):
        broken = put(document, data.draw(st.sampled_from(places(document))), value)
        assert printable(check_manifest(broken))
        assert printable(check_spec(broken, manifest(auth)))
        assert printable(check_spec(spec(), broken))


def test_endless_documents_are_refused() -> None:
    """One that contains itself, is very deep or unfolds to millions of values is one problem."""
    endless: dict[str, Any] = {}
    endless["paths"] = endless
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"paths": deep}
    bomb: list[Any] = []
    for _ in range(60):
        bomb = [bomb] * 10
    for document in (endless, deep, {"paths": bomb}):
        assert [problem.level for problem in check_spec(document)] == ["error"]


def test_a_large_document_is_checked_in_no_time() -> None:
    """The work grows with the document, not with its square."""

    def seconds(count: int) -> float:
        document = spec_of(count)
        document["components"]["schemas"] |= {
            f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}]} for n in range(count)
        }
        start = time.perf_counter()
        check_spec(document)
        return time.perf_counter() - start

    assert seconds(200) < 1
    assert seconds(8000) < 5


# ---- The folder


def png(width: int = 512, height: int = 512) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II5BI", width, height, 8, 6, 0, 0, 0, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "ai-plugin.json").write_text(json.dumps(manifest()), "utf-8")
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(spec()), "utf-8")
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "legal.html").write_text("<p>Be good.</p>", "utf-8")
    return tmp_path


FILES = (".well-known/ai-plugin.json", "openapi.yaml", "logo.png", "legal.html")


@pytest.mark.parametrize("host", HOSTS)
def test_a_good_folder_has_no_problems(folder: Path, host: str) -> None:
    """Four good files pass for every host."""
    assert check(folder, host) == []


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_a_problem(folder: Path, name: str) -> None:
    """It is named, and the other files are checked all the same."""
    (folder / name).unlink()
    (problem,) = check(folder)
    assert str(problem) == f"error: {Path(name).name}: the file is missing"


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_place_of_a_file_is_a_problem(folder: Path, name: str) -> None:
    """Nor does anything else that is no file end the check."""
    (folder / name).unlink()
    (folder / name).mkdir()
    assert [problem.where for problem in check(folder)] == [Path(name).name]


def test_an_empty_folder_is_four_problems(tmp_path: Path) -> None:
    """Each file is missed, even in a folder that is missing itself."""
    for root in (tmp_path, tmp_path / "nowhere"):
        assert [problem.where for problem in check(root)] == [Path(name).name for name in FILES]


def test_an_unreadable_file_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is told apart from a missing one."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    problems = [problem.message for problem in check(folder)]
    assert problems == ["the file cannot be read: Permission denied"] * 4


def test_a_file_that_is_too_large_is_a_problem(folder: Path) -> None:
    """A million bytes pass, one more does not."""
    for name in ("openapi.yaml", ".well-known/ai-plugin.json", "legal.html"):
        path = folder / name
        good = path.read_bytes()
        path.write_bytes(good.ljust(1_000_000, b"\n"))
        assert check(folder) == []
        path.write_bytes(good.ljust(1_000_001, b"\n"))
        assert "larger than 1,000,000 bytes" in problem_about("file", check(folder)).message
        path.write_bytes(good)


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 40))
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {'{'}<<: [*a{n - 1}, *a{n - 1}]{'}'}\n" for n in range(1, 60)
)

BROKEN: list[tuple[str, bytes]] = [
    *((name, data) for name in (FILES[0], FILES[1], FILES[3]) for data in (b"", b"\xff\xfe\x00")),
    *((name, data) for name in FILES[:2] for data in (b"[]", b'"text"', b"{", b"[" * 900_000)),
    (FILES[0], b'{"a":' * 100_000),
    (FILES[0], b"\xef\xbb\xbf{}"),
    (FILES[0], b"[" + b"9" * 9000 + b"]"),
    (FILES[1], b"a: &a {b: *a}"),
    (FILES[1], b"a: &a {b: c}\nd: *a"),
    (FILES[1], b"a: &a {b: c}\nd: {<<: *a}"),
    (FILES[1], b"a: &a [*a]"),
    (FILES[1], b"a: *b"),
    (FILES[1], b"{a: " * 200_000),
    (FILES[1], b"- " * 400_000),
    (FILES[1], b"? [a]\n: b"),
    (FILES[1], b"? {a: b}\n: b"),
    (FILES[1], b"a: !!bool x"),
    (FILES[1], b"a: !!timestamp x"),
    (FILES[1], b"a: 2024-13-45"),
    (FILES[1], b"a: !!python/object/apply:os.getcwd []"),
    (FILES[1], b"--- 1\n--- 2"),
    (FILES[1], b"a: \x00"),
    (FILES[1], b"a: " + b"9" * 9000),
    (FILES[1], BOMB.encode()),
    (FILES[1], MERGES.encode()),
    (FILES[2], b""),
    (FILES[2], b"\x89PNG\r\n\x1a\n"),
    (FILES[2], b"\xff\xd8\xff\xe0" + b"\0" * 60),
    (FILES[2], b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 2),
    (FILES[2], b"GIF89a" + b"\0" * 60),
]


@pytest.mark.parametrize(
    ("name", "data"), BROKEN, ids=[f"{name}-{data[:12]!r}" for name, data in BROKEN]
)
def test_a_broken_file_is_reported_and_never_raises(folder: Path, name: str, data: bytes) -> None:
    """Wrong encodings, cut documents, bombs and circles are one error in the file's name."""
    (folder / name).write_bytes(data)
    for host in HOSTS if name in FILES[:2] else ("v1",):
        problems = check(folder, host)
        assert {(problem.level, problem.where) for problem in problems} == {
            ("error", Path(name).name)
        }
        assert len(problems) == 1
        assert printable(problems)


@pytest.mark.parametrize(
    "text",
    [
        "7: {2: 3}\n",
        "true: .nan\n",
        "? 0x" + "f" * 9000 + "\n: x\n",
        "? 2024-01-01\n: x\n",
        "tags: !!set {a, b}\nexternalDocs: !!binary YQ==\nx-pairs: !!pairs [a: b]\n",
        "security: [0x" + "f" * 9000 + "]\nx-date: 2024-01-01\nwebhooks: .inf\n",
    ],
)
def test_strange_but_readable_yaml_is_checked(folder: Path, text: str) -> None:
    """Numbers as keys, dates, sets and very long numbers are a problem at most, never a crash."""
    with (folder / "openapi.yaml").open("a", encoding="utf-8") as file:
        file.write(text)
    problems = check(folder)
    assert printable(problems)
    unquoted = not text.startswith(("tags", "security"))
    assert ["no text" in problem.message for problem in problems] == [True] * unquoted


@pytest.mark.parametrize("place", [("openapi",), (*USERNAME, "name"), (*GET, "operationId"), TODOS])
def test_very_long_numbers_are_checked(place: tuple[Any, ...]) -> None:
    """Python refuses to write them, so no message may."""
    for key in ("$ref", "type", "url"):
        assert printable(check_spec(put(spec(), place, {key: 16**9000})))
    assert printable(check_spec(put(spec(), place, 16**9000)))


def test_a_logo_of_another_size_is_a_warning(folder: Path) -> None:
    """Hosts scale it, but it was made for 512 x 512."""
    (folder / "logo.png").write_bytes(png(256, 512))
    (problem,) = check(folder)
    assert str(problem).startswith("warning: logo.png: the image is 256 x 512")


def test_a_gif_is_refused_even_if_it_is_called_a_png(folder: Path) -> None:
    """Its first bytes tell."""
    (folder / "logo.png").write_bytes(b"GIF89a" + bytes(60))
    assert "GIF" in check(folder)[0].message


def test_files_that_are_served_elsewhere_are_not_looked_at(folder: Path) -> None:
    """A logo or legal page on another origin needs no file here."""
    document = manifest()
    document["logo_url"] = "https://cdn.example.com/logo.png"
    document["legal_info_url"] = "https://example.com/legal"
    (folder / FILES[0]).write_text(json.dumps(document), "utf-8")
    (folder / "logo.png").unlink()
    (folder / "legal.html").unlink()
    assert check(folder) == []


@pytest.mark.parametrize("host", ["actions", "mcp"])
def test_hosts_without_a_manifest_need_no_logo(folder: Path, host: str) -> None:
    """The logo and the legal page are the manifest's."""
    (folder / "logo.png").unlink()
    (folder / "legal.html").unlink()
    assert check(folder, host) == []


def test_the_folder_is_checked_against_its_own_manifest(folder: Path) -> None:
    """The server in openapi.yaml is compared with the manifest's domain."""
    (folder / "openapi.yaml").write_text(yaml.safe_dump(spec("https://example.org")), "utf-8")
    assert "own domain" in problem_about("servers.url", check(folder)).message


@settings(max_examples=100, deadline=None, database=None)
@given(data=st.binary(max_size=60) | st.text(alphabet="{}[]:,&*!<?-# \n\"'ab1", max_size=60))
def test_any_bytes_are_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | str
) -> None:
    """Whatever the four files hold, the check comes to its end."""
    root = tmp_path_factory.getbasetemp() / "bytes"
    (root / ".well-known").mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert printable(check(root))


# ---- The module itself


def test_the_module_is_plain_python_inside_the_template() -> None:
    """Nothing in it is Jinja, so that the file in the template is the file in the plugin."""
    text = SOURCE.read_text(encoding="utf-8")
    assert not any(mark in text for mark in ("{" + "{", "{" + "%", "{" + "#"))
    assert not any(line.lstrip().startswith("# %") for line in text.splitlines())
