"""The package `check`, loaded as the template's hook loads it, and documents to check with it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from plugin_template.importing.runtime_check import RUNTIME, load

TEMPLATE = Path(__file__).parents[2]
PACKAGE = RUNTIME / "check"
_package = load("check")
check, check_manifest, check_spec = _package.check, _package.check_manifest, _package.check_spec
HOSTS: tuple[str, ...] = _package.HOSTS
reading = load("check.reading")

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

# Places in `spec()`.
ITEM = ("paths", "/todos/{username}")
GET = (*ITEM, "get")
PUT = (*ITEM, "put")
USERNAME = (*GET, "parameters", 0)
TODOS = ("components", "schemas", "Todos")
BODY = (*ITEM, "post", "requestBody")
FLAG = "x-openai-isConsequential"


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
        "contact_email": "support@todo.test",
        "legal_info_url": f"{origin}/legal",
    }


def public_manifest(auth: str = "none") -> dict[str, Any]:
    document = manifest(auth, "https://todo.example.com")
    document["contact_email"] = "support@example.com"
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


def spec_parameter() -> Any:
    return spec()["paths"]["/todos/{username}"]["get"]["parameters"][0]


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


def printable(problems: list[Any]) -> bool:
    return all(str(problem).isprintable() and problem.message for problem in problems)
