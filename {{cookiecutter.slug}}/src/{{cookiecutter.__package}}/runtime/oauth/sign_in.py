"""The endpoints that a browser visits during sign-in, the same for every framework.

The host sends the browser to /oauth/authorize. From there it goes to the OpenID provider, back to
/oauth/callback and, with the user's consent, to the host with a code.
"""

import logging
from secrets import token_urlsafe

from authlib.oauth2 import OAuth2Error
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ..pages import explorer
from . import answers, browsers, limits, pages, parameters, provider, setup, store
from .authorization_server import server
from .parameters import HostRequest, host_request
from .provider import ProviderError

_OVER = (
    "This sign-in was started in another browser, took more than ten minutes, or is already "
    "complete. Go back to the app that you came from, and connect again."
)
_log = logging.getLogger(__name__)


async def authorize(request: Request) -> Response:
    """Check the host's request, then send the browser to the provider (RFC 6749, 4.1.1)."""
    await limits.count()
    wanted = parameters.for_authorization(await parameters.from_browser(request))
    return await limits.in_thread(_authorize, wanted, browsers.identify(request))


def _authorize(wanted: dict[str, str], browser: str) -> Response:
    setup.on_start()
    authorization = host_request("GET", wanted)
    server.check(authorization)
    nonce, verifier = token_urlsafe(32), token_urlsafe(32)
    browser = browser or browsers.new()
    try:
        provider.provider()
        state = store.save(browser, wanted, nonce, verifier)
        url = provider.sign_in_url(state, nonce, verifier)
    except (ProviderError, limits.Busy) as error:
        return _redirect_error(authorization, "temporarily_unavailable", error)
    response = RedirectResponse(url, 303, answers.HEADERS)
    browsers.remember(browser, response)
    return response


async def callback(request: Request) -> Response:
    """Receive the user from the provider, and ask for their consent."""
    await limits.count()
    query = await parameters.from_browser(request)
    return await limits.in_thread(_callback, query, browsers.identify(request))


def _callback(query: dict[str, str], browser: str) -> Response:
    taken = store.take(query.get("state", ""), browser, signed_in=False)
    if not taken:
        return pages.refusal(_OVER)
    authorization = host_request("GET", taken.request)
    try:
        provider.check_issuer(query.get("iss"))
        if error := query.get("error"):
            code = "access_denied" if error == "access_denied" else "server_error"
            why = ProviderError(f"The provider answered with the error {error!a}")
            return _redirect_error(authorization, code, why)
        user = provider.user(query.get("code", ""), taken.nonce, taken.verifier)
    except ProviderError as failed:
        return _redirect_error(authorization, "server_error", failed)
    except limits.Busy as busy:
        return _redirect_error(authorization, "temporarily_unavailable", busy)
    ticket = store.save(browser, taken.request, user=user)
    return pages.consent(taken.request, user, ticket)


async def consent(request: Request) -> Response:
    """Send the browser back to the host, with a code if the user consents (RFC 6749, 4.1.2)."""
    await limits.count()
    form = await parameters.from_browser(request)
    return await limits.in_thread(_consent, form, browsers.identify(request))


def _consent(form: dict[str, str], browser: str) -> Response:
    taken = store.take(form.get("ticket", ""), browser, signed_in=True)
    if not taken:
        return pages.refusal(_OVER)
    authorization = host_request("GET", taken.request)
    return server.code(authorization, taken.user if form.get("answer") == "allow" else None)


def _redirect_error(authorization: HostRequest, error: str, why: Exception) -> Response:
    """Send the browser back to the host with an error; only the plugin's log says exactly why."""
    _log.warning("Sign-in failed: %s", why)
    refused = OAuth2Error(
        "Sign-in at the provider failed",
        error=error,
        redirect_uri=authorization.parameters["redirect_uri"],
        state=authorization.parameters.get("state"),
    )
    return server.refuse(refused)


def _refuse(error: OAuth2Error) -> Response:
    """Report an error to the host, or to the user if the host's address cannot be trusted."""
    if error.redirect_uri:
        return server.refuse(error)
    status, _, headers = error()
    if isinstance(error, limits.TooManyRequests):
        shown = (
            "Too many requests to sign in came from your network. Reload this page in "
            f"{error.seconds} seconds."
        )
    else:
        shown = f"{error.error}: {error.get_error_description()}"
    return pages.refusal(shown, status, dict(headers))


def _without_query(record: logging.LogRecord) -> bool:
    """Keep codes out of uvicorn's access log: remove the queries of sign-in's addresses."""
    if isinstance(record.args, tuple):
        own = [str(each).startswith(("/oauth/", explorer.REDIRECT)) for each in record.args]
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
# No redirects for a trailing slash: they would repeat the Host header.
app.router.redirect_slashes = False
