"""A browser and a host that send each step of a sign-in to a server of their choice."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from loopback import free_port
from processes import stop, wait_for
from servers import Server, status

HOST = "https://host.example.com/callback"
CLIENT = {"client_id": "the-host", "client_secret": "the-secret-of-the-host"}


@contextmanager
def provider() -> Iterator[str]:
    """Run the mock of an OpenID provider: its address."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        issuer = f"http://localhost:{port}"
        wait_for(
            "the provider", lambda: status(f"{issuer}/.well-known/openid-configuration") == 200
        )
        yield issuer
    finally:
        stop(process, signal.SIGTERM)


def variables(issuer: str) -> dict[str, str]:
    """The settings of the plugin for this provider and this host."""
    return {
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": "the-plugin",
        "OIDC_CLIENT_SECRET": "the-secret-at-the-provider",
        "OAUTH_CLIENT_ID": CLIENT["client_id"],
        "OAUTH_CLIENT_SECRET": CLIENT["client_secret"],
        "OAUTH_REDIRECT_URIS": HOST,
        "SECRET_KEY": "the-key-of-the-cluster-has-enough-characters",
    }


class Person:
    """A user with a browser, and the host that they use.

    Parameters:
        url: PUBLIC_URL.
        servers: The servers, each of which gets the next step.
    """

    def __init__(self, url: str, servers: list[Server]) -> None:
        self._url, self._servers = url, cycle(servers)
        self._browser: httpx.Client
        self._cookies: dict[str, str] = {}

    def _send(self, method: str, url: str, form: dict[str, str] | None = None) -> httpx.Response:
        """Send a request to the next server, as if the load balancer had chosen it."""
        parts = urlsplit(url)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Host": urlsplit(self._url).netloc, **({"Cookie": cookies} if cookies else {})}
        address = f"{next(self._servers).url}{parts.path}?{parts.query}"
        answer = self._browser.request(method, address, data=form, headers=headers)
        self._cookies |= dict(answer.cookies)
        self._browser.cookies.clear()
        return answer

    def sign_in(self, user: str) -> dict[str, str]:
        """Sign in and allow the host: its tokens."""
        with httpx.Client(timeout=60, trust_env=False) as self._browser:
            return self._sign_in(user)

    def _sign_in(self, user: str) -> dict[str, str]:
        query = {"response_type": "code", "client_id": CLIENT["client_id"], "redirect_uri": HOST}
        start = (
            f"{self._url}/oauth/authorize?{urlencode({**query, 'scope': 'plugin', 'state': 's'})}"
        )
        login = self._send("GET", start).headers["Location"]
        back = self._browser.post(login, data={"sub": user}).headers["Location"]
        self._browser.cookies.clear()
        page = self._send("GET", back)
        ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)[0]
        form = {"ticket": ticket, "answer": "allow"}
        allowed = self._send("POST", f"{self._url}/oauth/consent", form)
        code = parse_qs(urlsplit(allowed.headers["Location"]).query)["code"][0]
        redeemed = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOST}
        tokens: dict[str, str] = self._send(
            "POST", f"{self._url}/oauth/token", redeemed | CLIENT
        ).json()
        return tokens


def refresh(server: Server, token: str) -> httpx.Response:
    """Redeem a refresh token at a server."""
    form = {"grant_type": "refresh_token", "refresh_token": token, **CLIENT}
    return httpx.post(f"{server.url}/oauth/token", data=form, timeout=60, trust_env=False)
