"""What Flask needs to serve the operations: views that ask who is calling, documents, errors."""

import inspect
from collections.abc import Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from .. import auth
from . import documents, errors, operation
from .asgi import App


def supplies(parameter: inspect.Parameter, type_: Any) -> bool:
    """Whether Flask itself supplies an argument; it supplies none, its request is a global."""
    return False


def rule(path: str) -> str:
    """Write a path of openapi.yaml as a URL rule: `/todos/{username}` is `/todos/<username>`."""
    return path.replace("{", "<").replace("}", ">")


def view(app: Flask, bound: operation.Operation) -> Callable[..., ResponseReturnValue]:
    """Make the view function of an operation.

    Parameters:
        app: The app, whose way to run coroutines is used.
        bound: The operation, bound to its function.

    Returns:
        A function that takes the parameters of the path.
    """
    run = app.ensure_sync(bound.run_async) if bound.is_async else bound.run

    def answer(**path: str) -> ResponseReturnValue:
        user = auth.authenticate(request.headers.get("Authorization"))
        asked = operation.Request(
            path,
            request.query_string.decode("latin-1"),
            request.headers.get("Content-Type", ""),
            request.get_data(),
        )
        result = run(asked, user, {})
        if isinstance(result, bytes):
            return Response(result, bound.status, mimetype="application/json")
        returned: Response = result
        return returned

    return answer


def add_documents(app: Flask) -> None:
    """Serve the plugin's documents."""
    for document in documents.SERVED:
        app.add_url_rule(document.path, document.path, _serving(document))
    app.add_url_rule("/", "start", lambda: redirect(documents.SERVED[0].path, 307))


def _serving(document: documents.Served) -> Callable[[], Response]:
    return lambda: Response(document.read(), mimetype=document.media_type)


def add_error_handlers(app: Flask) -> None:
    """Give every error the same form, `{"detail": "…"}`."""

    @app.errorhandler(errors.PluginError)
    def _refused(error: errors.PluginError) -> Response:
        return _answer(error.status, error.detail, error.headers)

    @app.errorhandler(HTTPException)
    def _http_error(error: HTTPException) -> Response:
        response = error.get_response()
        allow = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
        return _answer(response.status_code, errors.phrase(response.status_code), allow)


def _answer(status: int, detail: str, headers: dict[str, str]) -> Response:
    return Response(errors.body(detail), status, headers, mimetype="application/json")


def to_asgi(app: Flask) -> App:
    """The app as ASGI: each request in a thread of its own."""
    return cast(App, WSGIMiddleware(app))  # type: ignore[arg-type]
