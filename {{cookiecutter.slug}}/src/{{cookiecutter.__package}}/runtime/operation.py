"""One operation of openapi.yaml with the function that does it: from a request to its answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator, to_json

from . import errors

_ABSENT = object()  # JSON has a null of its own.


class Headers(Protocol):
    """The headers of a request, as each framework has them: names in any case."""

    def get(self, name: str, default: str, /) -> str:
        """Get the value of a header."""


class Request(NamedTuple):
    """What the framework found in a request.

    Parameters:
        path: The path's segments by the names in `Operation.path`, still percent-encoded.
        query: The query string.
        headers: The headers.
        body: The whole body.
    """

    path: Mapping[str, str]
    query: str
    headers: Headers
    body: bytes


class Answer(NamedTuple):
    """What a request is answered with.

    Parameters:
        status: The status.
        body: The whole body.
        content_type: The header Content-Type.
        headers: Other headers.
    """

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = MappingProxyType({})

    @property
    def text(self) -> str:
        """The body as text, which is UTF-8."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            errors.BadGateway: If it is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise errors.BadGateway("The API behind this plugin answered without JSON") from None


class Argument(NamedTuple):
    """An argument of the function.

    Parameters:
        name: Its name in Python.
        source: Where its value comes from: path, query, body, user, or request for all of it.
        key: The name of the parameter in openapi.yaml; None for all that the source has.
        type: What the value is converted to.
    """

    name: str
    source: str
    key: str | None
    type: TypeAdapter[Any]


class Parameters(NamedTuple):
    """The path or the query: how its text is read.

    Parameters:
        names: The parameters of the path, by the names that the router has for them.
        lists: Those that may be repeated.
        validator: Validates all of them together.
    """

    names: Mapping[str, str]
    lists: frozenset[str]
    validator: SchemaValidator


class Body(NamedTuple):
    """The JSON body."""

    required: bool
    validator: SchemaValidator


@dataclass(frozen=True)
class Operation:
    """An operation, bound to its function.

    Parameters:
        id: The operationId.
        method: The HTTP method in capitals.
        path: The path, in which each `{name}` is a Python name.
        status: The status of a successful response.
        function: The function in operations.py.
        is_async: Whether it is a coroutine function.
        arguments: What it takes from the request.
        extras: Names of the arguments that the framework itself supplies.
        is_forwarded: Whether operations.py has no such function, so that an API does it.
    """

    id: str
    method: str
    path: str
    status: int
    function: Callable[..., Any]
    is_async: bool
    arguments: tuple[Argument, ...]
    path_parameters: Parameters | None
    query_parameters: Parameters | None
    body: Body | None
    extras: tuple[str, ...] = ()
    is_forwarded: bool = False

    def run(self, request: Request, user: str, extras: Mapping[str, Any]) -> Any:
        """Call a function that is a plain `def`.

        Parameters:
            request: The request.
            user: Who is calling.
            extras: The arguments that the framework supplies.

        Returns:
            An `Answer`, or the framework's own response if the function returned one.

        Raises:
            errors.PluginError: If the request does not match openapi.yaml.
        """
        return self._encoded(self.function(**self._values(request, user), **extras))

    async def run_async(self, request: Request, user: str, extras: Mapping[str, Any]) -> Any:
        """Call a function that is an `async def`; otherwise the same as `run`."""
        return self._encoded(await self.function(**self._values(request, user), **extras))

    def check(self, request: Request) -> None:
        """Check a request against openapi.yaml.

        Raises:
            errors.PluginError: If it does not match.
        """
        self._values(request, "")

    def _encoded(self, result: Any) -> Any:
        if isinstance(result, Answer):
            return result
        if not isinstance(result, (BaseModel, dict)) and hasattr(result, "status_code"):
            return result  # The framework's own response.
        if self.status == HTTPStatus.NO_CONTENT:
            return Answer(self.status, b"")
        if result is None:
            return Answer(self.status, b"{}")
        body = to_json(result, by_alias=True, exclude_none=True, inf_nan_mode="null")
        return Answer(self.status, body)

    def _values(self, request: Request, user: str) -> dict[str, Any]:
        """Read what the function takes; what the request leaves out has the function's default."""
        found: dict[str, Any] = {
            "user": user,
            "request": request,
            "path": _path(self.path_parameters, request.path),
            "query": _query(self.query_parameters, request.query),
            "body": self._body(request) if self.body else _ABSENT,
        }
        values = {}
        for name, source, key, type_ in self.arguments:
            value = found[source]
            if key is not None:
                if key not in value:
                    continue
                value = value[key]
            elif value is _ABSENT:
                continue
            try:
                values[name] = type_.validate_python(value)
            except ValidationError as error:
                place = source if key is None else f"{source}.{key}"
                raise errors.invalid(place, error.errors()) from None
        return values

    def _body(self, request: Request) -> Any:
        body = self.body
        if body is None or not request.body:
            if body and body.required:
                raise errors.Invalid("body: Field required")
            return _ABSENT
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise errors.Invalid("body: Input should be JSON, with Content-Type: application/json")
        try:
            data = json.loads(request.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise errors.PluginError("There was an error parsing the body") from None
        try:
            return body.validator.validate_python(data)
        except ValidationError as error:
            raise errors.invalid("body", error.errors()) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")  # Python reads NaN and Infinity (RFC 8259, 6).


def _path(parameters: Parameters | None, found: Mapping[str, str]) -> Any:
    if parameters is None:
        return {}
    values = {name: unquote(found[spelled]) for spelled, name in parameters.names.items()}
    return _valid("path", parameters, values)


def _query(parameters: Parameters | None, query: str) -> Any:
    if parameters is None:
        return {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    except ValueError:
        raise errors.PluginError("The query is not UTF-8 text") from None
    values: dict[str, Any] = {}
    for name, value in pairs:
        # The last value of a repeated parameter counts, unless it is a list.
        if name in parameters.lists:
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    return _valid("query", parameters, values)


def _valid(place: str, parameters: Parameters, values: dict[str, Any]) -> Any:
    try:
        return parameters.validator.validate_python(values)
    except ValidationError as error:
        raise errors.invalid(place, error.errors()) from None
