"""Calls of the API by functions of operations.py."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic_core import to_json, to_jsonable_python

from .. import errors
from ..operation import Answer
from . import client
from .settings import require
from .table import table

_JSON = "application/json"
# How much of an answer a refusal repeats.
_SHOWN = 500


class Refused(errors.PluginError):
    """The API refuses a request of `request`; the caller gets its status, and what it says.

    Parameters:
        answer: The API's answer.
    """

    def __init__(self, answer: Answer) -> None:
        said = answer.text[:_SHOWN].strip()
        super().__init__(f"The API behind this plugin refuses the request: {said or answer.status}")
        self.status = answer.status
        self.answer = answer


def request(
    operation_id: str, parameters: Mapping[str, Any] | None = None, body: Any = None
) -> Answer:
    """Call an operation of the API, from a plain `def`.

    Parameters:
        operation_id: An operationId of upstream.json.
        parameters: The parameters by their names in openapi.yaml, for the path and for the query. A
            list is repeated, and None is left out.
        body: What is sent as JSON: a model, a dict and so on; nothing if None.

    Returns:
        The answer, with `status`, `json()` and `text`. A function may return it as it is.

    Raises:
        Refused: If the API answers with a status from 400 to 499.
        errors.BadGateway: If it cannot be reached, fails, or answers with what is no text.
        errors.GatewayTimeout: If it takes longer than OPERATION_TIMEOUT or 40 seconds.
        ValueError: If upstream.json has no such operation, or a parameter of its path is missing.
    """
    return _accepted(client.submit(*_written(operation_id, parameters or {}, body)).result())


async def request_async(
    operation_id: str, parameters: Mapping[str, Any] | None = None, body: Any = None
) -> Answer:
    """Call an operation of the API, from an `async def`; otherwise the same as `request`."""
    return _accepted(await client.send(*_written(operation_id, parameters or {}, body)))


def _accepted(answer: Answer) -> Answer:
    if answer.status >= 400:
        raise Refused(answer)
    return answer


def _written(
    operation_id: str, parameters: Mapping[str, Any], body: Any
) -> tuple[str, str, dict[str, str], bytes]:
    try:
        require()
    except errors.NotReady as error:
        raise errors.Unavailable(str(error)) from None
    target = table().operations.get(operation_id)
    if target is None:
        raise ValueError(f"upstream.json has no operation {operation_id}")
    given = {name: value for name, value in parameters.items() if value is not None}
    if missing := [name for name in target.parameters if name not in given]:
        raise ValueError(f"{operation_id} needs the parameter {missing[0]}")
    path = {name: _text(given.pop(name)) for name in dict.fromkeys(target.parameters)}
    query = [
        (name, _text(each))
        for name, value in given.items()
        for each in (value if isinstance(value, (list, tuple)) else [value])
    ]
    headers = {"Accept": f"{_JSON}, text/*;q=0.9"}
    content = b""
    if body is not None:
        headers["Content-Type"] = _JSON
        content = to_json(body, by_alias=True, exclude_none=True)
    return target.method, target.address(path, urlencode(query)), headers, content


def _text(value: Any) -> str:
    value = to_jsonable_python(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
