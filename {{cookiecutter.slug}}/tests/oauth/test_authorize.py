"""Authorization requests are checked before the user signs in."""

import pytest
from sign_in_support import (
    AUTHORIZATION,
    CHALLENGE,
    HOST,
    PKCE,
    PROVIDER,
    PUBLIC,
    VERIFIER,
    Browser,
    rows,
    sent_to_host,
)
from support import Client

from {{ cookiecutter.__package }}.settings import settings

pytestmark = PROVIDER


CHATGPT = [
    "https://chat.openai.com/aip/plugin-0d32b2a4-8a4e-4a6f/oauth/callback",
    "https://chatgpt.com/aip/g-0123456789abcdef/oauth/callback",
    "https://chatgpt.com/connector/oauth/AbC_d-1",
]


@pytest.mark.parametrize("redirect_uri", CHATGPT)
def test_chatgpt_is_known(redirect_uri: str) -> None:
    """The callback addresses of ChatGPT's plugins, GPTs and connectors need not be configured."""
    response = Browser().authorize(redirect_uri=redirect_uri)
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"{settings().oidc_issuer}/oauth2/authorize?")


def test_a_host_can_send_its_request_as_a_form() -> None:
    """POST works like GET (RFC 6749, 3.1)."""
    response = Browser().send("POST", f"{PUBLIC}/oauth/authorize", data=AUTHORIZATION)
    assert response.status_code == 303


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/callback",
        "https://chatgpt.com.evil.example/aip/g-1/oauth/callback",
        "https://chatgpt.com@evil.example/aip/g-1/oauth/callback",
        "https://chatgpt.com/aip/g-1/oauth/callback/../../../evil",
        "https://chatgpt.com/aip/g-1/x/oauth/callback",
        "https://chatgpt.com/aip/g-1/oauth/callback?next=evil",
        "https://chatgpt.com/aip/g-1/oauth/callback\n",
        "http://chatgpt.com/aip/g-1/oauth/callback",
        "http://localhost:8000/callback",
        f"{HOST}/more",
        "javascript:alert(1)",
        'https://"evil"\\.example',
        "https://ëvil.example",
        "",
    ],
)
def test_nobody_is_sent_to_an_unknown_address(redirect_uri: str) -> None:
    """An unknown redirect_uri is answered with a page, and nothing is stored."""
    before = rows()
    response = Browser().authorize(redirect_uri=redirect_uri)
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")
    assert not {"Location", "Set-Cookie"} & set(response.headers)
    assert rows() == before


def test_a_local_plugin_accepts_local_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """If PUBLIC_URL is loopback, redirect_uri can be too, with any port (RFC 8252, 7.3)."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    for good in ("http://localhost:8000/callback", "http://127.0.0.1:1", "http://[::1]:1/a?b=c"):
        parameters = {**AUTHORIZATION, "redirect_uri": good}
        assert Client().send("GET", "/oauth/authorize", params=parameters).status_code == 303
    for bad in ("http://localhost.evil.example/", "http://localhost@evil.example/"):
        parameters = {**AUTHORIZATION, "redirect_uri": bad}
        assert Client().send("GET", "/oauth/authorize", params=parameters).status_code == 400


@pytest.mark.parametrize("client_id", ["another", "", "the-host\0", "ëvil"])
def test_an_unknown_host_is_answered_with_a_page(client_id: str) -> None:
    """An unknown client_id is never redirected, even if redirect_uri is known."""
    before = rows()
    response = Browser().authorize(client_id=client_id)
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert rows() == before


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "plugin admin"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_errors_are_reported_to_a_known_host(changed: dict[str, str], error: str) -> None:
    """The host receives the error with its state; nothing is stored."""
    before = rows()
    refusal = sent_to_host(Browser().authorize(**changed))
    assert (refusal["error"], refusal["state"]) == (error, "of the host")
    assert rows() == before


def test_each_redirect_names_the_issuer() -> None:
    """A code, a refusal and an error all come with `iss` (RFC 9207, 2)."""
    browser = Browser()
    assert browser.consent(browser.come_back())["iss"] == PUBLIC
    assert browser.consent(browser.come_back(), "deny")["iss"] == PUBLIC
    assert sent_to_host(browser.authorize(scope="admin"))["iss"] == PUBLIC


@pytest.mark.parametrize("port", ["", ":1", ":49152"])
def test_a_local_program_can_use_any_port(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    """A loopback address matches whatever the port, also if PUBLIC_URL is public (RFC 8252, 7.3)."""
    monkeypatch.setattr(settings(), "oauth_redirect_uris", f"{HOST} http://127.0.0.1:5/back")
    response = Browser().authorize(redirect_uri=f"http://127.0.0.1{port}/back")
    assert response.status_code == 303
    for other in ("http://127.0.0.1/other", "http://localhost/back", f"{HOST}:8443"):
        assert Browser().authorize(redirect_uri=other).status_code == 400


def test_only_known_parameters_of_limited_length_are_stored() -> None:
    """Unknown parameters are dropped, and requests that are too long are refused."""
    before = rows()
    assert Browser().authorize(something="of no use").status_code == 303
    stored = [str(row) for row in rows() if row not in before]
    assert len(stored) == 1
    assert "of the host" in stored[0]
    assert "of no use" not in stored[0]
    before = rows()
    assert Browser().authorize(state="x" * 4_000).status_code == 400
    assert rows() == before


@pytest.mark.parametrize("name", [*AUTHORIZATION, "code_challenge"])
def test_a_repeated_parameter_is_refused(name: str) -> None:
    """Parameters must not be repeated (RFC 6749, 3.1)."""
    pairs = [*{**AUTHORIZATION, **PKCE}.items(), (name, "again")]
    assert Browser().send("GET", f"{PUBLIC}/oauth/authorize", params=pairs).status_code == 400
