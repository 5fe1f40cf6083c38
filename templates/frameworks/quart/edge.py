"""What Quart is taught for this plugin: who calls, reading requests, answers and errors as JSON."""

from collections.abc import Callable
from typing import ParamSpec

from pydantic import BaseModel
from quart import Quart, Response, g, request
from quart.utils import run_sync
from werkzeug.exceptions import HTTPException

from . import auth, errors
from .parsing import Model, parse_body, parse_query

P = ParamSpec("P")


async def guard() -> None:
    """Ask who calls before anything else is read; `g.user` is the answer."""
    if request.method != "OPTIONS":
        g.user = await run_sync(auth.authenticate)(request.headers.get("Authorization"))


def query(model: type[Model]) -> Model:
    """Read the query of this request."""
    return parse_query(model, request.args)


async def body(model: type[Model]) -> Model:
    """Read the body of this request."""
    data = await request.get_data(cache=True, as_text=False, parse_form_data=False)
    return parse_body(model, data, request.mimetype)


async def answer(do: Callable[P, BaseModel | None], *args: P.args, **kwargs: P.kwargs) -> Response:
    """Do an operation in a thread and answer with what it returns, `{}` for nothing."""
    result = await run_sync(do)(*args, **kwargs)
    text = result.model_dump_json(by_alias=True, exclude_none=True) if result else "{}"
    return Response(text, mimetype="application/json")


def answer_errors_as_json(app: Quart) -> None:
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
