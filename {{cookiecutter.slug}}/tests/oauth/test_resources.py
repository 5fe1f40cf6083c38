"""Tokens are for this plugin; a request for another resource is refused (RFC 8707)."""

import pytest
from sign_in_support import (
    AUTHORIZATION,
    PKCE,
    PROVIDER,
    PUBLIC,
    Browser,
    assert_refused,
    make_code,
    redeem,
    register,
    rows,
    sent_to_host,
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
def test_the_plugin_and_what_is_below_it_are_accepted(resource: str) -> None:
    """Spellings of the same address are accepted too."""
    assert Browser().authorize(resource=resource).status_code == 303
    assert redeem(make_code(), {"resource": resource}).status_code == 200


@pytest.mark.parametrize("resource", ELSEWHERE)
def test_a_token_for_another_resource_is_refused(resource: str) -> None:
    """The authorization endpoint and the token endpoint refuse it; the code remains valid."""
    before = rows()
    assert sent_to_host(Browser().authorize(resource=resource))["error"] == "invalid_target"
    assert rows() == before
    code = make_code()
    assert_refused(redeem(code, {"resource": resource}), "invalid_target")
    assert redeem(code).status_code == 200


def test_nobody_gets_a_token_for_a_foreign_server() -> None:
    """A foreign server that names the plugin as its authorization server gets no token.

    A client that describes itself must name the server for which it requests the token, since any
    server could have sent it.
    """
    client_id = register().json()["client_id"]
    wanted = {"client_id": client_id, **PKCE}
    for wrong in ({"resource": "https://evil.example.com/mcp"}, {}):
        assert sent_to_host(Browser().authorize(**wanted, **wrong))["error"] == "invalid_target"
    assert Browser().authorize(**wanted, resource=f"{PUBLIC}/mcp").status_code == 303


@pytest.mark.parametrize("foreign", [[], ["https://evil.example.com/mcp"]])
def test_several_resources_must_all_be_the_plugins(foreign: list[str]) -> None:
    """A host can send `resource` more than once (RFC 8707, 2), in any order."""
    wanted = [f"{PUBLIC}/mcp", PUBLIC, *foreign]
    for order in (wanted, wanted[::-1]):
        pairs = [*AUTHORIZATION.items(), *(("resource", each) for each in order)]
        response = Browser().send("GET", f"{PUBLIC}/oauth/authorize", params=pairs)
        if foreign:
            assert sent_to_host(response)["error"] == "invalid_target"
        else:
            assert response.headers["Location"].startswith(settings().oidc_issuer)


def test_consent_says_where_the_access_is_valid() -> None:
    """Users can compare that address with the one that they meant to connect."""
    assert f"valid only at <strong>{PUBLIC}</strong>." in Browser().come_back().text


def test_another_port_is_another_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    """The port is compared, so that a token is not for another server on the same machine."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    assert resources.names_plugin("http://localhost:3333/mcp")
    assert not resources.names_plugin("http://localhost:3334/mcp")
    assert not resources.names_plugin("http://localhost/mcp")
