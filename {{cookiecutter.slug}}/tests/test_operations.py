"""Every operation of openapi.yaml, including those added later, does what the document says."""

import re
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from credentials import credentials
from hypothesis import HealthCheck, settings
from openapi_schemas import count_parts
from schemathesis.config import OperationConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from support import Client

from {{ cookiecutter.__package }} import operations
from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.runtime import binding, documents

SPEC = documents.openapi()
FORWARDED = {each.id for each in binding.match(SPEC, operations)[0] if each.is_forwarded}
OPERATIONS = [(method.upper(), path) for path, item in SPEC["paths"].items() for method in item]

schema = schemathesis.openapi.from_asgi("/openapi.yaml", app)
# Every request has credentials; other tests send none, or wrong ones.
schema.config.generation.update(with_security_parameters=False)
# NUL is refused in every text: PostgreSQL cannot store it.
schema.config.generation.update(allow_x00=False)
# An operation is asked once for each of its words, limits and properties, unless that takes minutes:
# those with more parts than this are asked at random alone.
MOST_PARTS = 250
schema.config.operations.operations += [
    OperationConfig.from_dict(
        {"include-operation-id": each["operationId"], "phases": {"coverage": {"enabled": False}}}
    )
    for item in SPEC["paths"].values()
    for each in item.values()
    if count_parts(SPEC, [each.get("parameters"), each.get("requestBody")]) > MOST_PARTS
]


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_request_is_answered_as_the_api_says(case: schemathesis.Case[Any]) -> None:
    """No request, good or bad, is answered with 5xx or with what openapi.yaml does not declare."""
    headers = credentials("alice")
    response = case.call(headers=headers)
    is_forwarded = case.operation.definition.raw.get("operationId") in FORWARDED
    excluded: list[Any] = []
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        excluded = [negative_data_rejection, positive_data_acceptance]  # It says nothing of values.
    elif is_forwarded:
        excluded = [negative_data_rejection]  # The API judges the values.
    case.validate_response(response, headers=headers, excluded_checks=excluded)


def test_openapi_yaml_and_operations_py_match() -> None:
    """Each operation has its function with its parameters, and each function its operation."""
    assert binding.match(SPEC, operations)[1] == []
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


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("origin", ["https://chat.openai.com", "https://chatgpt.com"])
def test_chatgpt_can_call_from_a_browser(
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


@pytest.mark.parametrize("path", ["/openapi.yaml", "/no/such/path"])
def test_chatgpt_can_read_in_a_browser(stranger: Client, path: str) -> None:
    """A page of ChatGPT's gets permission to read answers, errors too."""
    response = stranger.send("GET", path, headers={"Origin": "https://chatgpt.com"})
    assert response.headers["Access-Control-Allow-Origin"] == "https://chatgpt.com"


def test_other_origins_are_not_allowed(stranger: Client) -> None:
    """A page that is not ChatGPT's cannot read what the plugin answers."""
    response = stranger.send("GET", "/openapi.yaml", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_an_unknown_path_is_not_found(client: Client) -> None:
    """A path that is neither an operation nor a document is answered with 404 as JSON."""
    response = client.send("GET", "/no/such/path")
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


def _example(path: str) -> str:
    """Replace each parameter with a value."""
    return re.sub(r"{[^}]*}", "1", path)
