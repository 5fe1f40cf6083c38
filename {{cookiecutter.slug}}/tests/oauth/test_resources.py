"""Tokens are for this plugin, and nobody gets one who wants it for something else (RFC 8707)."""

import pytest
from sign_in_support import (
    ASKED,
    PKCE,
    PROVIDER,
    PUBLIC,
    Browser,
    assert_refused,
    make_code,
    redeem,
    register,
    rows,
    told,
)

from {{ cookiecutter.__package }}.runtime.oauth import resources
from {{ cookiecutter.__package }}.settings import settings

pytestmark = PROVIDER
HERE = [
    PUBLIC,
    f"{PUBLIC}/",
    f"{PUBLIC}/mcp",
    f"{PUBLIC}:443/mcp?a=b",
    PUBLIC.upper().replace("HTTPS", "https"),
]
ELSEWHERE = [
    "https://evil.example.com/mcp",
    f"{PUBLIC}.evil.example.com",
    f"{PUBLIC}@evil.example.com",
    f"{PUBLIC}:8443",
    PUBLIC.replace("https", "http"),
    f"{PUBLIC}/#fragment",
    PUBLIC.removeprefix("https:"),
    "/mcp",
    "mcp",
    "https://[::1",
    f"{PUBLIC}:x",
    "urn:example:plugin",
]


@pytest.mark.parametrize("resource", HERE)
def test_the_plugin_and_what_is_below_it_are_good(resource: str) -> None:
    """However the address is written."""
    assert Browser().authorize(resource=resource).status_code == 303
    assert redeem(make_code(), {"resource": resource}).status_code == 200


@pytest.mark.parametrize("resource", ELSEWHERE)
def test_a_token_for_something_else_is_refused(resource: str) -> None:
    """The host is told before anyone signs in, and at the token endpoint; the code stays good."""
    before = rows()
    assert told(Browser().authorize(resource=resource))["error"] == "invalid_target"
    assert rows() == before
    code = make_code()
    assert_refused(redeem(code, {"resource": resource}), "invalid_target")
    assert redeem(code).status_code == 200


def test_nobody_gets_a_token_for_a_foreign_server() -> None:
    """A server that names the plugin as its authorization server is sent no token of it.

    A client that describes itself names the server that it wants the token for; one that names none
    could have been sent by any.
    """
    client_id = register().json()["client_id"]
    asked = {"client_id": client_id, **PKCE}
    for wrong in ({"resource": "https://evil.example.com/mcp"}, {}):
        assert told(Browser().authorize(**asked, **wrong))["error"] == "invalid_target"
    assert Browser().authorize(**asked, resource=f"{PUBLIC}/mcp").status_code == 303


@pytest.mark.parametrize("foreign", [[], ["https://evil.example.com/mcp"]])
def test_of_several_resources_all_must_be_here(foreign: list[str]) -> None:
    """A host may name more than one (RFC 8707, 2), in whichever order."""
    named = [f"{PUBLIC}/mcp", PUBLIC, *foreign]
    for order in (named, named[::-1]):
        pairs = [*ASKED.items(), *(("resource", each) for each in order)]
        response = Browser().send("GET", f"{PUBLIC}/oauth/authorize", params=pairs)
        if foreign:
            assert told(response)["error"] == "invalid_target"
        else:
            assert response.headers["Location"].startswith(settings().oidc_issuer)


def test_consent_says_where_the_access_is_good() -> None:
    """The person who allows it can compare it with what they meant to connect."""
    assert f"good at <strong>{PUBLIC}</strong> and nowhere else" in Browser().come_back().text


def test_the_port_of_the_plugin_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another port of the same machine is another resource."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    assert resources.is_here("http://localhost:3333/mcp")
    assert not resources.is_here("http://localhost:3334/mcp")
    assert not resources.is_here("http://localhost/mcp")
