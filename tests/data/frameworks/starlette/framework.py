"""What Starlette needs to serve the operations: endpoints that ask who is calling, documents, errors."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from . import documents, errors, operation, time_limit
from .authentication import caller
from .rate_limit.calls import counted


def supplies(parameter: inspect.Parameter, type_: Any) -> bool:
    """Whether Starlette itself supplies an argument: the request."""
    return type_ is Request


def endpoint(bound: operation.Operation) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint of an operation.

    Parameters:
        bound: The operation, bound to its function.

    Returns:
        A coroutine function that takes the request.
    """
    identify = counted(caller)

    async def answer(request: Request) -> Response:
        user = await identify(request.headers.get("Authorization"))
        asked = operation.Request(
            request.path_params,
            request.scope["query_string"].decode("latin-1"),
            request.headers,
            await request.body() if bound.body else b"",
        )
        result = await time_limit.run(bound, asked, user, dict.fromkeys(bound.extras, request))
        if isinstance(result, operation.Answer):
            headers = {"Content-Type": result.content_type, **result.headers}
            return Response(result.body, result.status, headers)
        returned: Response = result
        return returned

    return answer


def documents_routes() -> list[Route]:
    """Serve the plugin's documents."""
    return [Route(each.path, _serving(each), name=each.path) for each in documents.SERVED]


def _serving(document: documents.Served) -> Callable[[Request], Response]:
    return lambda request: Response(document.read(), media_type=document.media_type)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.PluginError)
    return _answer(error.status, error.detail, error.headers)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(error.status_code, error.detail, error.headers)


def _failed(request: Request, error: Exception) -> Response:
    return _answer(500, errors.phrase(500))


def _answer(status: int, detail: str, headers: Any = None) -> Response:
    return Response(errors.body(detail, status), status, headers, media_type="application/json")


# Every error has the same form, `{"detail": "…"}`.
ERROR_HANDLERS: dict[Any, Any] = {
    errors.PluginError: _refused,
    HTTPException: _http_error,
    Exception: _failed,
}


def to_asgi(app: Starlette) -> ASGIApp:
    """The app as ASGI."""
    return app
