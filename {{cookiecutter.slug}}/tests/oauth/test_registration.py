"""Clients register themselves, and must keep to what they registered."""

from typing import Any

import pytest
from sign_in_support import (
    CHALLENGE,
    HOST,
    PKCE,
    PROVIDER,
    PUBLIC,
    VERIFIER,
    Browser,
    assert_refused,
    call,
    make_code,
    redeem,
    register,
    rows,
    send_for_token,
    sent_to_host,
)
from support import Client

from {{ cookiecutter.__package }}.runtime.oauth import (
    access_tokens,
    registration,
)
from {{ cookiecutter.__package }}.settings import settings

pytestmark = PROVIDER
LOCAL = "http://127.0.0.1:5/back"
RESOURCE = {"resource": f"{PUBLIC}/mcp"}


def test_a_client_registers_and_signs_in(spec: dict[str, Any]) -> None:
    """A registered client gets tokens like the host that the owner set up."""
    registered = register(client_name="The <client>")
    assert registered.status_code == 201
    assert registered.headers["Cache-Control"] == "no-store"
    client = registered.json()
    assert client["redirect_uris"] == [HOST]
    assert "client_secret" not in client
    browser = Browser()
    page = browser.come_back(client_id=client["client_id"], **PKCE, **RESOURCE)
    assert "The &lt;client&gt;" in page.text
    assert "this name is not verified" in page.text
    form = {
        "grant_type": "authorization_code",
        "client_id": client["client_id"],
        "code": browser.consent(page)["code"],
        "redirect_uri": HOST,
        "code_verifier": VERIFIER,
        **RESOURCE,
    }
    tokens = send_for_token(form).json()
    assert call(spec, tokens["access_token"]).status_code != 401
    again = {
        "grant_type": "refresh_token",
        "client_id": client["client_id"],
        "refresh_token": tokens["refresh_token"],
    }
    assert call(spec, send_for_token(again).json()["access_token"]).status_code != 401


def test_registration_stores_nothing() -> None:
    """Nobody can fill the database with registrations."""
    before = rows()
    assert register().status_code == 201
    assert rows() == before


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic", None])
def test_a_client_with_a_secret_must_send_it(method: str | None) -> None:
    """A client gets a secret unless it registers as public (RFC 7591, 2), and must then use it."""
    client = register(token_endpoint_auth_method=method).json()
    assert client["client_secret_expires_at"] == 0
    assert client["token_endpoint_auth_method"] == (method or "client_secret_basic")
    named = {"client_id": client["client_id"]}
    code = make_code(**named)
    for wrong in ("", "wrong", register(token_endpoint_auth_method=method).json()["client_secret"]):
        assert_refused(redeem(code, {**named, "client_secret": wrong}), "invalid_client", 401)
    assert redeem(code, {**named, "client_secret": client["client_secret"]}).status_code == 200


def test_a_public_client_must_not_send_a_secret() -> None:
    """A secret that it sends is refused; an empty one is ignored."""
    named = {"client_id": register().json()["client_id"]}
    code = make_code(challenge=CHALLENGE, **named)
    sent = {**named, "code_verifier": VERIFIER}
    assert_refused(redeem(code, {**sent, "client_secret": "any"}), "invalid_client", 401)
    assert redeem(code, {**sent, "client_secret": ""}).status_code == 200


def test_a_public_client_needs_pkce() -> None:
    """It receives the error before the user signs in, and gets no token without its verifier."""
    client_id = register().json()["client_id"]
    refusal = sent_to_host(Browser().authorize(client_id=client_id, **RESOURCE))
    assert refusal["error"] == "invalid_request"
    wanted = {"client_id": client_id, **PKCE, **RESOURCE}
    assert Browser().authorize(**wanted).status_code == 303
    code = make_code(challenge=CHALLENGE, client_id=client_id)
    changed = {"client_id": client_id, "client_secret": ""}
    assert_refused(redeem(code, changed), "invalid_request")


def test_a_client_can_use_only_the_addresses_that_it_registered() -> None:
    """Only the port of a loopback address can differ."""
    client_id = register(redirect_uris=[LOCAL]).json()["client_id"]
    wanted = {"client_id": client_id, **PKCE, **RESOURCE}
    for good in (LOCAL, "http://127.0.0.1:49152/back"):
        assert Browser().authorize(redirect_uri=good, **wanted).status_code == 303
    for bad in (HOST, "http://127.0.0.1/other", "https://chatgpt.com/connector/oauth/x"):
        response = Browser().authorize(redirect_uri=bad, **wanted)
        assert response.status_code == 400
        assert "Location" not in response.headers


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"redirect_uris": None}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": HOST}, "invalid_redirect_uri"),
        ({"redirect_uris": [1]}, "invalid_redirect_uri"),
        ({"redirect_uris": [HOST, "javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://client.example.com/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [f"{HOST}/{n}" for n in range(11)]}, "invalid_redirect_uri"),
        (
            {"redirect_uris": [f"{HOST}/{n}{'a' * 400}" for n in range(3)]},
            "invalid_client_metadata",
        ),
        ({"client_name": "a" * 101}, "invalid_client_metadata"),
        ({"client_name": "a\u202eb"}, "invalid_client_metadata"),
        ({"client_name": ["a"]}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": ["none"]}, "invalid_client_metadata"),
        ({"grant_types": ["client_credentials"]}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"response_types": "code"}, "invalid_client_metadata"),
    ],
)
def test_a_client_that_breaks_a_rule_is_not_registered(wrong: dict[str, Any], error: str) -> None:
    """The error names the field (RFC 7591, 3.2.2)."""
    response = register(**wrong)
    assert_refused(response, error)
    assert next(iter(wrong)) in response.json()["error_description"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"x" * 200_000])
def test_a_body_that_is_not_a_json_object_is_refused(body: bytes) -> None:
    """So is a body that is too long."""
    headers = {"Content-Type": "application/json"}
    response = Client().send("POST", "/oauth/register", content=body, headers=headers)
    assert_refused(response, "invalid_request")


def test_a_client_id_cannot_be_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client_id that was changed or signed with another key is unknown; so is any other JWT."""
    client_id = register().json()["client_id"]
    header, claims, signature = client_id.split(".")
    other = register(redirect_uris=[LOCAL]).json()["client_id"].split(".")[1]
    access_token = access_tokens.make("alice", "the-host", "plugin", "any")
    for wrong in (
        f"{header}.{other}.{signature}",
        f"{header}.{claims}.",
        f"{header}.{claims}",
        "..",
        access_token,
    ):
        assert registration.read(wrong) is None
        assert Browser().authorize(client_id=wrong, **PKCE, **RESOURCE).status_code == 400
    secret = type(settings().secret_key)("another-key-that-has-enough-characters-too")
    monkeypatch.setattr(settings(), "secret_key", secret)
    assert registration.read(client_id) is None


def test_registration_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """With OAUTH_REGISTRATION=off nobody can register, and registered clients are unknown."""
    client_id = register().json()["client_id"]
    browser = Browser()
    page = browser.come_back(client_id=client_id, **PKCE, **RESOURCE)
    monkeypatch.setattr(settings(), "oauth_registration", False)
    assert browser.press(page).status_code == 400
    assert register().status_code == 404
    assert Browser().authorize(client_id=client_id, **PKCE, **RESOURCE).status_code == 400
    metadata = Client().send("GET", "/.well-known/oauth-authorization-server").json()
    assert "registration_endpoint" not in metadata


def test_a_client_in_a_browser_can_register() -> None:
    """CORS allows any origin to call the endpoints for hosts."""
    headers = {
        "Origin": "http://localhost:6274",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, mcp-protocol-version",
    }
    for path in ("/oauth/register", "/oauth/token", "/oauth/revoke"):
        preflight = Client().send("OPTIONS", path, headers=headers)
        assert preflight.status_code == 200
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
