"""An example request to an operation, as a command for a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from plugin_template import importing
from plugin_template.code.samples import sample
from plugin_template.documents.manifest import ORIGIN
from plugin_template.endpoints import Endpoint, Field

_VALUES = {
    "string": "example",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
}


def curl(endpoint: Endpoint) -> str:
    """Write what to type after `curl` to call an operation.

    Parameters:
        endpoint: An endpoint of a plugin that is served on this machine.

    Returns:
        Options and an address for a POSIX shell, with an example of everything that is required.
    """
    path = endpoint.path
    for field in endpoint.path_params:
        path = path.replace(f"{{{field.name}}}", _text(field))
    query = "&".join(f"{field.name}={_text(field)}" for field in endpoint.query if field.required)
    words = []
    if endpoint.method != ("POST" if endpoint.body else "GET"):
        words.append(f"-X {endpoint.method}")
    if endpoint.body:
        body = shlex.quote(json.dumps(_object(endpoint.body)))
        words.append(f"-H 'Content-Type: application/json' -d {body}")
    words.append(f"'{ORIGIN}{path}?{query}'" if query else f"{ORIGIN}{path}")
    return " ".join(words)


def _object(fields: Sequence[Field]) -> dict[str, object]:
    return {field.name: _value(field) for field in fields if field.required}


def curl_imported(imported: importing.Imported) -> str:
    """Write what to type after `curl` to call an imported operation.

    Parameters:
        imported: Operations that a plugin on this machine forwards.

    Returns:
        Options and an address for a POSIX shell: the first operation that takes no body, or else
        the first one, with an example of everything that is required.
    """
    plain = (each for each in imported.operations if "requestBody" not in each.node)
    operation = next(plain, imported.operations[0])
    path, pairs = operation.path, []
    for parameter in operation.node.get("parameters", []):
        if parameter["required"]:
            schema: Any = parameter.get("schema", {})
            example = parameter.get("example", sample(schema, imported.schemas))
            text = quote(_as_text(example), safe="")
            path = path.replace(f"{{{parameter['name']}}}", text)
            if parameter["in"] == "query":
                pairs.append(f"{quote(parameter['name'], safe='')}={text}")
    words = []
    body = operation.node.get("requestBody")
    if operation.method != ("POST" if body else "GET"):
        words.append(f"-X {operation.method}")
    if body:
        value = sample(body["content"]["application/json"]["schema"], imported.schemas)
        data = shlex.quote(json.dumps(value))
        words.append(f"-H 'Content-Type: application/json' -d {data}")
    words.append(shlex.quote(f"{ORIGIN}{path}{'?' if pairs else ''}{'&'.join(pairs)}"))
    return " ".join(words)


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_as_text, value))
    return value if isinstance(value, str) else json.dumps(value)


def _value(field: Field) -> object:
    value = _object(field.fields) if field.fields else _single(field)
    return [value] if field.many else value


def _single(field: Field) -> object:
    return field.choices[0] if field.choices else _VALUES[field.type]


def _text(field: Field) -> str:
    value = _single(field)
    return quote(value, safe=":") if isinstance(value, str) else json.dumps(value)
