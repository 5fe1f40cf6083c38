"""What Quart needs to serve the operations: views that ask who is calling, documents, errors."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from quart import Quart, Response, ResponseReturnValue, request
from werkzeug.exceptions import HTTPException

from . import documents, errors, operation, time_limit
from .asgi import App
from .authentication import caller

View = Callable[..., Awaitable[ResponseReturnValue]]


def supplies(parameter: inspect.Parameter, type_: Any) -> bool:
    """Whether Quart itself supplies an argument; it supplies none, its request is a global."""
    return False


def rule(path: str) -> str:
    """Write a path of openapi.yaml as a URL rule: `/todos/{username}` is `/todos/<username>`."""
    return path.replace("{", "<").replace("}", ">")


def view(bound: operation.Operation) -> View:
    """Make the view function of an operation.

    Parameters:
        bound: The operation, bound to its function.

    Returns:
        A coroutine function that takes the parameters of the path.
    """

    async def answer(**path: str) -> ResponseReturnValue:
        user = await caller(request.headers.get("Authorization"))
        body = await request.body if bound.body else b""
        asked = operation.Request(
            path,
            request.query_string.decode("latin-1"),
            request.headers.get("Content-Type", ""),
            body,
            request.headers.get("Accept", ""),
        )
        result = await time_limit.run(bound, asked, user)
        if isinstance(result, operation.Answer):
            status, content, kind, headers = result
            return Response(content, status, {**headers}, content_type=kind)
        returned: Response = result
        return returned

    return answer


def add_documents(app: Quart) -> None:
    """Serve the plugin's documents."""
    for document in documents.SERVED:
        app.add_url_rule(document.path, document.path, _serving(document))


def _serving(document: documents.Served) -> View:
    async def serve() -> ResponseReturnValue:
        return Response(document.read(), mimetype=document.media_type)

    return serve


def add_error_handlers(app: Quart) -> None:
    """Give every error the same form, `{"detail": "…"}`."""

    @app.errorhandler(errors.PluginError)
    async def _refused(error: errors.PluginError) -> Response:
        return _answer(error.status, error.detail, error.headers)

    @app.errorhandler(HTTPException)
    async def _http_error(error: HTTPException) -> Response:
        response = error.get_response()
        allow = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
        return _answer(response.status_code, errors.phrase(response.status_code), allow)


def _answer(status: int, detail: str, headers: dict[str, str]) -> Response:
    return Response(errors.body(detail), status, headers, mimetype="application/json")


def to_asgi(app: Quart) -> App:
    """The app as ASGI."""
    return app
