"""The small parts that decide what is kept: texts, defaults, servers, examples."""

from __future__ import annotations

from typing import Any

import pytest

from plugin_template.code.samples import sample
from plugin_template.importing import servers
from plugin_template.importing.defaults import fits
from plugin_template.importing.patterns import is_endless
from plugin_template.importing.source import Source
from plugin_template.importing.texts import shortened


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("ten chars.", "ten chars."),
        ("eleven char", "eleven…"),
        ("one two, three", "one two…"),
        ("a longlonglong", "a longlon…"),
        ("x" * 12, "x" * 9 + "…"),
    ],
)
def test_a_text_is_shortened_at_a_word(text: str, short: str) -> None:
    """It keeps to its length, and no more than half of it is lost for the sake of a word."""
    assert shortened(text, 10) == short


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (1, {"type": "integer", "minimum": 1, "maximum": 1}),
        (1.0, {"type": "integer"}),
        (None, {"type": ["string", "null"]}),
        ("a", {"enum": ["a", "b"]}),
        ([], {"type": "array", "items": {"type": "string"}, "maxItems": 0}),
        ({"a": "b"}, {"properties": {"a": {"$ref": "#/components/schemas/B"}}, "required": ["a"]}),
        ("2026-01-31", {"type": "string", "format": "date"}),
        ("x", {"anyOf": [{"type": "integer"}, {"allOf": [{"type": "string"}, {"minLength": 1}]}]}),
    ],
)
def test_a_default_that_fits_is_kept(value: Any, schema: dict[str, Any]) -> None:
    """What keeps every rule of its schema is a good default."""
    assert fits(value, schema, {"B": {"const": "b"}})


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (True, {"type": "integer"}),
        (1, {"enum": [True]}),
        ("a", {"type": "string", "pattern": "a"}),
        ("x@example.com", {"type": "string", "format": "email"}),
        ("2026-02-30", {"type": "string", "format": "date"}),
        (2**31, {"type": "integer", "format": "int32"}),
        ({}, {"required": ["a"]}),
        ({"b": 1}, {"properties": {}, "additionalProperties": {"type": "string"}}),
        ("a", {"oneOf": [{"type": "string"}]}),
        ("a", {"$ref": "#/components/schemas/Gone"}),
    ],
)
def test_a_default_that_may_not_fit_is_not(value: Any, schema: dict[str, Any]) -> None:
    """Whatever is wrong, or cannot be told without a validator, is no good default."""
    assert not fits(value, schema, {})


@pytest.mark.parametrize(
    ("url", "proposed"),
    [
        ("https://API.example.com/v1/", "https://api.example.com/v1"),
        ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("https://localhost", ""),
        ("https://me.localhost:1/x", ""),
        ("http://[::1]/", ""),
        ("http://0.0.0.0", ""),
        ("/v1", ""),
        ("https://{host}/v1", ""),
        ("https://user:secret@example.com", ""),
        ("https://example.com:port", ""),
        ("PLUGIN_HOSTNAME", ""),
    ],
)
def test_a_server_is_proposed_if_it_can_be_called(url: str, proposed: str) -> None:
    """It is absolute, not on this machine, and has neither variables nor a password in it."""
    source = Source({"servers": [{"url": url}]}, "api.yaml")
    assert servers.proposed(source, {}, {}) == proposed


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}, {"a": 1}),
        ({"type": ["array", "null"], "items": {"$ref": "#/components/schemas/B"}}, ["b"]),
        ({"allOf": [{"example": {"a": 1}}, {"default": {"b": 2}}]}, {"a": 1, "b": 2}),
        ({"type": "number", "minimum": 5}, 5),
        ({"type": "string", "format": "date"}, "2026-01-31"),
        ({"type": "string", "maxLength": 3}, "exa"),
        ({}, "example"),
    ],
)
def test_an_example_is_made_of_a_schema(schema: dict[str, Any], value: Any) -> None:
    """The README's first request has what is required in it."""
    assert sample(schema, {"B": {"enum": ["b"]}}) == value


@pytest.mark.parametrize(
    ("pattern", "endless"),
    [
        (r"^(?:(?:[a-z]+)+)+$", True),
        (r"(\w+\s?)+", True),
        (r"(a+){2,}", True),
        (r"([a-z]+[a-z])+", True),
        (r"(a|b+)*", True),
        (r"(.*,)*", True),
        (r"(?:x?[\]ab]+)*y", True),
        (r"(a)(\1+)+", True),
        (r"(a+b)*", False),
        (r"(a|b)+", False),
        (r"\(a+\)+[(a+)]+", False),
        (r"(a+){2}(a*)?", False),
        (r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$", False),
        (r"^([a-z0-9]+)(-[a-z0-9]+)*$", False),
        (r"^(\u0041[B-Z]+)*(?<n>a)", False),
        (r"^(?=.*\d)(?!.*--).{8,}$", False),
    ],
)
def test_a_pattern_that_repeats_repetitions_is_endless(pattern: str, endless: bool) -> None:
    """Unless something separates them, which none of them takes."""
    assert is_endless(pattern) == endless
