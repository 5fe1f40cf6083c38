"""An MCP client discovers by itself how to sign in, from the 401 to the token endpoint."""

import os
import re
from typing import Any

import pytest
from authlib.oauth2 import OAuth2Error
from support import Client

from {{ cookiecutter.__package }}.runtime import documents
from {{ cookiecutter.__package }}.runtime.oauth import (
    access_tokens,
    client_documents,
    discovery,
)
from {{ cookiecutter.__package }}.runtime.oauth.authorization_server import (
    server,
)
from {{ cookiecutter.__package }}.runtime.oauth.pages import consent
from {{ cookiecutter.__package }}.runtime.oauth.parameters import host_request
from {{ cookiecutter.__package }}.settings import settings

HERE = os.environ["PUBLIC_URL"]
PATHS = documents.openapi()["paths"]


@pytest.mark.parametrize("path", ["", discovery.RESOURCE_PATH])
def test_the_protected_resource_is_described(stranger: Client, path: str) -> None:
    """The document of a resource names that very resource (RFC 9728, 3.3)."""
    document = _get(stranger, f"/.well-known/oauth-protected-resource{path}")
    assert document["resource"] == f"{HERE}{path}"
    assert document["authorization_servers"] == [HERE]
    assert document["scopes_supported"] == [access_tokens.SCOPE]
    assert document["bearer_methods_supported"] == ["header"]


def test_the_authorization_server_is_described(stranger: Client) -> None:
    """The plugin is its own issuer, supports only codes with S256, and has all its endpoints."""
    document = _get(stranger, "/.well-known/oauth-authorization-server")
    assert document["issuer"] == HERE
    assert document["response_types_supported"] == ["code"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["client_id_metadata_document_supported"] is True
    assert document["authorization_response_iss_parameter_supported"] is True
    for endpoint in (
        "authorization_endpoint",
        "token_endpoint",
        "revocation_endpoint",
        "registration_endpoint",
    ):
        assert document[endpoint].startswith(f"{HERE}/oauth/")
        response = stranger.send("POST", document[endpoint].removeprefix(HERE))
        assert response.status_code in (400, 401)


@pytest.mark.parametrize("authorization", [None, "Bearer wrong"])
def test_a_401_links_to_the_document(stranger: Client, authorization: str | None) -> None:
    """A refused client learns where to start (RFC 9728, 5.1)."""
    headers = {"Authorization": authorization} if authorization else {}
    method, path = next((each, path) for path in PATHS for each in PATHS[path])
    response = stranger.send(method.upper(), path, headers=headers)
    assert response.status_code == 401
    found = re.search('resource_metadata="([^"]+)"', response.headers["WWW-Authenticate"])
    assert found
    document = _get(stranger, found[1].removeprefix(HERE))
    assert document["resource"] == f"{HERE}{discovery.RESOURCE_PATH}"


def test_documents_are_not_offered_if_they_cannot_be_fetched(
    stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clients to which documents are offered do not fall back to registration."""
    path = "/.well-known/oauth-authorization-server"
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    behind_proxy = _get(stranger, path)
    monkeypatch.delenv("HTTPS_PROXY")
    monkeypatch.setattr(settings(), "oauth_client_documents", False)
    for document in (behind_proxy, _get(stranger, path)):
        assert document["client_id_metadata_document_supported"] is False
        assert document["registration_endpoint"]


ADDRESS = "https://client.example/about.json"


@pytest.fixture
def described() -> None:
    """A client whose document is in the cache."""
    uris = ("https://client.example/back", "http://127.0.0.1/back", "com.example.app:/back")
    document = client_documents.ClientDocument(ADDRESS, uris)
    client_documents.cache.clear()
    client_documents.cache.get_or_load(ADDRESS, lambda: document)


@pytest.mark.usefixtures("described")
@pytest.mark.parametrize("uri", ["https://client.example/back", "http://127.0.0.1:49152/back"])
def test_a_client_with_a_document_is_accepted(uri: str) -> None:
    """A client whose client_id is the address of its document needs no registration."""
    assert server.check(host_request("GET", _authorization(uri)))


@pytest.mark.usefixtures("described")
def test_consent_shows_the_domain_of_the_document_and_the_destination() -> None:
    """Neither is ever blank."""
    page = bytes(consent(_authorization("com.example.app:/back"), "alice", "ticket").body).decode()
    assert "Allow client.example to use" in page
    assert "<strong>the app com.example.app</strong>" in page


@pytest.mark.usefixtures("described")
@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://client.example/elsewhere"},
        {"redirect_uri": "https://chatgpt.com/connector/oauth/x"},
        {"redirect_uri": "http://127.0.0.1.client.example/back"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"resource": ""},
        {"resource": "https://evil.example/mcp"},
        {"client_id": "https://localhost/about.json"},
        {"client_id": "https://client.example"},
    ],
)
def test_a_request_that_does_not_match_the_document_is_refused(changed: dict[str, str]) -> None:
    """So is one without PKCE, for another resource, or with an unusable document."""
    wanted = _authorization("https://client.example/back") | changed
    with pytest.raises(OAuth2Error) as caught:
        server.check(host_request("GET", {name: value for name, value in wanted.items() if value}))
    trusted = not {"redirect_uri", "client_id"} & set(changed)
    assert bool(caught.value.redirect_uri) == trusted


def _authorization(redirect_uri: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": ADDRESS,
        "redirect_uri": redirect_uri,
        "scope": access_tokens.SCOPE,
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
        "resource": f"{HERE}/mcp",
    }


def _get(stranger: Client, path: str) -> dict[str, Any]:
    response = stranger.send("GET", path)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    document: dict[str, Any] = response.json()
    return document
