"""Users sign in, and hosts get codes for them; what is refused leaves no trace."""

import logging
import re
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sign_in_support import (
    CLIENT,
    HOST,
    PKCE,
    PROVIDER,
    PUBLIC,
    SECRET,
    VERIFIER,
    Browser,
    call,
    rows,
    sent_to_host,
    sign_in,
)
from support import Client

from {{ cookiecutter.__package }} import auth
from {{ cookiecutter.__package }}.runtime.oauth import access_tokens

pytestmark = PROVIDER
BASIC = b64encode(f"{CLIENT['client_id']}:{SECRET['client_secret']}".encode()).decode()


# Any two of the choices meet.
@pytest.mark.parametrize(
    ("kind", "secret_in", "pkce"),
    [
        ("json", "body", True),
        ("json", "header", False),
        ("data", "body", False),
        ("data", "header", True),
    ],
)
def test_a_user_signs_in_and_the_host_calls_on_their_behalf(
    spec: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    kind: str,
    secret_in: str,
    pkce: bool,
) -> None:
    """Authorize, sign in, consent, code, token, call, refresh, call; and no secret is logged."""
    caplog.set_level(logging.DEBUG)
    code = sign_in(**PKCE if pkce else {})
    in_body = secret_in == "body"
    headers = {} if in_body else {"Authorization": f"Basic {BASIC}"}

    def token(**sent: str) -> dict[str, Any]:
        body = {**sent, **(CLIENT | SECRET if in_body else {})}
        options: dict[str, Any] = {kind: body, "headers": headers}
        response = Client().send("POST", "/oauth/token", **options)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Cache-Control"] == "no-store"
        tokens: dict[str, Any] = response.json()
        assert tokens["token_type"].lower() == "bearer"
        assert tokens["expires_in"] == 15 * 60
        assert tokens["scope"] == "plugin"
        return tokens

    verifier = {"code_verifier": VERIFIER} if pkce else {}
    first = token(grant_type="authorization_code", code=code, redirect_uri=HOST, **verifier)
    assert auth.authenticate(f"Bearer {first['access_token']}") == "alice"
    assert call(spec, first["access_token"]).status_code != 401
    second = token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert call(spec, second["access_token"]).status_code != 401
    secrets = [code, *SECRET.values(), first["access_token"], first["refresh_token"]]
    for secret in [*secrets, second["access_token"], second["refresh_token"]]:
        assert secret not in caplog.text
        assert secret not in str(rows())


def test_the_documents_name_the_scope(spec: dict[str, Any]) -> None:
    """The manifest has the scope of the tokens, and every operation requires it."""
    manifest = Client().send("GET", "/.well-known/ai-plugin.json").json()
    assert manifest["auth"]["scope"] == access_tokens.SCOPE
    for methods in spec["paths"].values():
        for operation in methods.values():
            assert [[*names] for names in operation["security"][0].values()] == [["plugin"]]


def test_the_consent_page_is_complete_and_cannot_be_framed() -> None:
    """It shows the host, the plugin and the user, runs no script, and cannot be put in a frame."""
    browser = Browser()
    page = browser.come_back("<b>eve</b>")
    name = Client().send("GET", "/.well-known/ai-plugin.json").json()["name_for_human"]
    assert page.status_code == 200
    for text in (name, "host.example.com", "&lt;b&gt;eve&lt;/b&gt;"):
        assert text in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Cache-Control"] == "no-store"
    # Some hosts open the page in a pop-up and watch it.
    assert "Cross-Origin-Opener-Policy" not in page.headers


def test_the_cookie_is_protected() -> None:
    """Scripts cannot read it, other sites do not send it with forms, and it requires https."""
    cookie = Browser().authorize().headers["Set-Cookie"]
    assert cookie.startswith("__Host-oauth=")
    for mark in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"):
        assert mark in cookie


def test_a_user_can_deny() -> None:
    """The host receives access_denied and no code, and the sign-in is deleted."""
    browser = Browser()
    page = browser.come_back()
    before = len(rows())
    refusal = browser.consent(page, "deny")
    assert refusal["error"] == "access_denied"
    assert "code" not in refusal
    assert len(rows()) == before - 1


def test_the_provider_can_refuse() -> None:
    """The host receives the refusal."""
    browser = Browser()
    query = parse_qsl(urlsplit(browser.authorize().headers["Location"]).query)
    refusal = {"state": dict(query)["state"], "error": "access_denied"}
    response = browser.send("GET", f"{PUBLIC}/oauth/callback", params=refusal)
    assert sent_to_host(response)["error"] == "access_denied"


def test_a_sign_in_belongs_to_one_browser_and_works_once() -> None:
    """Another browser, a forged cookie and a second attempt are refused."""
    browser, other = Browser(), Browser()
    other.authorize()
    back = browser.provider(browser.authorize())
    forged = Browser()
    forged.cookies.set("__Host-oauth", f"{'a' * 43}.{'0' * 64}", "plugin.example.com")
    for wrong in (Browser(), other, forged):
        assert wrong.send("GET", back).status_code == 400
    page = browser.send("GET", back)
    assert browser.send("GET", back).status_code == 400
    ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)[0]
    form = {"ticket": ticket, "answer": "allow"}
    assert other.send("POST", f"{PUBLIC}/oauth/consent", data=form).status_code == 400
    assert browser.consent(page)["code"]
    assert browser.send("POST", f"{PUBLIC}/oauth/consent", data=form).status_code == 400


def test_a_state_is_not_a_ticket() -> None:
    """The consent form cannot be sent before the user has signed in."""
    browser = Browser()
    query = dict(parse_qsl(urlsplit(browser.authorize().headers["Location"]).query))
    form = {"ticket": query["state"], "answer": "allow"}
    assert browser.send("POST", f"{PUBLIC}/oauth/consent", data=form).status_code == 400
