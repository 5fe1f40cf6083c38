"""What FastAPI is taught for this plugin: who calls, what a path segment is, errors as JSON."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import {{ 'Depends, ' if cookiecutter.__knows_user else '' }}FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import AfterValidator
from starlette.exceptions import HTTPException

from . import auth, errors

# A text in the path; middleware.keep_segments says why it comes escaped.
Segment = Annotated[str, AfterValidator(unquote)]


class GuardedRoute(APIRoute):
    """A route that asks who calls before it reads the body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            authorization = request.headers.get("Authorization")
            request.state.user = await run_in_threadpool(auth.authenticate, authorization)
            return await handle(request)

        return guarded
{% if cookiecutter.__knows_user %}


def _user(request: Request) -> str:
    user: str = request.state.user
    return user


User = Annotated[str, Depends(_user)]
{% endif %}


def answer_errors_as_json(app: FastAPI) -> None:
    """Give every error the same form, `{"detail": "…"}`."""

    @app.exception_handler(errors.PluginError)
    def _refused(request: Request, error: errors.PluginError) -> Response:
        return _answer(error.status, error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        refusal = errors.invalid(error.errors())
        return _answer(refusal.status, refusal.detail)

    @app.exception_handler(HTTPException)
    def _http_error(request: Request, error: HTTPException) -> Response:
        return _answer(error.status_code, error.detail, error.headers)

    @app.exception_handler(Exception)
    def _bug(request: Request, error: Exception) -> Response:
        return _answer(500, errors.phrase(500))


def _answer(status: int, detail: str, headers: Any = None) -> Response:
    return Response(errors.body(detail), status, headers, media_type="application/json")
