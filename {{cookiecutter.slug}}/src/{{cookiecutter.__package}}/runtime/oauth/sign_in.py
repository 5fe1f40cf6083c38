"""The way of a browser through sign-in, the same for every framework.

The host sends it to /oauth/authorize. From there it goes to the OpenID provider, back to
/oauth/callback, and with the user's consent and a code to the host.
"""

import logging
from secrets import token_urlsafe

from authlib.oauth2 import OAuth2Error
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from . import answers, browsers, limits, pages, parameters, provider, setup, store
from .authorization_server import server
from .parameters import HostRequest, host_request
from .provider import ProviderError

_OVER = (
    "This sign-in was begun in another browser, took over ten minutes, or is done already. "
    "Go back to where you came from and connect again."
)
_log = logging.getLogger(__name__)


async def authorize(request: Request) -> Response:
    """Check what the host asks for, then send the browser to the provider (RFC 6749, 4.1.1)."""
    asked = parameters.for_authorization(await parameters.of_browser(request))
    return await limits.in_thread(_authorize, asked, browsers.known(request))


def _authorize(wanted: dict[str, str], browser: str) -> Response:
    setup.on_start()
    asked = host_request("GET", wanted)
    server.check(asked)
    nonce, verifier = token_urlsafe(32), token_urlsafe(32)
    browser = browser or browsers.new()
    try:
        provider.provider()
        state = store.keep(browser, wanted, nonce, verifier)
        url = provider.sign_in_url(state, nonce, verifier)
    except (ProviderError, limits.Busy) as error:
        return _tell_host(asked, "temporarily_unavailable", error)
    response = RedirectResponse(url, 303, answers.HEADERS)
    browsers.remember(browser, response)
    return response


async def callback(request: Request) -> Response:
    """Take the user back from the provider, and ask for their consent."""
    answered = await parameters.of_browser(request)
    return await limits.in_thread(_callback, answered, browsers.known(request))


def _callback(answered: dict[str, str], browser: str) -> Response:
    taken = store.take(answered.get("state", ""), browser, signed_in=False)
    if not taken:
        return pages.refusal(_OVER)
    asked = host_request("GET", taken.request)
    try:
        provider.check_issuer(answered.get("iss"))
        if error := answered.get("error"):
            why = ProviderError(f"the provider answers {error!a}")
            return _tell_host(
                asked, "access_denied" if error == "access_denied" else "server_error", why
            )
        user = provider.user(answered.get("code", ""), taken.nonce, taken.verifier)
    except ProviderError as failed:
        return _tell_host(asked, "server_error", failed)
    except limits.Busy as busy:
        return _tell_host(asked, "temporarily_unavailable", busy)
    ticket = store.keep(browser, taken.request, user=user)
    return pages.consent(taken.request, user, ticket)


async def consent(request: Request) -> Response:
    """Send the browser back to the host, with a code if the user allows it (RFC 6749, 4.1.2)."""
    answered = await parameters.of_browser(request)
    return await limits.in_thread(_consent, answered, browsers.known(request))


def _consent(answered: dict[str, str], browser: str) -> Response:
    taken = store.take(answered.get("ticket", ""), browser, signed_in=True)
    if not taken:
        return pages.refusal(_OVER)
    asked = host_request("GET", taken.request)
    return server.code(asked, taken.user if answered.get("answer") == "allow" else None)


def _tell_host(asked: HostRequest, error: str, why: Exception) -> Response:
    """Tell the host that it cannot be: what exactly is for the log of this plugin alone."""
    _log.warning("Nobody signed in: %s", why)
    refused = OAuth2Error(
        "Sign-in at the provider failed",
        error=error,
        redirect_uri=asked.parameters["redirect_uri"],
        state=asked.parameters.get("state"),
    )
    return server.refuse(refused)


def _refuse(error: OAuth2Error) -> Response:
    """Tell the host what is wrong, or the person if nobody may be sent to who asks."""
    if error.redirect_uri:
        return server.refuse(error)
    status, _, headers = error()
    shown = f"{error.error}: {error.get_error_description()}"
    return pages.refusal(shown, status, dict(headers))


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
    ],
    exception_handlers=answers.handlers(_refuse),
)
# No redirect for a slash too many: it would repeat the Host header.
app.router.redirect_slashes = False
