"""The manifest and the API keep the rules of the hosts, and are served as they are shipped."""

import json
import os
from typing import Any

import pytest
import yaml
from openapi_schemas import faults
from openapi_spec_validator import validate
from support import Client

from {{ cookiecutter.__package }}.runtime import check, documents

SHIPPED = "http://localhost:3333"


def test_the_documents_break_no_rule() -> None:
    """`check` finds no error in the files of the repository."""
    errors = [problem for problem in check.check(documents.ROOT) if problem.level == "error"]
    assert errors == []


def test_openapi_yaml_is_valid(spec: dict[str, Any]) -> None:
    """openapi.yaml is an OpenAPI document by the specification's own schema."""
    validate(spec)


def test_the_manifest_is_served_with_the_public_origin(stranger: Client) -> None:
    """What is served is the file, except for PUBLIC_URL and the verification token."""
    expected = json.loads(_moved(documents.shipped(".well-known/ai-plugin.json")))
    if "verification_tokens" in expected["auth"]:
        expected["auth"]["verification_tokens"]["openai"] = os.environ["OPENAI_VERIFICATION_TOKEN"]
    response = stranger.send("GET", "/.well-known/ai-plugin.json")
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == expected


def test_the_api_is_served_with_the_public_origin(stranger: Client) -> None:
    """What is served is the file, except for PUBLIC_URL."""
    response = stranger.send("GET", "/openapi.yaml")
    assert response.headers["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(response.text) == yaml.safe_load(
        _moved(documents.shipped("openapi.yaml"))
    )


@pytest.mark.parametrize(
    ("path", "file", "media_type"),
    [("/logo.png", "logo.png", "image/png"), ("/legal", "legal.html", "text/html")],
)
def test_files_are_served_as_they_are(
    stranger: Client, path: str, file: str, media_type: str
) -> None:
    """The logo and the legal page are served byte for byte."""
    response = stranger.send("GET", path)
    assert response.headers["Content-Type"].startswith(media_type)
    assert response.content == documents.shipped(file)


def test_head_is_answered_without_a_body(stranger: Client) -> None:
    """HEAD has the status and the headers of GET."""
    response = stranger.send("HEAD", "/openapi.yaml")
    assert response.status_code == 200
    assert response.content == b""


def _moved(document: bytes) -> str:
    return document.decode().replace(SHIPPED, os.environ["PUBLIC_URL"])


def test_every_schema_and_reference_is_right(spec: dict[str, Any]) -> None:
    """Each schema fits the JSON Schema metaschema, and each reference leads to something."""
    assert faults(spec) == []


@pytest.mark.parametrize(
    ("place", "schema"),
    [
        ("schema", {"type": "int"}),
        ("schema", {"properties": {"a": {"required": True}}}),
        ("schema", {"items": {"$ref": "#/components/schemas/Nothing"}}),
        ("schema/properties/a", {"enum": "b"}),
    ],
)
def test_a_wrong_schema_in_a_request_body_is_found(
    spec: dict[str, Any], place: str, schema: dict[str, Any]
) -> None:
    """Other validators do not look there."""
    *_, last = place.split("/")
    media_type = {"schema": schema if last == "schema" else {"properties": {last: schema}}}
    body = {"content": {"application/json": media_type}}
    spec["paths"]["/wrong"] = {"post": {"requestBody": body, "responses": {}}}
    (fault,) = faults(spec)
    assert fault.startswith(f"#/paths/~1wrong/post/requestBody/content/application~1json/{place}")
