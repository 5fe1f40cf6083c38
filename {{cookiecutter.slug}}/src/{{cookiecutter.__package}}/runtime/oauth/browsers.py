"""Recognizes a browser by a cookie, on its way from the host to the provider and back."""

from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import Response

from ...settings import settings
from . import keys, store


def identify(request: Request) -> str:
    """Get the id of the browser that sends a request, or "" without a valid cookie."""
    browser, _, signature = request.cookies.get(_cookie(), "").partition(".")
    return browser if keys.is_signed("browsers", browser, signature) else ""


def new() -> str:
    """Make an id for a browser."""
    return token_urlsafe(32)


def remember(browser: str, response: Response) -> None:
    """Set the cookie. It expires when the sign-in does."""
    response.set_cookie(
        _cookie(),
        f"{browser}.{keys.sign('browsers', browser)}",
        max_age=store.SIGN_IN_SECONDS,
        secure=_is_https(),
        httponly=True,
        samesite="lax",
    )


def _cookie() -> str:
    # The prefix keeps other hosts of the same domain from setting it (RFC 6265bis, 4.1.3.2).
    return "__Host-oauth" if _is_https() else "oauth"


def _is_https() -> bool:
    return settings().public_url.startswith("https:")
