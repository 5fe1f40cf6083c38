"""An OpenAPI 3.1.0 document from endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from plugin_template import importing
from plugin_template.answers import choices
from plugin_template.documents.manifest import ORIGIN
from plugin_template.endpoints import Endpoint, Field
from plugin_template.endpoints.naming import class_name, spoken

JSON = "application/json"

# How long a text in a request may be: names in the path, words in the query, texts in the body.
LONGEST_TEXT = {"path": 255, "query": 1_000, "body": 10_000}


def document(endpoints: Sequence[Endpoint], answers: Mapping[str, str]) -> dict[str, Any]:
    """Describe endpoints as hosts accept it (OpenAPI 3.1.0, and the rules of GPT Actions).

    Parameters:
        endpoints: The plugin's endpoints.
        answers: Cookiecutter's context, with `name`, `description` and `auth`.

    Returns:
        The document as plain data, in the order in which people write it.
    """
    auth = choices.auth(answers["auth"])
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, auth)
    schemas = {
        f"{class_name(endpoint.operation_id)}Response": _object(endpoint.response)
        for endpoint in endpoints
        if endpoint.response
    }
    return _document(paths, schemas, answers)


def gateway(imported: importing.Imported, answers: Mapping[str, str]) -> dict[str, Any]:
    """Describe imported operations, which the plugin forwards, as its own.

    Parameters:
        imported: Operations of another API.
        answers: Cookiecutter's context, with `name`, `description` and `auth`.

    Returns:
        The document as plain data, in the order in which people write it.
    """
    auth = choices.auth(answers["auth"])
    paths: dict[str, dict[str, Any]] = {}
    for each in imported.operations:
        parameters = each.node.get("parameters", [])
        refusals = _refusals(
            any(parameter["in"] == "path" for parameter in parameters),
            bool(parameters) or "requestBody" in each.node,
            auth,
        )
        declared = each.node["responses"]
        responses = dict(declared)
        for status in [*refusals, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT]:
            code = str(status.value)
            responses[code] = _also_refusing(responses.get(code), status)
        head = {key: each.node[key] for key in each.node if key in _HEAD}
        rest = {key: each.node[key] for key in each.node if key not in _HEAD}
        in_order = dict(sorted(responses.items(), key=lambda each: each[0].lower()))
        node = {**head, "security": security(auth), **rest, "responses": in_order}
        paths.setdefault(each.path, {})[each.method.lower()] = node
    return _document(paths, imported.schemas, answers)


# What of an operation people read first.
_HEAD = ("operationId", "summary", "description", "x-openai-isConsequential", "deprecated")


def _document(
    paths: dict[str, Any], schemas: Mapping[str, Any], answers: Mapping[str, str]
) -> dict[str, Any]:
    components: dict[str, Any] = {"schemas": {**schemas, "Error": _ERROR}}
    if schemes := choices.auth(answers["auth"])["security_schemes"]:
        components["securitySchemes"] = schemes
    return {
        "openapi": "3.1.0",
        "info": {
            "title": answers["name"],
            "description": answers["description"],
            "version": "0.1.0",
        },
        "servers": [{"url": ORIGIN}],
        "paths": paths,
        "components": components,
    }


def security(auth: Mapping[str, Any]) -> list[dict[str, list[str]]]:
    """Write what a call of an operation needs.

    Parameters:
        auth: What `choices.auth` returns for the auth type.

    Returns:
        The `security` of each operation: the plugin's only scheme, or nothing.
    """
    return [{name: [*auth["scopes"]]} for name in auth["security_schemes"]]


def _operation(endpoint: Endpoint, auth: Mapping[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.operation_id,
        "summary": endpoint.summary or spoken(endpoint.operation_id),
        "x-openai-isConsequential": endpoint.method != "GET",
        "security": security(auth),
    }
    parameters = [_parameter(field, "path") for field in endpoint.path_params]
    parameters += [_parameter(field, "query") for field in endpoint.query]
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body:
        operation["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": _object(endpoint.body, LONGEST_TEXT["body"])}},
        }
    operation["responses"] = _responses(endpoint, auth)
    return operation


def _responses(endpoint: Endpoint, auth: Mapping[str, Any]) -> dict[str, Any]:
    schema = (
        {"$ref": f"#/components/schemas/{class_name(endpoint.operation_id)}Response"}
        if endpoint.response
        else _object(())
    )
    responses = {"200": _response("OK", schema)}
    takes_something = bool(endpoint.path_params or endpoint.query or endpoint.body)
    for status in _refusals(bool(endpoint.path_params), takes_something, auth):
        responses[str(status.value)] = _refusal(status)
    return responses


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    return _response(_REFUSALS[status], {"$ref": "#/components/schemas/Error"})


def _also_refusing(declared: dict[str, Any] | None, status: HTTPStatus) -> dict[str, Any]:
    """Describe a response that the API gives, if it is declared, and this plugin as well."""
    ours = _refusal(status)
    if declared is None:
        return ours
    if not declared.get("content"):
        return declared
    media = declared["content"].get("application/json", {})
    schemas = [media["schema"]] if "schema" in media else []
    error = ours["content"]["application/json"]["schema"]
    both = {**media, "schema": {"anyOf": [*schemas, error]} if schemas else error}
    return {**declared, "content": {**declared["content"], "application/json": both}}


def _refusals(
    has_path_parameters: bool, takes_something: bool, auth: Mapping[str, Any]
) -> list[HTTPStatus]:
    """List the refusals that an operation can answer with, by their numbers."""
    refusals = [HTTPStatus.REQUEST_ENTITY_TOO_LARGE]
    if takes_something:
        refusals.append(HTTPStatus.BAD_REQUEST)
    if auth["security_schemes"]:
        refusals.append(HTTPStatus.UNAUTHORIZED)
    if auth["knows_user"]:
        refusals.append(HTTPStatus.FORBIDDEN)
    if has_path_parameters:
        refusals.append(HTTPStatus.NOT_FOUND)
    if takes_something:
        refusals.append(HTTPStatus.UNPROCESSABLE_ENTITY)
    return sorted(refusals)


_REFUSALS = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read: the body is not JSON, or the address is not UTF-8.",
    HTTPStatus.UNAUTHORIZED: "The token is missing or wrong.",
    HTTPStatus.FORBIDDEN: "The data belongs to another user.",
    HTTPStatus.NOT_FOUND: "What the request asks for does not exist.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request or the answer is too long.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request does not match this document.",
    HTTPStatus.BAD_GATEWAY: "The API behind this plugin cannot be reached, or its answer cannot be used.",
    HTTPStatus.GATEWAY_TIMEOUT: "The API behind this plugin did not answer in time.",
}

_ERROR = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string", "description": "What was wrong."},
        "request_id": {
            "type": "string",
            "description": "The request in the log of the plugin, if that went wrong itself.",
        },
    },
}


def _response(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": schema}}}


def _parameter(field: Field, place: str) -> dict[str, Any]:
    parameter: dict[str, Any] = {"name": field.name, "in": place, "required": field.required}
    if field.description:
        parameter["description"] = field.description
    return {**parameter, "schema": _schema(field, LONGEST_TEXT[place])}


def _object(fields: Sequence[Field], longest: int | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if required := [field.name for field in fields if field.required]:
        schema["required"] = required
    schema["properties"] = {field.name: _property(field, longest) for field in fields}
    return schema


def _property(field: Field, longest: int | None) -> dict[str, Any]:
    description = {"description": field.description} if field.description else {}
    return {**_schema(field, longest), **description}


def _schema(field: Field, longest: int | None) -> dict[str, Any]:
    schema = _item(field, longest)
    if field.many:
        schema = {"type": "array", "items": schema}
    return schema if field.default is None else {**schema, "default": field.default}


def _item(field: Field, longest: int | None) -> dict[str, Any]:
    if field.fields:
        return _object(field.fields, longest)
    if field.choices:
        return {"type": "string", "enum": [*field.choices]}
    if field.type in ("date", "date-time"):
        return {"type": "string", "format": field.type}
    limit = {"maxLength": longest} if longest and field.type == "string" else {}
    return {"type": field.type, **limit}
