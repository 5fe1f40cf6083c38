"""Hosts with special needs, simulated by their requests."""

from typing import Any

from sign_in_support import PKCE, PROVIDER, VERIFIER, Browser, call, register, sent_to_host
from support import Client

pytestmark = PROVIDER
TEAMS = "https://teams.microsoft.com/api/platform/v1.0/oAuthRedirect"


def test_microsoft_365_copilot_registers_with_a_secret(spec: dict[str, Any]) -> None:
    """It needs a secret, and adds a slash to the token endpoint without following redirects."""
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
    code = sent_to_host(browser.press(page), TEAMS)["code"]
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


def test_microsoft_365_copilot_is_known() -> None:
    """Its callback address need not be configured."""
    assert Browser().authorize(redirect_uri=TEAMS).status_code == 303


def test_endpoints_for_hosts_do_not_redirect() -> None:
    """A POST is answered at the address to which it was sent."""
    for path in ("/oauth/token", "/oauth/revoke", "/oauth/register"):
        for slash in ("", "/"):
            assert Client().send("POST", f"{path}{slash}").status_code == 400
            assert Client().send("GET", f"{path}{slash}").status_code == 405
