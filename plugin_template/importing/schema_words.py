"""The keywords of schemas, and what else documents call the types (JSON Schema 2020-12)."""

from __future__ import annotations

import re

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")

# What a keyword's value is made of schemas in.
ONE = ("items", "contains", "not", "if", "then", "else", "propertyNames", "contentSchema")
ONE_OR_BOOLEAN = ("additionalProperties", "unevaluatedItems", "unevaluatedProperties")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "dependentSchemas")

COUNTS = (
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
)
NUMBERS = ("minimum", "maximum", "multipleOf")
EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
FLAGS = ("uniqueItems", "readOnly", "writeOnly", "deprecated")
TEXTS = ("title", "description")
STRINGS = ("format", "pattern", "contentEncoding", "contentMediaType")
VALUES = ("default", "example", "const")
# They are right, but models do not need them.
IGNORED = ("xml", "externalDocs", "$schema", "$id", "$comment", "$defs", "definitions")

LARGEST_COUNT = 2**31

# Another name of a type: the type, and the format that it implies.
SYNONYMS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("int", "integer"), ("integer", "")),
    **dict.fromkeys(("int32",), ("integer", "int32")),
    **dict.fromkeys(("int64", "long", "bigint"), ("integer", "int64")),
    **dict.fromkeys(("number", "numeric", "decimal", "real"), ("number", "")),
    "float": ("number", "float"),
    "double": ("number", "double"),
    **dict.fromkeys(("string", "str", "text", "char", "varchar"), ("string", "")),
    "date": ("string", "date"),
    **dict.fromkeys(("datetime", "date-time", "timestamp"), ("string", "date-time")),
    "time": ("string", "time"),
    "uuid": ("string", "uuid"),
    **dict.fromkeys(("uri", "url"), ("string", "uri")),
    "email": ("string", "email"),
    **dict.fromkeys(("binary", "file"), ("string", "binary")),
    "password": ("string", "password"),
    **dict.fromkeys(("boolean", "bool"), ("boolean", "")),
    **dict.fromkeys(("array", "list"), ("array", "")),
    **dict.fromkeys(("object", "dict", "map", "hash", "json"), ("object", "")),
    **dict.fromkeys(("null", "none", "nil"), ("null", "")),
}

INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
DECIMAL = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?")
