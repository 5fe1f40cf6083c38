"""What Flask needs to serve the operations: views that ask who is calling, documents, errors."""

import asyncio
import inspect
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import Body, WSGIResponder, build_environ
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from ..settings import settings
from . import documents, errors, failures, operation, time_limit
from .asgi import App, send_whole
from .authentication import identify
from .rate_limit.calls import counted_in_thread
from .threads import Call

# How many parts of an answer may wait to be sent.
SHORT = 8
# How long a coroutine may take to end when it has been cancelled.
GRACE_SECONDS = 1.0
# Where the environment of a request has the operation that is running.
_RUNNING = "plugin.operation"


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
    # A plain function runs in the thread of the request, whose time is limited by `_Responder`.
    limited = partial(time_limit.run, bound)
    run = app.ensure_sync(limited) if bound.is_async else partial(bound.run, extras={})
    caller = counted_in_thread(identify)

    def answer(**path: str) -> ResponseReturnValue:
        user = caller(request.headers.get("Authorization"))
        asked = operation.Request(
            path,
            request.query_string.decode("latin-1"),
            request.headers,
            request.get_data() if bound.body else b"",
        )
        request.environ[_RUNNING] = bound
        result = run(asked, user)
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

    app.log_exception = _log_exception  # type: ignore[method-assign]

    @app.errorhandler(errors.PluginError)
    def _refused(error: errors.PluginError) -> Response:
        return _answer(error.status, error.detail, error.headers)

    @app.errorhandler(HTTPException)
    def _http_error(error: HTTPException) -> Response:
        response = error.get_response()
        allow = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
        return _answer(response.status_code, errors.phrase(response.status_code), allow)


def _log_exception(exc_info: Any) -> None:
    """Log what Flask does not handle; Flask's own line has the path, in which there may be names."""
    failures.log(exc_info[1])


def _answer(status: int, detail: str, headers: dict[str, str]) -> Response:
    return Response(errors.body(detail, status), status, headers, mimetype="application/json")


class _Responder(WSGIResponder):
    """Answers a request in a thread.

    A short answer is handed to the event loop without waiting for it; a2wsgi waits three times. An
    operation whose time is over is given up, unless its answer has begun.
    """

    def __init__(self, app: Flask) -> None:
        super().__init__(app, None, 2 * SHORT)  # type: ignore[arg-type]
        self.flask = app
        self.is_given_up = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        environ = build_environ(scope, Body(self.loop, receive))
        try:
            call = time_limit.threads.start(self.wsgi, environ, self.start_response)
        except errors.Overloaded as error:
            await self.refuse(error, scope, receive, send)
            return
        sender = self.loop.create_task(self.sender(send))
        try:
            refusal = await self.wait(call, environ)
            if refusal is None:
                await self.send_queue.put(None)
                await sender
        finally:
            sender.cancel()
        if refusal:
            await self.refuse(refusal, scope, receive, send)
        elif self.exc_info:
            raise self.exc_info[1].with_traceback(self.exc_info[2])

    async def wait(self, call: Call, environ: Any) -> errors.PluginError | None:
        """Wait for the answer, or until the time of the operation is over."""
        await asyncio.wait([call.answer], timeout=settings().operation_timeout)
        bound: operation.Operation | None = environ.get(_RUNNING)
        if not call.answer.done() and bound and bound.is_async:  # It is being cancelled.
            await asyncio.wait([call.answer], timeout=GRACE_SECONDS)
        is_waiting = not call.answer.done() and not self.response_started
        # Pages of the owner's own have no limit.
        if is_waiting and (bound or time_limit.threads.withdraw(call)):
            self.is_given_up = True
            call.answer.cancel()  # Nobody asks what becomes of it.
            return time_limit.give_up(bound, call)
        await call.answer
        return None

    async def refuse(self, error: errors.PluginError, scope: Any, receive: Any, send: Any) -> None:
        """Answer with an error as the app would: with its handlers, and its headers for CORS."""

        def respond() -> Response:
            environ = {**build_environ(scope, Body(self.loop, receive))}
            with self.flask.request_context(environ):
                handled = self.flask.handle_user_exception(error)
                return self.flask.process_response(self.flask.make_response(handled))

        response = await asyncio.to_thread(respond)
        headers = [(name.encode(), each.encode("latin-1")) for name, each in response.headers]
        await send_whole(response.status_code, response.get_data(), headers, send)

    def send(self, message: Any) -> None:
        if self.is_given_up:
            raise ConnectionAbortedError("The answer is dropped, because it is too late")
        if self.send_queue.qsize() < SHORT:
            self.loop.call_soon_threadsafe(self.send_queue.put_nowait, message)
        else:  # Whoever streams much waits until the caller has read it.
            super().send(message)


class _Middleware(WSGIMiddleware):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await _Responder(cast(Flask, self.app))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def to_asgi(app: Flask) -> App:
    """The app as ASGI: each request in a thread."""
    return cast(App, _Middleware(app))  # type: ignore[arg-type]
