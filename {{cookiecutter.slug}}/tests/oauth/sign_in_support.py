"""A browser, a host and a mock provider for the tests of sign-in.

The provider is oidc-provider-mock, which runs over HTTP on this machine.
"""

import asyncio
import logging
import os
import re
import threading
import warnings
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from sqlalchemy import select
from support import Client
from werkzeug.serving import make_server

from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.database import reading
from {{ cookiecutter.__package }}.runtime.oauth import access_tokens, store
from {{ cookiecutter.__package }}.settings import settings

# The mock provider uses deprecated parts of Authlib.
PROVIDER = pytest.mark.filterwarnings("ignore:get_jwt_config", 'ignore:JWS algorithm "none"')

PUBLIC = os.environ["PUBLIC_URL"]
HOST = os.environ["OAUTH_REDIRECT_URIS"]
CLIENT = {"client_id": os.environ["OAUTH_CLIENT_ID"]}
SECRET = {"client_secret": os.environ["OAUTH_CLIENT_SECRET"]}
AUTHORIZATION = {
    "response_type": "code",
    **CLIENT,
    "redirect_uri": HOST,
    "scope": "plugin",
    "state": "of the host",
}
VERIFIER = "a-verifier-that-has-the-43-characters-it-needs"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
TLS = httpx.create_ssl_context()  # once, because it takes longer than a request
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def use_provider() -> None:
    """Set up sign-in with the mock provider, unless a test has set another."""
    if settings().oidc_issuer == os.environ["OIDC_ISSUER"]:
        settings().oidc_issuer = _provider()


@cache
def _provider() -> str:
    """Start the mock provider on a free port, once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import oidc_provider_mock  # type: ignore[import-untyped]

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, oidc_provider_mock.app(), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return f"http://localhost:{server.server_port}"


class Browser:
    """Sends requests to the plugin, without a network, and to the provider, with cookies."""

    def __init__(self) -> None:
        use_provider()
        self.cookies = httpx.Cookies()

    def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request and wait for its answer. Redirects are not followed."""
        return asyncio.run(self._send(method, url, **options))

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        plugin = {PUBLIC: httpx.ASGITransport(app)}
        async with httpx.AsyncClient(mounts=plugin, cookies=self.cookies, verify=TLS) as client:
            response = await client.request(method, url, **options)
            self.cookies = client.cookies
        return response

    def authorize(self, **changed: str) -> httpx.Response:
        """Come from the host."""
        return self.send("GET", f"{PUBLIC}/oauth/authorize", params={**AUTHORIZATION, **changed})

    def provider(self, authorized: httpx.Response, user: str = "alice") -> str:
        """Sign in at the provider, and get the address to which it redirects."""
        signed_in = self.send("POST", authorized.headers["Location"], data={"sub": user})
        return str(signed_in.headers["Location"])

    def come_back(self, user: str = "alice", **changed: str) -> httpx.Response:
        """Come from the host, sign in, and see the consent page."""
        return self.send("GET", self.provider(self.authorize(**changed), user))

    def consent(self, page: httpx.Response, answer: str = "allow") -> dict[str, str]:
        """Press a button on the consent page, and get the parameters that the host receives."""
        return sent_to_host(self.press(page, answer))

    def press(self, page: httpx.Response, answer: str = "allow") -> httpx.Response:
        """Press a button on the consent page."""
        ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)
        form = {"ticket": ticket[0], "answer": answer}
        return self.send("POST", f"{PUBLIC}/oauth/consent", data=form)


def sent_to_host(response: httpx.Response, host: str = HOST) -> dict[str, str]:
    """Get the parameters of a redirect to the host."""
    assert response.status_code == 303
    location = response.headers["Location"]
    assert location.startswith(f"{host}?")
    return dict(parse_qsl(urlsplit(location).query))


def sign_in(user: str = "alice", **changed: str) -> str:
    """Sign in and allow the host, and get the code that it receives."""
    browser = Browser()
    answer = browser.consent(browser.come_back(user, **changed))
    assert answer["state"] == "of the host"
    return answer["code"]


def register(**metadata: Any) -> httpx.Response:
    """Register a client: a public one with the address of HOST, unless the metadata differ."""
    defaults = {"redirect_uris": [HOST], "token_endpoint_auth_method": "none"}
    return Client().send("POST", "/oauth/register", json=defaults | metadata)


def make_code(
    user: str = "alice", challenge: str = "", client_id: str = CLIENT["client_id"]
) -> str:
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


def redeem(code: str, changed: dict[str, str] | None = None) -> httpx.Response:
    """Exchange a code for tokens."""
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOST}
    return send_for_token({**sent, **CLIENT, **SECRET, **(changed or {})})


def refresh(token: str) -> httpx.Response:
    """Exchange a refresh token for tokens."""
    sent = {"grant_type": "refresh_token", "refresh_token": token}
    return send_for_token({**sent, **CLIENT, **SECRET})


def send_for_token(form: dict[str, str]) -> httpx.Response:
    """Send a form to the token endpoint."""
    return Client().send("POST", "/oauth/token", data=form)


def call(spec: dict[str, Any], access_token: str) -> httpx.Response:
    """Call the first operation of the API."""
    path, methods = next(iter(spec["paths"].items()))
    client = Client({"Authorization": f"Bearer {access_token}"})
    return client.send(next(iter(methods)).upper(), re.sub(r"{[^}]*}", "1", path))


def rows() -> list[Any]:
    """Get all rows of sign-in's tables."""
    with reading() as session:
        tables = (store.SignIn.__table__, store.Grant.__table__)
        return [tuple(row) for table in tables for row in session.execute(select(table))]


def assert_refused(response: httpx.Response, error: str, status: int = 400) -> None:
    """Check an error response against section 5.2 of RFC 6749."""
    assert response.status_code == status
    assert response.json()["error"] == error
    assert response.headers["Cache-Control"] == "no-store"
