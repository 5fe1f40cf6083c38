"""The API explorer at /docs signs users in, as a client without a secret."""

import logging
from typing import Any

import pytest
from sign_in_support import (
    PKCE,
    PROVIDER,
    PUBLIC,
    VERIFIER,
    Browser,
    call,
    send_for_token,
    sent_to_host,
)

from {{ cookiecutter.__package }}.runtime.oauth import clients
from {{ cookiecutter.__package }}.runtime.pages import explorer
from {{ cookiecutter.__package }}.settings import settings

pytestmark = PROVIDER
BACK = f"{PUBLIC}/docs/oauth2-redirect.html"
EXPLORER = {"client_id": explorer.CLIENT_ID, "redirect_uri": BACK, "resource": PUBLIC}


@pytest.fixture(autouse=True)
def _on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "docs", True)


def test_the_explorer_gets_a_token(monkeypatch: pytest.MonkeyPatch, spec: dict[str, Any]) -> None:
    """It needs neither a secret nor a registration, but the user's consent and PKCE."""
    monkeypatch.setattr(settings(), "oauth_registration", False)
    browser = Browser()
    page = browser.come_back(**EXPLORER, **PKCE)
    code = sent_to_host(browser.press(page), BACK)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    form |= {"client_id": explorer.CLIENT_ID, "code_verifier": VERIFIER}
    assert call(spec, send_for_token(form).json()["access_token"]).status_code != 401


@pytest.mark.parametrize(
    "redirect_uri",
    [
        f"{BACK}?more",
        f"{PUBLIC}/docs",
        "https://evil.example/docs/oauth2-redirect.html",
        "https://chatgpt.com/aip/g-1/oauth/callback",
    ],
)
def test_nobody_else_gets_the_code(redirect_uri: str) -> None:
    """Its only redirect URI is its own page."""
    refused = Browser().authorize(**EXPLORER | PKCE | {"redirect_uri": redirect_uri})
    assert refused.status_code == 400
    assert "Location" not in refused.headers


def test_a_program_at_another_port_is_not_the_explorer(monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine the port counts, which it does not for other clients (RFC 8252, 7.3)."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    client = clients.identify(explorer.CLIENT_ID)
    assert client
    assert client.check_redirect_uri("http://localhost:3333/docs/oauth2-redirect.html")
    assert not client.check_redirect_uri("http://localhost:3334/docs/oauth2-redirect.html")


def test_it_must_use_pkce() -> None:
    """A code alone is worth nothing."""
    refused = sent_to_host(Browser().authorize(**EXPLORER), BACK)
    assert refused["error"] == "invalid_request"


def test_without_the_explorer_there_is_no_such_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where /docs is off, its client_id is unknown."""
    monkeypatch.setattr(settings(), "docs", False)
    assert clients.identify(explorer.CLIENT_ID) is None
    assert Browser().authorize(**EXPLORER, **PKCE).status_code == 400


def test_its_code_is_not_logged() -> None:
    """The server's log has the address without its query."""
    arguments = ("127.0.0.1:1", "GET", "/docs/oauth2-redirect.html?code=secret", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 1, "%s", arguments, None)
    assert logging.getLogger("uvicorn.access").filter(record)
    assert "secret" not in str(record.args)
