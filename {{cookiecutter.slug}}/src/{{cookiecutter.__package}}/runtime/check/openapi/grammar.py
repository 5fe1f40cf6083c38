"""Which parts an OpenAPI document has, and where (OpenAPI 3.1, section 4.8; JSON Schema 2020-12)."""

from typing import NamedTuple


class Slot(NamedTuple):
    """What a key of a part holds: one part, a list of parts, or a mapping of names to parts."""

    shape: str  # "one", "list" or "mapping"
    kind: str


# A kind of part, then its keys: `key=kind`, `key=[kind]` for a list, `key={kind}` for a mapping of
# names, and `*=kind` where every key that does not start with x- is one.
_TABLE = """
    document      paths=paths webhooks={path-item} components=components
    components    schemas={schema} responses={response} parameters={parameter} examples={example}
    components    requestBodies={request-body} headers={header} securitySchemes={security-scheme}
    components    links={link} callbacks={callback} pathItems={path-item}
    paths         *=path-item
    path-item     parameters=[parameter] get=operation put=operation post=operation delete=operation
    path-item     options=operation head=operation patch=operation trace=operation
    operation     parameters=[parameter] requestBody=request-body responses=responses
    operation     callbacks={callback}
    callback      *=path-item
    parameter     schema=schema content={media-type} examples={example}
    header        schema=schema content={media-type} examples={example}
    request-body  content={media-type}
    media-type    schema=schema encoding={encoding} examples={example}
    encoding      headers={header}
    responses     *=response
    response      headers={header} content={media-type} links={link}
    schema        properties={schema} patternProperties={schema} additionalProperties=schema
    schema        items=schema prefixItems=[schema] contains=schema propertyNames=schema
    schema        allOf=[schema] anyOf=[schema] oneOf=[schema] not=schema
    schema        if=schema then=schema else=schema dependentSchemas={schema} $defs={schema}
    schema        unevaluatedItems=schema unevaluatedProperties=schema contentSchema=schema
"""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
# Keys without which a part is useless; what is said about them is said elsewhere.
REQUIRED = {("document", "paths"), ("operation", "responses"), ("request-body", "content")}


def _slot(text: str) -> Slot:
    shape = {"[": "list", "{": "mapping"}.get(text[0], "one")
    return Slot(shape, text.strip("[]{}"))


def _grammar() -> dict[str, dict[str, Slot]]:
    grammar: dict[str, dict[str, Slot]] = {}
    for line in _TABLE.strip().splitlines():
        kind, *slots = line.split()
        pairs = (slot.split("=") for slot in slots)
        grammar.setdefault(kind, {}).update({key: _slot(text) for key, text in pairs})
    return grammar


GRAMMAR = _grammar()
EVERY_KEY = "*"
EXTENSION = "x-"
