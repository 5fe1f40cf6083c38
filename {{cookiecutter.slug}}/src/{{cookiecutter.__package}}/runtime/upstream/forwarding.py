"""Operations of openapi.yaml that are forwarded: what is checked, and what is sent on."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from pydantic import TypeAdapter

from .. import errors
from ..described import Described
from ..operation import Answer, Argument, Operation, Request
from ..schemas import resolve
from . import client
from .settings import settings
from .table import Target, table

_log = logging.getLogger(__name__)
_REQUEST = Argument("request", "request", None, TypeAdapter(Any))


def operation(described: Described) -> Operation | None:
    """Bind an operation to the API.

    It is always checked that required parameters and a required body are there, and that a body is
    JSON; UPSTREAM_VALIDATE says what happens with values that openapi.yaml does not allow.

    Parameters:
        described: The operation in openapi.yaml.

    Returns:
        The operation, or None if upstream.json does not have it.

    Raises:
        errors.NotReady: If upstream.json or a setting cannot be used.
    """
    target = table().operations.get(described.id)
    if target is None:
        return None
    names = described.names
    for name in target.parameters:
        if name not in names.values():
            raise errors.NotReady(
                f"upstream.json has {{{name}}} in the path of {described.id}, which is no parameter "
                f"of {described.path} in openapi.yaml"
            )
    validate = settings().upstream_validate
    function = _sending_on(target, names)
    checked = narrowed(described, values=validate == "refuse")
    bound = checked.bound(function, (_REQUEST,), ())
    if validate == "log":
        whole = narrowed(described, values=True).bound(function, (), ())
        bound = replace(bound, function=_logging(whole, function))
    return replace(bound, is_forwarded=True)


def narrowed(described: Described, *, values: bool) -> Described:
    """Leave out what is not checked before an operation is forwarded.

    Parameters:
        described: The operation in openapi.yaml.
        values: Whether values are checked too. Those of parameters that are not written as plain
            text or as a repeated parameter never are.

    Returns:
        The operation with such schemas as are checked.
    """
    parameters = [
        {**each, "schema": each.get("schema", {}) if values and _is_plain(described, each) else {}}
        for each in described.parameters
        if not _is_spread(described, each)
    ]
    node = {**described.node, "parameters": parameters}
    if (body := described.body) and not values:
        required = body.get("required")
        node["requestBody"] = {"required": required, "content": {"application/json": {}}}
    return replace(described, node=node, shared=[])


def _is_plain(described: Described, parameter: Mapping[str, Any]) -> bool:
    is_listed = parameter["in"] == "path" or parameter.get("explode") is False
    return (
        "schema" in parameter
        and parameter.get("style", "form") in ("form", "simple")
        and not _types(described, parameter) & ({"array", "object"} if is_listed else {"object"})
    )


def _is_spread(described: Described, parameter: Mapping[str, Any]) -> bool:
    """Whether its name is not what the query has, as in `filter[name]=` (style deepObject)."""
    if parameter["in"] != "query" or "schema" not in parameter:
        return False
    style = parameter.get("style", "form")
    exploded = style == "form" and parameter.get("explode") is not False
    return style == "deepObject" or (exploded and "object" in _types(described, parameter))


def _types(described: Described, parameter: Mapping[str, Any]) -> set[str]:
    """The JSON types that a parameter may have, as far as they are written."""
    found: set[str] = set()
    schemas = [parameter.get("schema")]
    for schema in schemas:
        schema = resolve(described.document, schema)
        if isinstance(schema, dict) and len(schemas) < 100:
            types = schema.get("type", "object" if "properties" in schema else [])
            found |= {types} if isinstance(types, str) else {*types}
            for word in ("allOf", "anyOf", "oneOf"):
                schemas += schema.get(word) or []
    return found


def _sending_on(target: Target, names: Mapping[str, str]) -> Callable[[Request], Awaitable[Answer]]:
    async def send_on(request: Request) -> Answer:
        """Send on the path, the query, the body, Accept and Content-Type, and nothing else."""
        path = {names[key]: unquote(value) for key, value in request.path.items() if key in names}
        headers = {"Accept": request.headers.get("Accept", "") or "*/*"}
        if request.body:
            headers["Content-Type"] = request.headers.get("Content-Type", "")
        address = target.address(path, request.query)
        return await client.send(target.method, address, headers, request.body)

    return send_on


def _logging(
    whole: Operation, function: Callable[[Request], Awaitable[Answer]]
) -> Callable[[Request], Awaitable[Answer]]:
    async def log_and_send_on(request: Request) -> Answer:
        try:
            whole.check(request)
        except errors.PluginError as error:
            _log.warning("%s %s does not match openapi.yaml: %s", whole.method, whole.path, error)
        return await function(request)

    return log_and_send_on
