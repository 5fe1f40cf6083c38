"""What Quart needs to serve the operations: views that ask who is calling, documents, errors."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from quart import Quart, Response, ResponseReturnValue
from quart.asgi import ASGIHTTPConnection
from quart.ctx import RequestContext
from quart.globals import request_ctx
from quart.utils import cancel_tasks
from werkzeug.exceptions import HTTPException

from . import documents, errors, failures, operation, time_limit
from .asgi import App
from .authentication import caller
from .rate_limit.calls import counted

View = Callable[..., Awaitable[ResponseReturnValue]]

# The server takes so many bytes without waiting for the caller, so no time limit is needed.
SHORT = 32_768


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
    identify = counted(caller)

    async def answer(**path: str) -> ResponseReturnValue:
        current = request_ctx.request  # Looked up once, since each look-up takes some time.
        user = await identify(current.headers.get("Authorization"))
        asked = operation.Request(
            path,
            current.query_string.decode("latin-1"),
            current.headers,
            await current.body if bound.body else b"",
        )
        result = await time_limit.run(bound, asked, user)
        if isinstance(result, operation.Answer):
            status, content, kind, headers = result
            response = Response(content, status, {**headers}, content_type=kind)
            if len(content) < SHORT:
                response.timeout = None
            return response
        returned: Response = result
        return returned

    return answer


def only_with_origin(app: Quart) -> None:
    """Run what was added with `after_request` so far only for requests that have an Origin header.

    That is quart-cors, which reads its settings anew for every answer. Without an Origin, all that
    comes of it is `Vary`, and it would take a tenth of the time of a short request.
    """
    functions = app.after_request_funcs.pop(None)
    process = app.process_response

    async def process_response(response: Any, request_context: RequestContext | None = None) -> Any:
        response = await process(response, request_context)
        headers = (request_context or request_ctx).request.scope["headers"]
        if not any(name == b"origin" for name, _ in headers):
            response.headers.add("Vary", "Origin")
            return response
        for function in reversed(functions):
            response = await app.ensure_async(function)(response)
        return response

    app.process_response = process_response  # type: ignore[method-assign]


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

    app.log_exception = _log_exception  # type: ignore[method-assign]

    @app.errorhandler(errors.PluginError)
    async def _refused(error: errors.PluginError) -> Response:
        return _answer(error.status, error.detail, error.headers)

    @app.errorhandler(HTTPException)
    async def _http_error(error: HTTPException) -> Response:
        response = error.get_response()
        allow = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
        return _answer(response.status_code, errors.phrase(response.status_code), allow)


def _log_exception(exception_info: Any) -> None:
    """Log what Quart does not handle; Quart's own line has the path, in which there may be names."""
    failures.log(exception_info[1])


def _answer(status: int, detail: str, headers: dict[str, str]) -> Response:
    return Response(errors.body(detail, status), status, headers, mimetype="application/json")


class _Connection(ASGIHTTPConnection):
    """Answers a request without a task that listens to the caller in the meantime.

    Quart starts two tasks for each request, which take a tenth of the time of a short one. By then the
    server has read the body, so all that the caller can still do is leave, which ends a stream.
    """

    async def __call__(self, receive: Any, send: Any) -> None:
        request = self._create_request_from_scope(send)
        self.receive, more = receive, True
        while more:
            message = await receive()
            request.body.append(message.get("body", b""))
            more = message.get("more_body", False)
        request.body.set_complete()
        await self.handle_request(request, send)

    async def _send_response(self, send: Any, response: Any) -> None:
        sending = super()._send_response(send, response)
        if isinstance(response.response, response.data_body_class):  # It is sent at once.
            await sending
            return
        tasks = [asyncio.ensure_future(each) for each in (sending, self._left())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel_tasks({*tasks})

    async def _left(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass


def to_asgi(app: Quart) -> App:
    """The app as ASGI."""
    app.asgi_http_class = _Connection
    return app
