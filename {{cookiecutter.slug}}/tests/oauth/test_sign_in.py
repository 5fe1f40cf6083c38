"""Users sign in and hosts get tokens for them; whatever is not right is refused, and leaves no trace.

The provider is oidc-provider-mock, over HTTP; the requests are those of a browser and of a host.
"""

import asyncio
import logging
import os
import re
import subprocess
import sys
import time
import warnings
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from click.testing import CliRunner
from credentials import credentials
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from sqlalchemy import select, update
from support import Client

from {{ cookiecutter.__package }} import auth
from {{ cookiecutter.__package }}.__main__ import main
from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.database import reading, writing
from {{ cookiecutter.__package }}.runtime import errors
from {{ cookiecutter.__package }}.runtime.oauth import access_tokens, authorization_server, store
from {{ cookiecutter.__package }}.runtime.oauth import provider as openid
from {{ cookiecutter.__package }}.settings import settings

# The provider uses parts of Authlib that are going out of use.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config", 'ignore:JWS algorithm "none"')

PUBLIC = os.environ["PUBLIC_URL"]
HOST = os.environ["OAUTH_REDIRECT_URIS"]
CLIENT = {"client_id": os.environ["OAUTH_CLIENT_ID"]}
SECRET = {"client_secret": os.environ["OAUTH_CLIENT_SECRET"]}
BASIC = b64encode(f"{CLIENT['client_id']}:{SECRET['client_secret']}".encode()).decode()
ASKED = {
    "response_type": "code",
    **CLIENT,
    "redirect_uri": HOST,
    "scope": "plugin",
    "state": "of the host",
}
VERIFIER = "a-verifier-that-has-the-43-characters-it-needs"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
TLS = httpx.create_ssl_context()  # once, for it takes longer than a request
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


class Browser:
    """Sends requests to the plugin, without a network, and to the provider; keeps cookies."""

    def __init__(self) -> None:
        self.cookies = httpx.Cookies()

    def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request and wait for its answer; a redirect is not followed."""
        return asyncio.run(self._send(method, url, **options))

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        plugin = {PUBLIC: httpx.ASGITransport(app)}
        async with httpx.AsyncClient(mounts=plugin, cookies=self.cookies, verify=TLS) as client:
            response = await client.request(method, url, **options)
            self.cookies = client.cookies
        return response

    def authorize(self, **changed: str) -> httpx.Response:
        """Come from the host."""
        return self.send("GET", f"{PUBLIC}/oauth/authorize", params={**ASKED, **changed})

    def provider(self, authorized: httpx.Response, user: str = "alice") -> str:
        """Sign in at the provider; it sends the browser back to this address."""
        signed_in = self.send("POST", authorized.headers["Location"], data={"sub": user})
        return str(signed_in.headers["Location"])

    def consent(self, page: httpx.Response, answer: str = "allow") -> dict[str, str]:
        """Press a button on the consent page; the host is sent these parameters."""
        ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)
        form = {"ticket": ticket[0], "answer": answer}
        response = self.send("POST", f"{PUBLIC}/oauth/consent", data=form)
        return _told(response)


def _told(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 303
    location = response.headers["Location"]
    assert location.startswith(f"{HOST}?")
    return dict(parse_qsl(urlsplit(location).query))


def _sign_in(user: str = "alice", **changed: str) -> str:
    """Do all that a browser does; the host is sent this code."""
    browser = Browser()
    back = browser.provider(browser.authorize(**changed), user)
    told = browser.consent(browser.send("GET", back))
    assert told["state"] == "of the host"
    return told["code"]


def _code(user: str = "alice", challenge: str = "", client_id: str = CLIENT["client_id"]) -> str:
    """Make a code for a host, as if the user had signed in."""
    code = token_urlsafe()
    store.allow(
        code,
        challenge=challenge,
        client_id=client_id,
        redirect_uri=HOST,
        scope=access_tokens.SCOPE,
        user=user,
    )
    return code


def _redeem(code: str, changed: dict[str, str] | None = None) -> httpx.Response:
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOST}
    return _token({**sent, **CLIENT, **SECRET, **(changed or {})})


def _refresh(token: str) -> httpx.Response:
    sent = {"grant_type": "refresh_token", "refresh_token": token}
    return _token({**sent, **CLIENT, **SECRET})


def _token(form: dict[str, str]) -> httpx.Response:
    return Client().send("POST", "/oauth/token", data=form)


def _call(spec: dict[str, Any], access_token: str) -> httpx.Response:
    """Call the first operation there is."""
    path, methods = next(iter(spec["paths"].items()))
    client = Client({"Authorization": f"Bearer {access_token}"})
    return client.send(next(iter(methods)).upper(), re.sub(r"{[^}]*}", "1", path))


def _rows() -> list[Any]:
    """All that sign-in keeps."""
    with reading() as session:
        tables = (store.SignIn.__table__, store.Grant.__table__)
        return [tuple(row) for table in tables for row in session.execute(select(table))]


def _refused(response: httpx.Response, error: str, status: int = 400) -> None:
    assert response.status_code == status
    assert response.json()["error"] == error
    assert response.headers["Cache-Control"] == "no-store"


@pytest.fixture(scope="module", autouse=True)
def provider() -> Iterator[None]:
    """A provider at a free port of this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import oidc_provider_mock  # type: ignore[import-untyped]

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with oidc_provider_mock.run_server_in_thread() as server:
        settings().oidc_issuer = f"http://localhost:{server.server_port}"
        yield


# The whole way


@pytest.mark.parametrize("kind", ["json", "data"])
@pytest.mark.parametrize("secret_in", ["body", "header"])
@pytest.mark.parametrize("pkce", [True, False])
def test_a_user_signs_in_and_the_host_calls_in_their_name(
    spec: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    kind: str,
    secret_in: str,
    pkce: bool,
) -> None:
    """Authorize, sign in, consent, code, token, call, refresh, call; and no secret is logged."""
    caplog.set_level(logging.DEBUG)
    code = _sign_in(**PKCE if pkce else {})
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
    assert _call(spec, first["access_token"]).status_code != 401
    second = token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert _call(spec, second["access_token"]).status_code != 401
    secrets = [code, *SECRET.values(), first["access_token"], first["refresh_token"]]
    for secret in [*secrets, second["access_token"], second["refresh_token"]]:
        assert secret not in caplog.text
        assert secret not in str(_rows())


def test_the_access_token_is_a_jwt_for_this_plugin() -> None:
    """The token has the type and the claims of RFC 9068."""
    token = _redeem(_code("Zoë")).json()["access_token"]
    decoded = jwt.decode(token, access_tokens.key())
    assert decoded.header == {"alg": "HS256", "typ": "at+jwt"}
    assert decoded.claims["iss"] == decoded.claims["aud"] == PUBLIC
    assert (decoded.claims["sub"], decoded.claims["scope"]) == ("Zoë", "plugin")
    assert decoded.claims["client_id"] == CLIENT["client_id"]
    assert decoded.claims["exp"] - decoded.claims["iat"] == 15 * 60


def test_the_documents_name_the_scope(spec: dict[str, Any]) -> None:
    """The manifest asks for the scope that tokens have, and every operation needs it."""
    manifest = Client().send("GET", "/.well-known/ai-plugin.json").json()
    assert manifest["auth"]["scope"] == access_tokens.SCOPE
    for methods in spec["paths"].values():
        for operation in methods.values():
            assert [[*names] for names in operation["security"][0].values()] == [["plugin"]]


# Authorize


CHATGPT = [
    "https://chat.openai.com/aip/plugin-0d32b2a4-8a4e-4a6f/oauth/callback",
    "https://chatgpt.com/aip/g-0123456789abcdef/oauth/callback",
    "https://chatgpt.com/connector/oauth/AbC_d-1",
]


@pytest.mark.parametrize("redirect_uri", CHATGPT)
def test_chatgpt_may_ask(redirect_uri: str) -> None:
    """The addresses of plugins, GPTs and connectors of ChatGPT need not be registered."""
    response = Browser().authorize(redirect_uri=redirect_uri)
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"{settings().oidc_issuer}/oauth2/authorize?")


def test_a_host_may_send_its_request_as_a_form() -> None:
    """POST is as good as GET (RFC 6749, 3.1)."""
    assert Browser().send("POST", f"{PUBLIC}/oauth/authorize", data=ASKED).status_code == 303


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/callback",
        "https://chatgpt.com.evil.example/aip/g-1/oauth/callback",
        "https://chatgpt.com@evil.example/aip/g-1/oauth/callback",
        "https://chatgpt.com/aip/g-1/oauth/callback/../../../evil",
        "https://chatgpt.com/aip/g-1/x/oauth/callback",
        "https://chatgpt.com/aip/g-1/oauth/callback?next=evil",
        "https://chatgpt.com/aip/g-1/oauth/callback\n",
        "http://chatgpt.com/aip/g-1/oauth/callback",
        "http://localhost:8000/callback",
        f"{HOST}/more",
        "javascript:alert(1)",
        'https://"evil"\\.example',
        "https://ëvil.example",
        "",
    ],
)
def test_nobody_is_sent_to_a_foreign_address(redirect_uri: str) -> None:
    """A redirect_uri that is not known is answered with a page, and nothing is kept."""
    before = _rows()
    response = Browser().authorize(redirect_uri=redirect_uri)
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")
    assert not {"Location", "Set-Cookie"} & set(response.headers)
    assert _rows() == before


def test_a_plugin_on_this_machine_serves_programs_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """While PUBLIC_URL is loopback, so may redirect_uri be, at any port (RFC 8252, 7.3)."""
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    for good in ("http://localhost:8000/callback", "http://127.0.0.1:1", "http://[::1]:1/a?b=c"):
        parameters = {**ASKED, "redirect_uri": good}
        assert Client().send("GET", "/oauth/authorize", params=parameters).status_code == 303
    for bad in ("http://localhost.evil.example/", "http://localhost@evil.example/"):
        parameters = {**ASKED, "redirect_uri": bad}
        assert Client().send("GET", "/oauth/authorize", params=parameters).status_code == 400


@pytest.mark.parametrize("client_id", ["another", "", "the-host\0", "ëvil"])
def test_an_unknown_host_is_told_on_a_page(client_id: str) -> None:
    """A client_id that is not known is answered with a page, even if redirect_uri is good."""
    before = _rows()
    response = Browser().authorize(client_id=client_id)
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert _rows() == before


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "plugin admin"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_a_known_host_is_told_what_is_wrong(changed: dict[str, str], error: str) -> None:
    """What is wrong with its request goes back to the host with its state; nothing is kept."""
    before = _rows()
    told = _told(Browser().authorize(**changed))
    assert (told["error"], told["state"]) == (error, "of the host")
    assert _rows() == before


def test_a_client_without_a_secret_needs_pkce(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told before anyone signs in, and gets no token without its verifier."""
    monkeypatch.setattr(authorization_server, "find_client", authorization_server.Client)
    assert _told(Browser().authorize(client_id="public"))["error"] == "invalid_request"
    assert Browser().authorize(client_id="public", **PKCE).status_code == 303
    code = _code(challenge=CHALLENGE, client_id="public")
    changed = {"client_id": "public", "client_secret": ""}
    _refused(_redeem(code, changed), "invalid_request")
    assert _redeem(code, {**changed, "code_verifier": VERIFIER}).status_code == 200


@pytest.mark.parametrize("name", [*ASKED, "code_challenge"])
def test_a_parameter_that_is_there_twice_is_refused(name: str) -> None:
    """No parameter counts that comes twice (RFC 6749, 3.1)."""
    pairs = [*{**ASKED, **PKCE}.items(), (name, "again")]
    assert Browser().send("GET", f"{PUBLIC}/oauth/authorize", params=pairs).status_code == 400


# Signing in


def test_the_consent_page_names_both_and_cannot_be_framed() -> None:
    """The page says who asks for what in whose name; it runs no script, and no page frames it."""
    browser = Browser()
    page = browser.send("GET", browser.provider(browser.authorize(), "<b>eve</b>"))
    name = Client().send("GET", "/.well-known/ai-plugin.json").json()["name_for_human"]
    assert page.status_code == 200
    for text in (name, "host.example.com", "&lt;b&gt;eve&lt;/b&gt;"):
        assert text in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_the_server_alone() -> None:
    """No script reads the cookie, no other site sends it along, and it needs https."""
    cookie = Browser().authorize().headers["Set-Cookie"]
    assert cookie.startswith("__Host-oauth=")
    for mark in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"):
        assert mark in cookie


def test_who_denies_is_not_asked_for_more() -> None:
    """The host is told, and gets no code."""
    browser = Browser()
    page = browser.send("GET", browser.provider(browser.authorize()))
    before = len(_rows())
    told = browser.consent(page, "deny")
    assert told["error"] == "access_denied"
    assert "code" not in told
    assert len(_rows()) == before - 1


def test_the_provider_can_refuse() -> None:
    """What the provider refuses, the host is told."""
    browser = Browser()
    query = parse_qsl(urlsplit(browser.authorize().headers["Location"]).query)
    refusal = {"state": dict(query)["state"], "error": "access_denied"}
    response = browser.send("GET", f"{PUBLIC}/oauth/callback", params=refusal)
    assert _told(response)["error"] == "access_denied"


def test_a_sign_in_belongs_to_one_browser_and_works_once() -> None:
    """Another browser, a second try, a forged cookie and a made-up state get nowhere."""
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


def test_a_state_is_no_ticket() -> None:
    """The consent form cannot be sent before anyone has signed in."""
    browser = Browser()
    query = dict(parse_qsl(urlsplit(browser.authorize().headers["Location"]).query))
    form = {"ticket": query["state"], "answer": "allow"}
    assert browser.send("POST", f"{PUBLIC}/oauth/consent", data=form).status_code == 400


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
    before = len(_rows())
    monkeypatch.setattr(settings(), "oidc_client_id", "another-client")
    told = _told(browser.send("GET", back))
    assert told["error"] == "server_error"
    assert "code" not in told
    assert len(_rows()) == before - 1


def test_a_provider_that_is_down_is_told_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the provider nobody signs in, and the host may try again."""
    monkeypatch.setattr(settings(), "oidc_issuer", "http://localhost:1")
    openid.provider.cache_clear()
    assert _told(Browser().authorize())["error"] == "temporarily_unavailable"


# Token


@pytest.mark.parametrize(
    ("changed", "error", "status"),
    [
        ({"client_secret": "wrong"}, "invalid_client", 401),
        ({"client_secret": ""}, "invalid_client", 401),
        ({"client_id": "another"}, "invalid_client", 401),
        ({"client_id": ""}, "invalid_client", 401),
        ({"redirect_uri": CHATGPT[0]}, "invalid_grant", 400),
        ({"redirect_uri": ""}, "invalid_grant", 400),
        ({"code": "made-up"}, "invalid_grant", 400),
        ({"code": ""}, "invalid_request", 400),
        ({"code": "\0"}, "invalid_request", 400),
        ({"code_verifier": ""}, "invalid_request", 400),
        ({"code_verifier": VERIFIER[::-1]}, "invalid_grant", 400),
        ({"grant_type": "password"}, "unsupported_grant_type", 400),
        ({"grant_type": ""}, "invalid_request", 400),
    ],
)
def test_a_wrong_request_gets_no_token(changed: dict[str, str], error: str, status: int) -> None:
    """The answer says what is wrong as RFC 6749, 5.2 has it; the code stays good for its host."""
    code = _code(challenge=CHALLENGE)
    before = _rows()
    _refused(_redeem(code, {"code_verifier": VERIFIER, **changed}), error, status)
    assert _rows() == before
    assert _redeem(code, {"code_verifier": VERIFIER}).status_code == 200


def test_a_verifier_without_a_challenge_is_refused() -> None:
    """PKCE cannot be dropped on the way (RFC 9700, 4.8.2)."""
    _refused(_redeem(_code(), {"code_verifier": VERIFIER}), "invalid_request")


def test_the_secret_in_the_header_must_be_right() -> None:
    """A wrong Basic header is answered with a challenge, one that is no text too."""
    for wrong in (b"the-host:wrong", b"another:wrong", b"\xff\xfe:x", b""):
        headers = {"Authorization": f"Basic {b64encode(wrong).decode()}"}
        form = {"grant_type": "refresh_token", "refresh_token": "any"}
        response = Client().send("POST", "/oauth/token", data=form, headers=headers)
        _refused(response, "invalid_client", 401)
        assert response.headers["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"\\ud800"', "application/json"),
        (b'{"grant_type": "authorization_code", "code": 1}', "application/json"),
        (b'{"grant_type": "\\ud800"}', "application/json"),
        (b"grant_type=authorization_code", "text/plain"),
        (b"grant_type=authorization_code&code=1&code=2", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
        (b"x" * 200_000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes, kind: str) -> None:
    """What is no form and no JSON object of texts is answered with invalid_request."""
    response = Client().send("POST", "/oauth/token", content=body, headers={"Content-Type": kind})
    _refused(response, "invalid_request")


def test_a_code_of_another_host_is_refused() -> None:
    """A code is good for the host that it was made for alone."""
    _refused(_redeem(_code(client_id="another")), "invalid_grant")


def test_a_code_is_good_for_a_minute() -> None:
    """After 60 seconds nobody gets anything for it, and in time it is forgotten."""
    code = _code("dora")
    table = store.Grant
    with writing() as session:
        left = session.scalar(select(table.expires_at - int(time.time())).filter_by(user="dora"))
        assert left is not None
        assert 0 < left <= 60
        session.execute(update(table).filter_by(user="dora").values(expires_at=int(time.time())))
    _refused(_redeem(code), "invalid_grant")
    _code()
    assert "dora" not in str(_rows())


def test_a_code_that_is_used_twice_ends_what_came_of_it(spec: dict[str, Any]) -> None:
    """The second use gets nothing, and the tokens of the first are worthless from then on."""
    code = _code()
    tokens = _redeem(code).json()
    assert _call(spec, tokens["access_token"]).status_code != 401
    _refused(_redeem(code), "invalid_grant")
    _refused(_refresh(tokens["refresh_token"]), "invalid_grant")
    assert "revoked" in _call(spec, tokens["access_token"]).headers["WWW-Authenticate"]


def test_a_refresh_token_that_is_used_twice_ends_its_family(spec: dict[str, Any]) -> None:
    """The second use of a token gets nothing, and the newer one is worthless from then on."""
    first = _redeem(_code()).json()
    second = _refresh(first["refresh_token"]).json()
    _refused(_refresh(first["refresh_token"]), "invalid_grant")
    _refused(_refresh(second["refresh_token"]), "invalid_grant")
    assert "revoked" in _call(spec, second["access_token"]).headers["WWW-Authenticate"]


def test_of_many_with_the_same_code_one_at_most_gets_tokens() -> None:
    """Requests at the same time do not get more than one after the other."""
    form = {"grant_type": "authorization_code", "code": _code(), "redirect_uri": HOST}
    form |= CLIENT | SECRET

    async def together() -> list[httpx.Response]:
        sent = [Client().send_async("POST", "/oauth/token", data=form) for _ in range(8)]
        return list(await asyncio.gather(*sent))

    codes = sorted(response.status_code for response in asyncio.run(together()))
    assert codes in ([200] + [400] * 7, [400] * 8)


# Guard


def _forged(
    key: OctKey | None = None, *, typ: str = "at+jwt", alg: str = "HS256", **changed: Any
) -> str:
    good = jwt.decode(credentials("alice")["Authorization"][7:], access_tokens.key())
    claims = {**good.claims, **changed}
    return jwt.encode({"alg": alg, "typ": typ}, claims, key or access_tokens.key(), [alg])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"exp": 1}, "expired"),
        ({"aud": "https://another.example.com"}, "audience"),
        ({"iss": "https://another.example.com"}, "issuer"),
        ({"alg": "none"}, "not signed with HS256"),
        ({"alg": "HS512"}, "not signed with HS256"),
        ({"key": OctKey.import_key(b"another key of as many bytes....")}, "another key"),
        ({"scope": ""}, "scope"),
        ({"scope": "plugins"}, "scope"),
        ({"typ": "JWT"}, "not an access token"),
        ({"sid": "no-such-grant"}, "revoked"),
    ],
)
def test_a_wrong_access_token_is_refused(
    spec: dict[str, Any], wrong: dict[str, Any], why: str
) -> None:
    """The answer is 401 and says what is wrong."""
    response = _call(spec, _forged(**wrong))
    assert response.status_code == 401
    challenge = response.headers["WWW-Authenticate"]
    assert challenge.startswith("Bearer ")
    assert 'error="invalid_token"' in challenge
    assert why in challenge


def test_an_id_token_opens_nothing(spec: dict[str, Any]) -> None:
    """What the provider signs is not for the plugin's API."""
    assert _call(spec, _id_token(aud=PUBLIC, iss=PUBLIC)).status_code == 401


# Setting up


def test_what_is_missing_is_said_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its settings the plugin does not serve, verifies nothing and signs nobody in."""
    empty = ["oidc_issuer", "oidc_client_id", "oauth_client_id"]
    for name in empty:
        monkeypatch.setattr(settings(), name, "")
    for name in ("oidc_client_secret", "oauth_client_secret", "secret_key"):
        monkeypatch.setattr(settings(), name, type(settings().secret_key)(""))
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 1
    for name in [*empty, "oidc_client_secret", "oauth_client_secret", "secret_key"]:
        assert f"  {name.upper()}: " in result.output
    assert "--dev-login" in result.output
    assert Browser().authorize().status_code == 503
    assert _refresh("any").status_code == 503
    with pytest.raises(errors.Unauthorized):
        auth.authenticate("Bearer any")


def test_secrets_are_made_for_the_environment() -> None:
    """What `secrets` prints are lines for .env, with other secrets each time."""
    one, two = (CliRunner().invoke(main, ["secrets"]).output.splitlines() for _ in range(2))
    names = ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "SECRET_KEY"]
    assert [line.partition("=")[0] for line in one] == names
    assert [a == b for a, b in zip(one, two, strict=True)] == [True, False, False]


def test_dev_login_is_refused_where_others_can_sign_in() -> None:
    """It is for this machine alone, and the PUBLIC_URL of these tests is not."""
    result = CliRunner().invoke(main, ["serve", "--dev-login"])
    assert result.exit_code == 1
    assert "for this machine alone" in result.output


def test_the_server_does_not_import_the_provider_of_development() -> None:
    """What a server runs knows nothing of --dev-login."""
    package = "{{ cookiecutter.__package }}"
    code = f"import sys, {package}.asgi; print(*sys.modules)"
    modules = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert f"{package}.runtime.oauth" in modules
    assert "oidc_provider_mock" not in modules
    assert "dev_login" not in modules


def test_the_log_of_requests_has_no_codes() -> None:
    """uvicorn's log names the addresses of sign-in without their queries."""
    log = logging.getLogger("uvicorn.access")
    for path, logged in (("/oauth/callback?code=1", "/oauth/callback"), ("/a?b=1", "/a?b=1")):
        args = ("127.0.0.1:1", "GET", path, "1.1", 200)
        form = '%s - "%s %s HTTP/%s" %d'
        record = log.makeRecord(log.name, logging.INFO, "", 0, form, args, None)
        assert log.filter(record)
        assert f'"GET {logged} HTTP/1.1" 200' in record.getMessage()
