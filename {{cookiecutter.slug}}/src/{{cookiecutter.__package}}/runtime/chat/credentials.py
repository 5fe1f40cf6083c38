"""How `chat` signs in, by the auth type of the manifest."""

import sys
from collections.abc import Generator

import click
import httpx

from ... import auth
from ..errors import NotReady
from . import browser
from .plugin import Plugin


class Token(httpx.Auth):
    """Sends a token with each request.

    Parameters:
        scheme: `Bearer` or `Basic`.
        token: The token.
    """

    def __init__(self, scheme: str, token: str) -> None:
        self.header = f"{scheme} {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self.header
        yield request


def sign_in(plugin: Plugin, token: str, *, is_own: bool) -> None:
    """Give a plugin's client what the plugin asks for.

    Parameters:
        plugin: The plugin.
        token: The token that the user gave, if any.
        is_own: Whether this process serves the plugin.

    Raises:
        NotReady: If a token is missing, cannot be sent or is not needed, or nobody signs in.
    """
    kind = plugin.auth.get("type")
    if kind == "none":
        if token:
            raise NotReady("The plugin is open to anyone: leave out --token and PLUGIN_TOKEN.")
    elif kind == "oauth" and not token:
        plugin.http.auth = browser.sign_in(plugin)
    else:
        scheme = str(plugin.auth.get("authorization_type", "bearer")).title()
        found = token.strip() or (_own_token() if is_own else "") or _ask()
        if not (found.isascii() and found.isprintable()):
            raise NotReady("The token is not printable ASCII text.")
        plugin.http.auth = Token(scheme, found)


def _own_token() -> str:
    """Get the token for this run from auth.py, if it can make one."""
    make = getattr(auth, "local_token", None)
    return str(make()) if make else ""


def _ask() -> str:
    if not sys.stdin.isatty():
        raise NotReady("The plugin asks for a token: give it as --token or PLUGIN_TOKEN.")
    return str(click.prompt("The plugin's token", hide_input=True, err=True))
