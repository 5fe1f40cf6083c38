"""What Flask needs to serve the operations: views that ask who is calling, documents, errors."""

import inspect
from collections.abc import Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import WSGIResponder
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from .. import auth
from . import documents, errors, operation
from .asgi import App

# How many parts of an answer may wait to be sent.
SHORT = 8
# How many requests can wait for something, such as a database, at the same time.
THREADS = 40


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
            request.headers,
            request.get_data() if bound.body else b"",
        )
        result = run(asked, user, {})
        if isinstance(result, operation.Answer):
            status, body, kind, headers = result
            return Response(body, status, headers, content_type=kind)
        returned: Response = result
        return returned

    return answer


def add_documents(app: Flask) -> None:
    """Serve the plugin's documents."""
    for document in documents.SERVED:
        app.add_url_rule(document.path, document.path, _serving(document))


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


class _Responder(WSGIResponder):
    """Hands a short answer to the event loop without waiting for it; a2wsgi waits three times."""

    def send(self, message: Any) -> None:
        if self.send_queue.qsize() < SHORT:
            self.loop.call_soon_threadsafe(self.send_queue.put_nowait, message)
        else:  # Whoever streams much waits until the caller has read it.
            super().send(message)


class _Middleware(WSGIMiddleware):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await _Responder(self.app, self.executor, 2 * SHORT)(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def to_asgi(app: Flask) -> App:
    """The app as ASGI: each request in a thread."""
    return cast(App, _Middleware(app, workers=THREADS))  # type: ignore[arg-type]
