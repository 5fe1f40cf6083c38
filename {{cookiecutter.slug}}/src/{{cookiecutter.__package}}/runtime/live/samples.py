"""Values for the parameters of operations, to try them with."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from ..check.openapi.api import Api, Operation
from ..check.values import mapping, sequence, text

_FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "someone@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
# Where something might be changed, what most likely does not exist.
_UNKNOWN_TEXT, _UNKNOWN_NUMBER = "no-such-value", 987_654_321
_DEEPEST = 5


def address(api: Api, operation: Operation, given: Mapping[str, str], *, unknown: bool) -> str:
    """Write a path and a query for an operation, with all parameters that are required.

    Parameters:
        api: The document.
        operation: The operation.
        given: Values by the names of parameters, which are sent as they are.
        unknown: Whether values should be such as most likely do not exist.

    Returns:
        The path and the query, encoded.
    """
    path, query = operation.path, []
    for (place, name), parameter in _parameters(api, operation).items():
        is_needed = place == "path" or parameter.get("required") is True
        if name not in given and not is_needed:
            continue
        value = given[name] if name in given else _written(_value(api, parameter, unknown))
        if place == "path":
            path = path.replace(f"{{{name}}}", quote(value or "-", safe=""))
        elif place == "query":
            query.append((name, value))
    return path + (f"?{urlencode(query)}" if query else "")


def _parameters(api: Api, operation: Operation) -> dict[tuple[str, str], dict[str, Any]]:
    """The parameters by place and name; those of the operation replace those of the path."""
    listed = (mapping(api.parts.follow(each)) for each in operation.parameters)
    return {(text(each.get("in")), text(each.get("name"))): each for each in listed}


def _value(api: Api, parameter: Mapping[str, Any], unknown: bool) -> Any:
    examples = [mapping(each).get("value") for each in mapping(parameter.get("examples")).values()]
    examples = [parameter.get("example"), *examples]
    found = [each for each in examples if each is not None]
    return found[0] if found and not unknown else _sample(api, parameter.get("schema"), unknown, 0)


def _sample(api: Api, schema: object, unknown: bool, depth: int) -> Any:
    """Make a value by the words of a schema that matter most."""
    schema = mapping(api.parts.follow(schema))
    if choices := [
        *sequence(schema.get("enum")),
        *([schema["const"]] if "const" in schema else []),
    ]:
        return choices[0]
    listed = [schema.get("example"), *sequence(schema.get("examples")), schema.get("default")]
    found = [each for each in listed if each is not None]
    if found and not unknown:
        return found[0]
    parts = [part for word in ("allOf", "anyOf", "oneOf") for part in sequence(schema.get(word))]
    if parts and depth < _DEEPEST:
        return _sample(api, parts[0], unknown, depth + 1)
    kinds = schema.get("type")
    match kinds[0] if isinstance(kinds, list) and kinds else kinds:
        case "integer" | "number":
            return _number(schema, unknown)
        case "boolean":
            return False
        case "array" if depth < _DEEPEST:
            return [_sample(api, schema.get("items"), unknown, depth + 1)]
        case _:
            return _string(schema, unknown)


def _number(schema: Mapping[str, Any], unknown: bool) -> float:
    low, high = (schema.get(word) for word in ("minimum", "maximum"))
    value: float = _UNKNOWN_NUMBER if unknown else 1
    if isinstance(low, (int, float)):
        value = max(value, low)
    return min(value, high) if isinstance(high, (int, float)) else value


def _string(schema: Mapping[str, Any], unknown: bool) -> str:
    if found := _FORMATS.get(text(schema.get("format"))):
        return found
    value = _UNKNOWN_TEXT if unknown else "example"
    shortest, longest = (schema.get(word) for word in ("minLength", "maxLength"))
    if isinstance(shortest, int):
        value = value.ljust(min(shortest, 1_000), "x")
    return value[: max(longest, 1)] if isinstance(longest, int) else value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(_written, value))
    return str(value)
