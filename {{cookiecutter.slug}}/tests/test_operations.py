"""Every operation of openapi.yaml, also one that is added later, does what the document says."""

import re
from typing import Any

import pytest
import schemathesis
import yaml
from conftest import Client, credentials
from hypothesis import HealthCheck, settings
{% if cookiecutter.framework == 'fastapi' %}
from starlette.routing import Route
{% endif %}

from {{ cookiecutter.__package }} import documents
from {{ cookiecutter.__package }}.app import app{{ ', plugin' if cookiecutter.framework == 'fastapi' else '' }}
from {{ cookiecutter.__package }}.asgi import app as asgi_app

SPEC: dict[str, Any] = yaml.safe_load(documents.shipped("openapi.yaml"))
OPERATIONS = [(method.upper(), path) for path in SPEC["paths"] for method in SPEC["paths"][path]]

schema = schemathesis.openapi.from_asgi("/openapi.yaml", asgi_app)
{% if cookiecutter.auth != 'none' %}
# Every request has its credentials; what happens without them has a test of its own.
schema.config.generation.update(with_security_parameters=False)
{% endif %}


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_request_is_answered_as_the_api_says(case: schemathesis.Case[Any]) -> None:
    """No request, good or bad, is answered with 5xx or with what openapi.yaml does not declare."""
    case.call_and_validate(headers=credentials("alice"))


def test_every_route_is_an_operation_and_the_other_way_round() -> None:
    """What the app routes and what openapi.yaml describes are the same."""
    assert _routes() == {(method, _shape(path)) for method, path in OPERATIONS}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("origin", ["https://chat.openai.com", "https://chatgpt.com"])
def test_chatgpt_may_call_from_a_browser(
    stranger: Client, origin: str, method: str, path: str
) -> None:
    """A preflight from ChatGPT is allowed, from a public page to this private network too."""
    response = stranger.send(
        "OPTIONS",
        _example(path),
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type,openai-conversation-id",
            "Access-Control-Request-Private-Network": "true",
        },
    )
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert response.headers["Access-Control-Allow-Private-Network"] == "true"
    assert method in response.headers["Access-Control-Allow-Methods"]
    allowed = response.headers["Access-Control-Allow-Headers"].lower()
    for header in ("authorization", "content-type", "openai-conversation-id"):
        assert header in allowed


def test_other_origins_are_not_allowed(stranger: Client) -> None:
    """A page that is not ChatGPT's cannot read what the plugin answers."""
    response = stranger.send("GET", "/openapi.yaml", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers
{% if cookiecutter.auth != 'none' %}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("authorization", [None, "Basic dXNlcjpwYXNz", "Bearer", "Bearer wrong"])
def test_without_a_good_token_nothing_is_done(
    stranger: Client, authorization: str | None, method: str, path: str
) -> None:
    """No token, another scheme and a wrong token are answered with 401 and what is expected."""
    headers = {"Authorization": authorization} if authorization else {}
    response = stranger.send(method, _example(path), headers=headers, content=b"not even JSON")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert response.json()["detail"]
{% endif %}


def test_what_is_not_there_is_told_in_json(client: Client) -> None:
    """A path that is neither an operation nor a document is answered with 404 and the reason."""
    response = client.send("GET", "/no/such/path")
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


def _routes() -> set[tuple[str, str]]:
    """List what the app routes, but for its documents."""
{% include 'frameworks/' ~ cookiecutter.framework ~ '/routes.py' %}
    return {
        (method, _shape(path))
        for methods, path in routes
        for method in methods - {"HEAD", "OPTIONS"}
        if path not in documents.PATHS
    }


def _shape(path: str) -> str:
    """Write a path with its parameters unnamed, whatever the framework calls them."""
    return re.sub(r"{[^}]*}|<[^>]*>", "{}", path)


def _example(path: str) -> str:
    """Put something in the place of each parameter."""
    return re.sub(r"{[^}]*}", "1", path)
