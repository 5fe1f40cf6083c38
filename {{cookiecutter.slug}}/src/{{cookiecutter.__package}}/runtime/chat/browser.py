"""Signs the user in with the browser, for a program on their own machine (RFC 8252).

The program registers itself (RFC 7591), and the browser brings the code back to a port of this
machine, with PKCE (RFC 7636).
"""

import os
import sys
import time
import webbrowser
from base64 import urlsafe_b64encode
from collections.abc import Generator, Mapping
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from secrets import compare_digest, token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import click
import httpx

from .. import SLUG
from ..errors import NotReady
from ..settings import is_loopback
from .plugin import DOCUMENT_SECONDS, Plugin

SECONDS = 10 * 60  # for the user
_METADATA = "/.well-known/oauth-authorization-server"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "registration_endpoint")


class SignedIn(httpx.Auth):
    """Sends an access token with each request, and gets a new one when it has expired.

    Parameters:
        token_endpoint: Where.
        client_id: The id that the program registered.
        tokens: The answer of the token endpoint (RFC 6749, 5.1).
    """

    def __init__(self, token_endpoint: str, client_id: str, tokens: Mapping[str, Any]) -> None:
        self.token_endpoint = token_endpoint
        self.client_id = client_id
        self.tokens = tokens

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self.tokens['access_token']}"
        response = yield request
        if response.status_code != 401 or "refresh_token" not in self.tokens:
            return
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.tokens["refresh_token"],
            "client_id": self.client_id,
        }
        refreshed = yield httpx.Request("POST", self.token_endpoint, data=form)
        renewed = _json(refreshed)
        if refreshed.is_success and "access_token" in renewed:
            self.tokens = {**self.tokens, **renewed}
            request.headers["Authorization"] = f"Bearer {self.tokens['access_token']}"
            yield request


def sign_in(plugin: Plugin) -> SignedIn:
    """Let the user sign in.

    Parameters:
        plugin: A plugin whose manifest says `oauth`.

    Returns:
        What authenticates the requests of the plugin's client.

    Raises:
        NotReady: If programs cannot register there, or the user does not sign in.
    """
    metadata = _discover(plugin)
    with _Receiver() as receiver:
        client_id = _register(plugin, metadata["registration_endpoint"], receiver.redirect_uri)
        verifier = token_urlsafe(32)
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": receiver.redirect_uri,
            "scope": str(plugin.auth.get("scope", "")),
            "state": receiver.state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
            "resource": metadata["issuer"],
        }
        endpoint = metadata["authorization_endpoint"]
        receiver.start = f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"
        click.echo(f"To sign in, open {receiver.url} in a browser.", err=True)
        if _has_browser():
            webbrowser.open(receiver.url)
        brought = receiver.wait()
        if "code" not in brought or brought.get("iss", metadata["issuer"]) != metadata["issuer"]:
            raise NotReady(f"Sign-in failed: {brought.get('error', 'another server answered')}")
        form = {
            "grant_type": "authorization_code",
            "code": brought["code"],
            "redirect_uri": receiver.redirect_uri,
            "client_id": client_id,
            "code_verifier": verifier,
        }
        tokens = _post(plugin, metadata["token_endpoint"], data=form)
    if "access_token" not in tokens:
        raise NotReady(f"Sign-in failed: {tokens.get('error', 'there is no token')}")
    return SignedIn(metadata["token_endpoint"], client_id, tokens)


def _discover(plugin: Plugin) -> dict[str, str]:
    """Find the endpoints of the authorization server (RFC 8414)."""
    issuer = urljoin(str(plugin.auth.get("client_url", "")), "/").rstrip("/")
    try:
        response = plugin.http.get(f"{issuer}{_METADATA}", timeout=DOCUMENT_SECONDS)
        metadata = _json(response) if response.is_success else {}
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotReady(f"{issuer} cannot be reached: {error}") from None
    endpoints = {name: str(metadata.get(name, "")) for name in _ENDPOINTS}
    if not all(map(_is_secure, endpoints.values())) or metadata.get("issuer") != issuer:
        raise NotReady(
            f"Programs cannot register themselves at {issuer}: sign in elsewhere, and give the "
            "access token as --token or PLUGIN_TOKEN."
        )
    return {**endpoints, "issuer": issuer}


def _register(plugin: Plugin, endpoint: str, redirect_uri: str) -> str:
    metadata = {
        "client_name": f"{SLUG} chat",
        "redirect_uris": [redirect_uri],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    registered = _post(plugin, endpoint, json=metadata)
    if "client_id" not in registered:
        why = registered.get("error", "there is no client_id in its answer")
        raise NotReady(f"{endpoint} does not register this program: {why}")
    return str(registered["client_id"])


def _post(plugin: Plugin, endpoint: str, **content: Any) -> dict[str, Any]:
    try:
        return _json(plugin.http.post(endpoint, timeout=DOCUMENT_SECONDS, **content))
    except httpx.HTTPError as error:
        raise NotReady(f"{endpoint} cannot be reached: {error}") from None


def _json(response: httpx.Response) -> dict[str, Any]:
    response.read()
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_secure(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _has_browser() -> bool:
    # Without a display there may be one that takes the terminal from the conversation.
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, displays))


class _Receiver(HTTPServer):
    """Sends the browser to the sign-in, and takes what it brings back."""

    timeout = 0.5  # Ctrl-C is noticed in between.

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.redirect_uri = f"{self.url}/callback"
        self.state = token_urlsafe(32)
        self.start = ""
        self.brought: dict[str, str] = {}

    def wait(self) -> dict[str, str]:
        """Wait for the browser: the parameters that it brings."""
        deadline = time.monotonic() + SECONDS
        while not self.brought:
            if time.monotonic() > deadline:
                raise NotReady(f"Nobody has signed in for {SECONDS // 60} minutes.")
            self.handle_request()
        return self.brought


class _Handler(BaseHTTPRequestHandler):
    server: _Receiver
    timeout = 5

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query))
        if url.path == "/":
            self._answer(303, "", Location=self.server.start)
        elif url.path == "/callback" and compare_digest(
            query.get("state", "").encode(), self.server.state.encode()
        ):
            self.server.brought = query
            said = "You are signed in" if "code" in query else "You are not signed in"
            self._answer(200, f"{said}. Close this page, and go back to the terminal.")
        else:
            self._answer(404, "There is nothing here.")

    def _answer(self, status: int, text: str, **headers: str) -> None:
        self.send_response(status)
        content = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        for name, value in (content | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing into the conversation."""
