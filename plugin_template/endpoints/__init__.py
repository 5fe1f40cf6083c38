"""The grammar of endpoints: one line each, read by `parse` and written by `format`.

    [operationId:] METHOD /path/{param}[?query[&query…]] [body field…] [-> response field…] [# summary]

A field is `name[?][:type][=default][="description"]`; a type is the name of one, words such as
`sunny|cloudy`, or fields in braces, and `[]` makes it a list. docs/endpoints.md explains it to users.
"""

from plugin_template.endpoints.field_reader import parse_default, parse_words
from plugin_template.endpoints.model import (
    DEEPEST,
    LONGEST_DESCRIPTION,
    LONGEST_FIELD,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    LONGEST_WORD,
    METHODS,
    OBJECT,
    RESERVED,
    TYPES,
    Default,
    Endpoint,
    EndpointError,
    Field,
    shown,
    text_problem,
)
from plugin_template.endpoints.reader import parse, propose_operation_id
from plugin_template.endpoints.suggestions import path_for
from plugin_template.endpoints.values import write_default, write_words
from plugin_template.endpoints.writer import format

__all__ = [
    "DEEPEST",
    "LONGEST_DESCRIPTION",
    "LONGEST_FIELD",
    "LONGEST_NAME",
    "LONGEST_SUMMARY",
    "LONGEST_WORD",
    "METHODS",
    "OBJECT",
    "RESERVED",
    "TYPES",
    "Default",
    "Endpoint",
    "EndpointError",
    "Field",
    "format",
    "parse",
    "parse_default",
    "parse_words",
    "path_for",
    "propose_operation_id",
    "shown",
    "text_problem",
    "write_default",
    "write_words",
]
