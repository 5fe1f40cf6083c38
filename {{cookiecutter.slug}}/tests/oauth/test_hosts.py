"""Hosts that expect something of their own: their requests, in their order."""

from typing import Any

from sign_in_support import PKCE, PROVIDER, VERIFIER, Browser, call, register, told
from support import Client

pytestmark = PROVIDER
TEAMS = "https://teams.microsoft.com/api/platform/v1.0/oAuthRedirect"


def test_microsoft_365_copilot_registers_with_a_secret(spec: dict[str, Any]) -> None:
    """It needs a secret, and follows no redirect of the token endpoint, with a slash or without."""
    client = register(
        client_name="Microsoft",
        redirect_uris=[TEAMS],
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        token_endpoint_auth_method="client_secret_post",
    ).json()
    browser = Browser()
    page = browser.come_back(client_id=client["client_id"], redirect_uri=TEAMS, **PKCE)
    assert "Cross-Origin-Opener-Policy" not in page.headers
    code = told(browser.press(page), TEAMS)["code"]
    form = {
        "grant_type": "authorization_code",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "code": code,
        "redirect_uri": TEAMS,
        "code_verifier": VERIFIER,
    }
    tokens = Client().send("POST", "/oauth/token/", data=form)
    assert tokens.status_code == 200
    assert call(spec, tokens.json()["access_token"]).status_code != 401


def test_microsoft_365_copilot_can_be_the_host_that_the_owner_sets_up() -> None:
    """Its address need not be registered."""
    assert Browser().authorize(redirect_uri=TEAMS).status_code == 303


def test_no_endpoint_of_hosts_answers_with_a_redirect() -> None:
    """A POST is answered where it was sent."""
    for path in ("/oauth/token", "/oauth/revoke", "/oauth/register"):
        for slash in ("", "/"):
            assert Client().send("POST", f"{path}{slash}").status_code == 400
            assert Client().send("GET", f"{path}{slash}").status_code == 405
