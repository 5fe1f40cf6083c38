"""Nobody can flood sign-in and registration (OAUTH_RATE_LIMIT)."""

import asyncio

import httpx
import pytest
from rate_limits import ADDRESS, Clock, nothing_counted, send
from sign_in_support import AUTHORIZATION, HOST, PROVIDER, use_provider

from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.runtime import errors
from {{ cookiecutter.__package }}.runtime.rate_limit import (
    callers,
    counters,
)
from {{ cookiecutter.__package }}.settings import Settings, settings

pytestmark = PROVIDER
PAGES = ("authorize", "callback", "consent")


def authorize(address: str = ADDRESS) -> httpx.Response:
    """Come from the host."""
    use_provider()
    return send(app, "GET", "/oauth/authorize", address, params=AUTHORIZATION)


def visit(page: str, address: str = ADDRESS) -> httpx.Response:
    """Visit a page of sign-in, without any parameter."""
    method = "POST" if page == "consent" else "GET"
    return send(app, method, f"/oauth/{page}", address)


def register(address: str = ADDRESS) -> httpx.Response:
    """Register a client."""
    metadata = {"redirect_uris": [HOST]}
    return send(app, "POST", "/oauth/register", address, json=metadata)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time. Sign-in is limited, and nobody has signed in."""
    nothing_counted(monkeypatch)
    monkeypatch.setattr(settings(), "oauth_rate_limit", "1/minute")
    return Clock(monkeypatch)


@pytest.mark.parametrize("page", PAGES)
def test_a_browser_gets_a_page_that_says_when_to_reload(clock: Clock, page: str) -> None:
    """For each page of sign-in. A browser at another address goes on."""
    assert authorize().status_code == 303
    clock.now += 15
    refused = visit(page)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "46"
    assert refused.headers["Content-Type"].startswith("text/html")
    assert "Reload this page in 46 seconds." in refused.text
    assert refused.headers["Cache-Control"] == "no-store"
    assert authorize("203.0.113.2").status_code == 303
    clock.now += 46
    assert authorize().status_code == 303


def test_a_client_that_registers_gets_json(clock: Clock) -> None:
    """With the members that RFC 7591, 3.2.2 has for errors, readable from any page."""
    assert register().status_code == 201
    refused = register()
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    why = "Too many requests: the limit is 1 request per minute. Try again in 60 seconds"
    assert refused.json() == {"error": "temporarily_unavailable", "error_description": why}
    assert register("203.0.113.2").status_code == 201


def test_hosts_get_tokens_without_a_limit() -> None:
    """They ask for all of their users from a few addresses, and without a code they get nothing."""
    for path in ("/oauth/token", "/oauth/revoke"):
        form = {"grant_type": "authorization_code", "token": "any"}
        answers = [send(app, "POST", path, ADDRESS, data=form).status_code for _ in range(3)]
        assert answers == [401] * 3


def test_the_limit_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """OAUTH_RATE_LIMIT=off."""
    monkeypatch.setattr(settings(), "oauth_rate_limit", "off")
    assert [register().status_code for _ in range(3)] == [201] * 3


def test_a_class_can_sign_in_at_once_and_a_flood_cannot() -> None:
    """30 behind one address register a client and sign in twice within a minute."""
    default = Settings.model_fields["oauth_rate_limit"].default
    counter = counters.opened("a class", default, "")

    async def come(number: int) -> None:
        for _ in range(number):
            await counter.count_async(callers.address())

    asyncio.run(come(30 * 2 * (1 + len(PAGES))))
    with pytest.raises(errors.RateLimited):
        asyncio.run(come(100))
