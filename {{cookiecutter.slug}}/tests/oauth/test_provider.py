"""The provider's answers are verified before a user is signed in."""

import time
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from sign_in_support import PROVIDER, PUBLIC, Browser, call, rows, sent_to_host, use_provider

from {{ cookiecutter.__package }}.runtime.oauth import provider as openid
from {{ cookiecutter.__package }}.settings import settings

pytestmark = PROVIDER


KEY = RSAKey.generate_key(2048, {"kid": "the-provider"})


def _id_token(
    key: RSAKey | OctKey = KEY,
    alg: str = "RS256",
    *,
    iat: int | None = 0,
    exp: int | None = 60,
    **changed: str | list[str] | None,
) -> str:
    """Make an ID token as the provider does; its times are relative to now."""
    use_provider()
    now = int(time.time())
    claims = {
        "iss": settings().oidc_issuer,
        "aud": "the-plugin-at-the-provider",
        "nonce": "the-nonce",
        "sub": "alice",
        "iat": None if iat is None else now + iat,
        "exp": None if exp is None else now + exp,
        **changed,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "the-provider"}, kept, key, algorithms=[alg])


def test_a_valid_id_token_identifies_the_user() -> None:
    """A token for this plugin and this sign-in is accepted, even if the clocks differ a little."""
    keys = KeySet([KEY])
    assert openid.subject(_id_token(), keys, "the-nonce") == "alice"
    assert openid.subject(_id_token(exp=-30, iat=30), keys, "the-nonce") == "alice"
    both = _id_token(aud=["the-plugin-at-the-provider", "x"], azp="the-plugin-at-the-provider")
    assert openid.subject(both, keys, "the-nonce") == "alice"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-client"},
        {"aud": ["the-plugin-at-the-provider", "another-client"]},
        {"azp": "another-client"},
        {"iss": "https://another.example.com"},
        {"nonce": "another-nonce"},
        {"nonce": None},
        {"exp": -120},
        {"exp": None},
        {"iat": 120},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "   "},
        {"sub": "a" * 256},
        {"sub": "a\nb"},
        {"key": RSAKey.generate_key(2048)},
        {"key": OctKey.import_key(b"the-secret-at-the-provider"), "alg": "HS256"},
        {"alg": "none"},
    ],
)
def test_an_invalid_id_token_signs_nobody_in(wrong: dict[str, Any]) -> None:
    """The signature, the issuer, the audience, the nonce, the times and the subject are checked."""
    with pytest.raises(openid.ProviderError):
        openid.subject(_id_token(**wrong), KeySet([KEY]), "the-nonce")


def test_an_id_token_of_another_client_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host receives an error and no code, and the sign-in is deleted."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    before = len(rows())
    monkeypatch.setattr(settings(), "oidc_client_id", "another-client")
    refusal = sent_to_host(browser.send("GET", back))
    assert refusal["error"] == "server_error"
    assert "code" not in refusal
    assert len(rows()) == before - 1


def test_a_provider_that_is_down_is_reported_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host receives an error after which it can try again."""
    monkeypatch.setattr(settings(), "oidc_issuer", "http://localhost:1")
    assert sent_to_host(Browser().authorize())["error"] == "temporarily_unavailable"


@pytest.mark.parametrize("error", [{}, {"error": "access_denied"}])
def test_an_answer_from_another_issuer_signs_nobody_in(error: dict[str, str]) -> None:
    """An `iss` that is not the provider's is refused (RFC 9207, 2.4)."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    wrong = urlencode({"iss": "https://another.example.com", **error})
    assert sent_to_host(browser.send("GET", f"{back}&{wrong}"))["error"] == "server_error"


def test_an_answer_with_the_right_issuer_is_accepted() -> None:
    """The provider's own `iss` is accepted."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    issuer = urlencode({"iss": settings().oidc_issuer})
    assert browser.send("GET", f"{back}&{issuer}").status_code == 200


def test_a_missing_issuer_is_refused_if_it_was_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the provider's metadata say that it always sends `iss`, an answer without it is refused."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    promise = {"authorization_response_iss_parameter_supported": True}
    named = openid.provider().model_copy(update=promise)
    monkeypatch.setattr(openid, "provider", lambda: named)
    assert sent_to_host(browser.send("GET", back))["error"] == "server_error"


def test_an_id_token_is_not_an_access_token(spec: dict[str, Any]) -> None:
    """The plugin's API refuses tokens that the provider signed."""
    assert call(spec, _id_token(aud=PUBLIC, iss=PUBLIC)).status_code == 401
