"""What the provider says is verified before anybody is believed to be somebody."""

import time
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from sign_in_support import PROVIDER, PUBLIC, Browser, call, rows, told, use_provider

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
    """Make an ID token as the provider does; its times are counted from now on."""
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


def test_a_good_id_token_names_the_user() -> None:
    """A token for this plugin and this sign-in is taken, also by a clock that is a little off."""
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
def test_another_id_token_signs_nobody_in(wrong: dict[str, Any]) -> None:
    """The signature, the issuer, the audience, the nonce and the times must all be right."""
    with pytest.raises(openid.ProviderError):
        openid.subject(_id_token(**wrong), KeySet([KEY]), "the-nonce")


def test_an_id_token_of_another_client_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the provider gives out a token of another client, the host is told, and nobody is in."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    before = len(rows())
    monkeypatch.setattr(settings(), "oidc_client_id", "another-client")
    refusal = told(browser.send("GET", back))
    assert refusal["error"] == "server_error"
    assert "code" not in refusal
    assert len(rows()) == before - 1


def test_a_provider_that_is_down_is_told_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the provider nobody signs in, and the host may try again."""
    monkeypatch.setattr(settings(), "oidc_issuer", "http://localhost:1")
    assert told(Browser().authorize())["error"] == "temporarily_unavailable"


@pytest.mark.parametrize("error", [{}, {"error": "access_denied"}])
def test_an_answer_of_another_issuer_signs_nobody_in(error: dict[str, str]) -> None:
    """The answer that a browser brings may say whose it is; another's is refused (RFC 9207, 2.4)."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    wrong = urlencode({"iss": "https://another.example.com", **error})
    assert told(browser.send("GET", f"{back}&{wrong}"))["error"] == "server_error"


def test_the_issuer_can_be_named() -> None:
    """The provider's own name is no reason to refuse."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    issuer = urlencode({"iss": settings().oidc_issuer})
    assert browser.send("GET", f"{back}&{issuer}").status_code == 200


def test_an_issuer_that_always_names_itself_must(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer without a name is refused where the provider says that each has one."""
    browser = Browser()
    back = browser.provider(browser.authorize())
    promise = {"authorization_response_iss_parameter_supported": True}
    named = openid.provider().model_copy(update=promise)
    monkeypatch.setattr(openid, "provider", lambda: named)
    assert told(browser.send("GET", back))["error"] == "server_error"


def test_an_id_token_opens_nothing(spec: dict[str, Any]) -> None:
    """What the provider signs is not for the plugin's API."""
    assert call(spec, _id_token(aud=PUBLIC, iss=PUBLIC)).status_code == 401
