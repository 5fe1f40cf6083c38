"""What FastAPI needs to serve the operations: routes that ask who is calling, documents, errors."""

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_args, get_type_hints

from fastapi import BackgroundTasks, FastAPI, Request, Response, WebSocket, params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import SecurityScopes
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from . import documents, errors, operation, time_limit
from .asgi import App
from .authentication import caller
from .rate_limit.calls import counted

_OWN_TYPES = (BackgroundTasks, HTTPConnection, Response, SecurityScopes, WebSocket)
# Off: its spans have paths and queries in them; runtime/telemetry measures whatever the framework.
TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False}
_OWN_MARKS = (params.Cookie, params.Depends, params.File, params.Form, params.Header)


class GuardedRoute(APIRoute):
    """A route that asks who is calling before dependencies run and before the body is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        identify = counted(caller)

        async def guarded(request: Request) -> Response:
            request.state.user = await identify(request.headers.get("Authorization"))
            return await handle(request)

        return guarded


def supplies(parameter: inspect.Parameter, type_: Any) -> bool:
    """Whether FastAPI itself supplies an argument: a dependency, the request, a header and so on."""
    marks = (parameter.default, *get_args(type_)[1:])
    plain = get_args(type_)[0] if hasattr(type_, "__metadata__") else type_
    return any(isinstance(mark, _OWN_MARKS) for mark in marks) or (
        isinstance(plain, type) and issubclass(plain, _OWN_TYPES)
    )


def endpoint(bound: operation.Operation) -> Callable[..., Awaitable[Response]]:
    """Make the path operation function of an operation.

    Parameters:
        bound: The operation, bound to its function.

    Returns:
        A function that takes the request, and what the operation's function takes from FastAPI.
    """
    hints = get_type_hints(bound.function, include_extras=True)
    # FastAPI supplies one request, by the name that the operation's function has for it.
    own = next((name for name in bound.extras if hints[name] is Request), "_request")

    async def run(**supplied: Any) -> Response:
        request: Request = supplied[own]
        extras = {name: supplied[name] for name in bound.extras}
        asked = operation.Request(
            request.path_params,
            request.scope["query_string"].decode("latin-1"),
            request.headers,
            await request.body() if bound.body else b"",
        )
        result = await time_limit.run(bound, asked, request.state.user, extras)
        if isinstance(result, operation.Answer):
            headers = {"Content-Type": result.content_type, **result.headers}
            return Response(result.body, result.status, headers)
        returned: Response = result
        return returned

    taken = inspect.signature(bound.function).parameters
    kind = inspect.Parameter.KEYWORD_ONLY
    signature = {own: inspect.Parameter(own, kind, annotation=Request)}
    for name in bound.extras:
        signature[name] = taken[name].replace(kind=kind, annotation=hints[name])
    # FastAPI reads the signature to find out what to supply.
    run.__signature__ = inspect.Signature([*signature.values()])  # type: ignore[attr-defined]
    return run


def add_documents(app: FastAPI) -> None:
    """Serve the plugin's documents."""
    for document in documents.SERVED:
        app.add_api_route(document.path, _serving(document), name=document.path)


def _serving(document: documents.Served) -> Callable[[], Response]:
    return lambda: Response(document.read(), media_type=document.media_type)


def add_error_handlers(app: FastAPI) -> None:
    """Give every error the same form, `{"detail": "…"}`."""

    @app.exception_handler(errors.PluginError)
    def _refused(request: Request, error: errors.PluginError) -> Response:
        return _answer(error.status, error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        place, *_ = error.errors()[0]["loc"]
        found = [{**each, "loc": each["loc"][1:]} for each in error.errors()]
        refusal = errors.invalid(str(place), found)
        return _answer(refusal.status, refusal.detail)

    @app.exception_handler(HTTPException)
    def _http_error(request: Request, error: HTTPException) -> Response:
        return _answer(error.status_code, str(error.detail), error.headers)

    # FastAPI raises the error again for the gateway, which logs it.
    @app.exception_handler(Exception)
    def _failed(request: Request, error: Exception) -> Response:
        return _answer(500, errors.phrase(500))


def _answer(status: int, detail: str, headers: Any = None) -> Response:
    return Response(errors.body(detail, status), status, headers, media_type="application/json")


def to_asgi(app: FastAPI) -> App:
    """The app as ASGI."""
    return app
