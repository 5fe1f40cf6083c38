"""The endpoints that hosts call without a browser: tokens, revocation and registration."""

from authlib.oauth2.rfc6749 import InvalidRequestError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...settings import settings
from . import answers, limits, parameters, registration, setup
from .authorization_server import server
from .parameters import HostRequest, host_request

TOKEN, REVOKE, REGISTER = "/oauth/token", "/oauth/revoke", "/oauth/register"


async def token(request: Request) -> Response:
    """Exchange a code or a refresh token for tokens (RFC 6749, 4.1.3 and 6)."""
    token_request = await _read(request)
    if not token_request.form.get("grant_type"):
        raise InvalidRequestError("grant_type is missing")
    return await limits.in_thread(_token, token_request)


def _token(request: HostRequest) -> Response:
    setup.on_start()
    return server.tokens(request)


async def revoke(request: Request) -> Response:
    """Revoke the grant of a token (RFC 7009)."""
    return await limits.in_thread(_revoke, await _read(request))


def _revoke(request: HostRequest) -> Response:
    setup.on_start()
    return server.revocation(request)


async def register(request: Request) -> Response:
    """Register a client (RFC 7591, 3)."""
    if not settings().oauth_registration:
        raise HTTPException(404)
    await limits.count()
    setup.on_start()
    registered = registration.register(await parameters.members(request))
    return JSONResponse(registered, 201, answers.HEADERS)


async def _read(request: Request) -> HostRequest:
    authorization = {"Authorization": request.headers.get("Authorization", "")}
    return host_request("POST", await parameters.from_host(request), authorization)


# With a slash at the end too: hosts do not follow the redirect of a POST.
_ENDPOINTS = {
    f"{path}{slash}": endpoint
    for path, endpoint in {TOKEN: token, REVOKE: revoke, REGISTER: register}.items()
    for slash in ("", "/")
}
PATHS = tuple(_ENDPOINTS)

app = Starlette(
    routes=[Route(path, endpoint, methods=["POST"]) for path, endpoint in _ENDPOINTS.items()],
    exception_handlers=answers.handlers(server.refuse),
    # Any origin may call these endpoints, which do not use cookies.
    middleware=[
        Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["POST"], allow_headers=["*"])
    ],
)
app.router.redirect_slashes = False
