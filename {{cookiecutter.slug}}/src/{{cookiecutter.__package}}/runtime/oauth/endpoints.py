"""Sign-in: a small authorization server beside the app, the same for every framework.

The host sends a browser to /oauth/authorize. From there it goes to the OpenID provider, back to
/oauth/callback, and with the user's consent and a code to the host, which changes the code into
tokens at /oauth/token.
"""

import hmac
import json
import logging
from collections.abc import Mapping
from secrets import token_urlsafe
from urllib.parse import parse_qsl

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ...settings import settings
from .. import errors
from . import access_tokens, pages, provider, setup, store
from .authorization_server import HEADERS, HostRequest, read, server
from .provider import ProviderError

LONGEST_BODY = 100_000
_FORM = "application/x-www-form-urlencoded"
_OVER = (
    "This sign-in was begun in another browser, took over ten minutes, or is done already. "
    "Go back to where you came from and connect again."
)
_log = logging.getLogger(__name__)


async def authorize(request: Request) -> Response:
    """Check what the host asks for, then send the browser to the provider (RFC 6749, 4.1.1)."""
    return await run_in_threadpool(_authorize, await _parameters(request), _browser(request))


def _authorize(parameters: dict[str, str], browser: str) -> Response:
    setup.on_start()
    try:
        asked = read("GET", parameters)
        server.check(asked)
    except OAuth2Error as error:
        if not error.redirect_uri:
            raise  # A page says it: whoever asks is not known, and gets nobody sent to them.
        return server.refuse(error)
    nonce, verifier = token_urlsafe(32), token_urlsafe(32)
    browser = browser or token_urlsafe(32)
    try:
        provider.provider()
        state = store.keep(browser, parameters, nonce, verifier)
        response = RedirectResponse(provider.sign_in_url(state, nonce, verifier), 303, HEADERS)
    except ProviderError as error:
        return _tell_host(asked, "temporarily_unavailable", error)
    response.set_cookie(
        _cookie(),
        f"{browser}.{_signature(browser)}",
        max_age=store.SIGN_IN_SECONDS,
        secure=_is_https(),
        httponly=True,
        samesite="lax",
    )
    return response


async def callback(request: Request) -> Response:
    """Take the user back from the provider, and ask for their consent."""
    return await run_in_threadpool(_callback, await _parameters(request), _browser(request))


def _callback(parameters: dict[str, str], browser: str) -> Response:
    taken = store.take(parameters.get("state", ""), browser, signed_in=False)
    if not taken:
        return pages.refusal(_OVER)
    asked = read("GET", taken.request)
    if error := parameters.get("error"):
        told = error if error == "access_denied" else "server_error"
        return _tell_host(asked, told, ProviderError(f"the provider answers {error!a}"))
    try:
        user = provider.user(parameters.get("code", ""), taken.nonce, taken.verifier)
    except ProviderError as failed:
        return _tell_host(asked, "server_error", failed)
    ticket = store.keep(browser, taken.request, user=user)
    return pages.consent(taken.request, user, ticket)


async def consent(request: Request) -> Response:
    """Send the browser back to the host, with a code if the user allows it (RFC 6749, 4.1.2)."""
    return await run_in_threadpool(_consent, await _parameters(request), _browser(request))


def _consent(parameters: dict[str, str], browser: str) -> Response:
    taken = store.take(parameters.get("ticket", ""), browser, signed_in=True)
    if not taken:
        return pages.refusal(_OVER)
    asked = read("GET", taken.request)
    return server.code(asked, taken.user if parameters.get("answer") == "allow" else None)


async def token(request: Request) -> Response:
    """Change a code or a refresh token into tokens (RFC 6749, 4.1.3 and 6)."""
    authorization = {"Authorization": request.headers.get("Authorization", "")}
    try:
        asked = read("POST", await _parameters(request, "application/json"), authorization)
        if not asked.form.get("grant_type"):
            raise InvalidRequestError("grant_type is missing")
    except OAuth2Error as error:
        return server.refuse(error)
    return await run_in_threadpool(_token, asked)


def _token(asked: HostRequest) -> Response:
    setup.on_start()
    return server.tokens(asked)


def _tell_host(asked: HostRequest, error: str, why: ProviderError) -> Response:
    """Tell the host that it cannot be: what exactly is for the log of this plugin alone."""
    _log.warning("Nobody signed in: %s", why)
    refused = OAuth2Error(
        "Sign-in at the provider failed",
        error=error,
        redirect_uri=asked.parameters["redirect_uri"],
        state=asked.parameters.get("state"),
    )
    return server.refuse(refused)


# Reading requests


async def _parameters(request: Request, *other_types: str) -> dict[str, str]:
    """Read the query, or the body of a POST: a form, or JSON where that is taken too."""
    if request.method != "POST":
        return _pairs(request.scope["query_string"].decode("latin-1"))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise InvalidRequestError("The body is too long")
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in other_types:
        return _members(bytes(body))
    if kind != _FORM:
        raise InvalidRequestError(f"The Content-Type must be {' or '.join([_FORM, *other_types])}")
    return _pairs(body.decode("utf-8", "replace"))


def _pairs(text: str) -> dict[str, str]:
    pairs = parse_qsl(text)
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        raise InvalidRequestError("A parameter is there twice")
    return parameters


def _members(body: bytes) -> dict[str, str]:
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidRequestError("The body is no JSON") from None
    if not isinstance(members, dict):
        raise InvalidRequestError("The body is no JSON object")
    given = {name: value for name, value in members.items() if value not in (None, "")}
    if not all(isinstance(value, str) for value in given.values()):
        raise InvalidRequestError("A parameter is no text")
    return given


def _browser(request: Request) -> str:
    """The id of the browser out of our cookie, or "" without one."""
    browser, _, signature = request.cookies.get(_cookie(), "").partition(".")
    genuine = hmac.compare_digest(signature.encode(), _signature(browser).encode())
    return browser if genuine else ""


def _signature(browser: str) -> str:
    return hmac.new(access_tokens.derive("browsers"), browser.encode(), "sha256").hexdigest()


def _cookie() -> str:
    # The prefix keeps other hosts of the same domain from setting it (RFC 6265bis, 4.1.3.2).
    return "__Host-oauth" if _is_https() else "oauth"


def _is_https() -> bool:
    return settings().public_url.startswith("https:")


# Refusing requests


def _oauth_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, OAuth2Error)
    return pages.refusal(f"{error.error}: {error.get_error_description()}")


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(error.status_code, error.detail, error.headers)


def _not_ready(request: Request, error: Exception) -> Response:
    _log.error("%s", error)
    return _answer(503, "Sign-in is not set up at this server")


def _bug(request: Request, error: Exception) -> Response:
    return _answer(500, errors.phrase(500))


def _answer(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(errors.body(detail), status, headers, "application/json")


def _without_query(record: logging.LogRecord) -> bool:
    """Keep codes out of the log of requests: in it, sign-in's addresses have no query."""
    if isinstance(record.args, tuple):
        own = [str(each).startswith("/oauth/") for each in record.args]
        record.args = tuple(
            str(each).partition("?")[0] if mine else each
            for each, mine in zip(record.args, own, strict=True)
        )
    return True


logging.getLogger("uvicorn.access").addFilter(_without_query)

app = Starlette(
    routes=[
        Route("/oauth/authorize", authorize, methods=["GET", "POST"]),
        Route("/oauth/callback", callback),
        Route("/oauth/consent", consent, methods=["POST"]),
        Route("/oauth/token", token, methods=["POST"]),
    ],
    exception_handlers={
        OAuth2Error: _oauth_error,
        HTTPException: _http_error,
        errors.NotReady: _not_ready,
        Exception: _bug,
    },
)
