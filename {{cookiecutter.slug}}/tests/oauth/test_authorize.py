"""Who may ask somebody to sign in, and what they are told."""

import pytest
from sign_in_support import (
    ASKED,
    CHALLENGE,
    HOST,
    PKCE,
    PROVIDER,
    PUBLIC,
    VERIFIER,
    Browser,
    rows,
    told,
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
def test_chatgpt_may_ask(redirect_uri: str) -> None:
    """The addresses of plugins, GPTs and connectors of ChatGPT need not be registered."""
    response = Browser().authorize(redirect_uri=redirect_uri)
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"{settings().oidc_issuer}/oauth2/authorize?")


def test_a_host_may_send_its_request_as_a_form() -> None:
    """POST is as good as GET (RFC 6749, 3.1)."""
    assert Browser().send("POST", f"{PUBLIC}/oauth/authorize", data=ASKED).status_code == 303


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
def test_nobody_is_sent_to_a_foreign_address(redirect_uri: str) -> None:
    """A redirect_uri that is not known is answered with a page, and nothing is kept."""
    before = rows()
    response = Browser().authorize(redirect_uri=redirect_uri)
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")
    assert not {"Location", "Set-Cookie"} & set(response.headers)
    assert rows() == before


def test_a_plugin_on_this_machine_serves_programs_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """While PUBLIC_URL is loopback, so may redirect_uri be, at any port (RFC 8252, 7.3)."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    for good in ("http://localhost:8000/callback", "http://127.0.0.1:1", "http://[::1]:1/a?b=c"):
        parameters = {**ASKED, "redirect_uri": good}
        assert Client().send("GET", "/oauth/authorize", params=parameters).status_code == 303
    for bad in ("http://localhost.evil.example/", "http://localhost@evil.example/"):
        parameters = {**ASKED, "redirect_uri": bad}
        assert Client().send("GET", "/oauth/authorize", params=parameters).status_code == 400


@pytest.mark.parametrize("client_id", ["another", "", "the-host\0", "ëvil"])
def test_an_unknown_host_is_told_on_a_page(client_id: str) -> None:
    """A client_id that is not known is answered with a page, even if redirect_uri is good."""
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
def test_a_known_host_is_told_what_is_wrong(changed: dict[str, str], error: str) -> None:
    """What is wrong with its request goes back to the host with its state; nothing is kept."""
    before = rows()
    refusal = told(Browser().authorize(**changed))
    assert (refusal["error"], refusal["state"]) == (error, "of the host")
    assert rows() == before


def test_each_answer_names_the_issuer() -> None:
    """A code, a refusal and an error all say whose they are (RFC 9207, 2)."""
    browser = Browser()
    assert browser.consent(browser.come_back())["iss"] == PUBLIC
    assert browser.consent(browser.come_back(), "deny")["iss"] == PUBLIC
    assert told(browser.authorize(scope="admin"))["iss"] == PUBLIC


@pytest.mark.parametrize("port", ["", ":1", ":49152"])
def test_a_program_takes_any_port(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    """At a public address too, a loopback address that was registered has any port (RFC 8252, 7.3)."""
    monkeypatch.setattr(settings(), "oauth_redirect_uris", f"{HOST} http://127.0.0.1:5/back")
    good = Browser().authorize(redirect_uri=f"http://127.0.0.1{port}/back")
    assert good.status_code == 303
    for other in ("http://127.0.0.1/other", "http://localhost/back", f"{HOST}:8443"):
        assert Browser().authorize(redirect_uri=other).status_code == 400


def test_what_is_kept_is_what_is_needed() -> None:
    """A sign-in keeps the parameters of the request and no others, and no long ones."""
    before = rows()
    assert Browser().authorize(something="of no use").status_code == 303
    kept = [str(row) for row in rows() if row not in before]
    assert len(kept) == 1
    assert "of the host" in kept[0]
    assert "of no use" not in kept[0]
    before = rows()
    assert Browser().authorize(state="x" * 4_000).status_code == 400
    assert rows() == before


@pytest.mark.parametrize("name", [*ASKED, "code_challenge"])
def test_a_parameter_that_is_there_twice_is_refused(name: str) -> None:
    """No parameter counts that comes twice (RFC 6749, 3.1)."""
    pairs = [*{**ASKED, **PKCE}.items(), (name, "again")]
    assert Browser().send("GET", f"{PUBLIC}/oauth/authorize", params=pairs).status_code == 400
