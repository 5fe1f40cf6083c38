"""Hosts with special needs, simulated by their requests."""

from base64 import b64encode
from typing import Any

import pytest
from sign_in_support import (
    PKCE,
    PROVIDER,
    PUBLIC,
    VERIFIER,
    Browser,
    assert_refused,
    call,
    register,
    sent_to_host,
)
from support import Client

pytestmark = PROVIDER
TEAMS = "https://teams.microsoft.com/api/platform/v1.0/oAuthRedirect"
LOCAL = "http://localhost:49152/callback"


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_microsoft_365_copilot_registers_with_a_secret(spec: dict[str, Any], method: str) -> None:
    """It needs a secret, and adds a slash to the token endpoint without following redirects."""
    metadata = Client().send("GET", "/.well-known/oauth-authorization-server").json()
    assert method in metadata["token_endpoint_auth_methods_supported"]
    registered = Client().send(
        "POST",
        metadata["registration_endpoint"],
        json={
            "client_name": "Microsoft",
            "redirect_uris": [TEAMS],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": method,
        },
    )
    assert registered.status_code == 201
    client = registered.json()
    assert client["token_endpoint_auth_method"] == method
    assert client["client_secret_expires_at"] == 0  # never (RFC 7591, 3.2.1)
    wanted = {"client_id": client["client_id"], "redirect_uri": TEAMS}
    browser = Browser()
    code = sent_to_host(browser.press(browser.come_back(**wanted, **PKCE)), TEAMS)["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": TEAMS,
        "code_verifier": VERIFIER,
    }
    tokens = _exchanged(client, method, form)
    assert call(spec, tokens["access_token"]).status_code != 401
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert call(spec, _exchanged(client, method, form)["access_token"]).status_code != 401


def _exchanged(client: dict[str, Any], method: str, form: dict[str, str]) -> dict[str, Any]:
    """Get tokens with the client's secret, after refusals without it and with that of another."""
    another = register(redirect_uris=[TEAMS], token_endpoint_auth_method=method).json()
    for secret in ("", another["client_secret"]):
        assert_refused(_send(client["client_id"], secret, method, form), "invalid_client", 401)
    response = _send(client["client_id"], client["client_secret"], method, form)
    assert response.status_code == 200
    tokens: dict[str, Any] = response.json()
    return tokens


def _send(client_id: str, secret: str, method: str, form: dict[str, str]) -> Any:
    if method == "client_secret_basic":
        credentials = b64encode(f"{client_id}:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        return Client().send("POST", "/oauth/token/", data=form, headers=headers)
    sent = {**form, "client_id": client_id, **({"client_secret": secret} if secret else {})}
    return Client().send("POST", "/oauth/token/", data=sent)


def test_fastmcp_registers_without_a_secret(spec: dict[str, Any]) -> None:
    """It finds everything from the 401, is a public client, and proves itself with PKCE."""
    plugin = Client()
    path, methods = next(iter(spec["paths"].items()))
    path = path.replace("{", "").replace("}", "")
    challenge = plugin.send(next(iter(methods)).upper(), path).headers["WWW-Authenticate"]
    resource = plugin.send("GET", challenge.partition('resource_metadata="')[2].partition('"')[0])
    (issuer,) = resource.json()["authorization_servers"]
    metadata = plugin.send("GET", f"{issuer}/.well-known/oauth-authorization-server").json()
    assert "none" in metadata["token_endpoint_auth_methods_supported"]
    client = plugin.send(
        "POST",
        metadata["registration_endpoint"],
        json={
            "client_name": "FastMCP Client",
            "redirect_uris": [LOCAL],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        },
    ).json()
    assert client["token_endpoint_auth_method"] == "none"
    assert not {"client_secret", "client_secret_expires_at"} & {*client}
    wanted = {"client_id": client["client_id"], "redirect_uri": LOCAL}
    named = {"resource": resource.json()["resource"]}
    browser = Browser()
    page = browser.come_back(**wanted, **PKCE, **named)
    form = {
        "grant_type": "authorization_code",
        "code": sent_to_host(browser.press(page), LOCAL)["code"],
        **wanted,
        **named,
    }
    token = metadata["token_endpoint"]
    assert_refused(plugin.send("POST", token, data=form), "invalid_request")
    form["code_verifier"] = VERIFIER
    with_secret = {**form, "client_secret": "any"}
    assert_refused(plugin.send("POST", token, data=with_secret), "invalid_client", 401)
    tokens = plugin.send("POST", token, data=form).json()
    assert call(spec, tokens["access_token"]).status_code != 401


def test_microsoft_365_copilot_is_known() -> None:
    """Its callback address need not be configured."""
    assert Browser().authorize(redirect_uri=TEAMS).status_code == 303
    assert Browser().authorize(redirect_uri=f"{TEAMS}/").status_code == 400


def test_sign_in_works_in_a_pop_up() -> None:
    """No page is cut off from the host's page that opened it, not even one with an error."""
    browser = Browser()
    authorized = browser.authorize(redirect_uri=TEAMS)
    page = browser.send("GET", browser.provider(authorized))
    back = browser.press(page)
    refused = browser.authorize(client_id="unknown")
    legal = browser.send("GET", f"{PUBLIC}/legal")  # The consent page links to it.
    assert [each.status_code for each in (page, back, refused, legal)] == [200, 303, 400, 200]
    for each in (authorized, page, back, refused, legal):
        assert "Cross-Origin-Opener-Policy" not in each.headers


def test_endpoints_for_hosts_do_not_redirect() -> None:
    """A POST is answered at the address to which it was sent."""
    for path in ("/oauth/token", "/oauth/revoke", "/oauth/register"):
        for slash in ("", "/"):
            assert Client().send("POST", f"{path}{slash}").status_code == 400
            assert Client().send("GET", f"{path}{slash}").status_code == 405
