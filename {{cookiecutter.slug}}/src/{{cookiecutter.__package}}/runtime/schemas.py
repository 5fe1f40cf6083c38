"""Validators for the schemas of openapi.yaml (JSON Schema 2020-12), built on pydantic.

Requests are checked against the document, whatever the types in operations.py, so that lengths,
ranges and choices are described in one place.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator, core_schema

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_RANGE = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt"}


def validator(document: Mapping[str, Any], schema: Any, *, text: bool) -> SchemaValidator:
    """Build a validator.

    Parameters:
        document: The OpenAPI document, in which references are looked up.
        schema: A schema of it.
        text: Whether the values are text, as in a path or a query, so that "1" is an integer; the
            values of a JSON body are taken as they are.

    Returns:
        A validator that returns plain values: dates and times stay text.
    """
    return SchemaValidator(_Builder(document, strict=not text).build(schema))


def resolve(document: Mapping[str, Any], node: Any) -> Any:
    """Follow the references of a node of a document, `{}` for one that leads nowhere."""
    for _ in range(100):
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            return node
        node = _at(document, node["$ref"])
    return {}


def _at(document: Mapping[str, Any], reference: str) -> Any:
    start, *keys = reference.split("/")
    node: Any = document if start == "#" else {}
    for key in keys:
        key = key.replace("~1", "/").replace("~0", "~")
        node = node.get(key, {}) if isinstance(node, dict) else {}
    return node


class _Builder:
    """Builds pydantic's core schema for one schema and all that it refers to."""

    def __init__(self, document: Mapping[str, Any], strict: bool) -> None:
        self.document = document
        self.strict = strict
        self.definitions: dict[str, CoreSchema | None] = {}

    def build(self, schema: Any) -> CoreSchema:
        built = self.any_of_types(schema)
        # One after the other, not within each other: many may refer to the next.
        while waiting := [name for name, each in self.definitions.items() if not each]:
            for name in waiting:
                definition = self.any_of_types(_at(self.document, name))
                self.definitions[name] = {**definition, "ref": name}
        definitions = [each for each in self.definitions.values() if each]
        return core_schema.definitions_schema(built, definitions) if definitions else built

    def any_of_types(self, schema: Any) -> CoreSchema:
        if not isinstance(schema, dict):
            return core_schema.any_schema()
        if isinstance(schema.get("$ref"), str):
            return self.reference(schema["$ref"])
        for word in ("oneOf", "anyOf"):
            if choices := schema.get(word):
                return _union([self.any_of_types(each) for each in choices])
        if parts := schema.get("allOf"):
            return self.any_of_types(self.merged(schema, parts))
        if "const" in schema or "enum" in schema:
            return self.choice(schema)
        types = schema.get("type")
        if isinstance(types, list):
            return _union([self.one_type({**schema, "type": each}) for each in types])
        return self.one_type(schema)

    def reference(self, reference: str) -> CoreSchema:
        self.definitions.setdefault(reference, None)
        return core_schema.definition_reference_schema(reference)

    def merged(self, schema: dict[str, Any], parts: list[Any]) -> dict[str, Any]:
        """Merge the parts of allOf: properties of all, required by any."""
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        for part in parts:
            part = resolve(self.document, part)
            if isinstance(part, dict) and "allOf" in part:
                part = self.merged(part, part["allOf"])
            for key, value in part.items() if isinstance(part, dict) else ():
                if key == "properties":
                    merged[key] = {**merged.get(key, {}), **value}
                elif key == "required":
                    merged[key] = [*merged.get(key, []), *value]
                else:
                    merged.setdefault(key, value)
        return merged

    def choice(self, schema: dict[str, Any]) -> CoreSchema:
        values = [schema["const"]] if "const" in schema else schema["enum"]
        plain = {key: value for key, value in schema.items() if key not in ("const", "enum")}
        hashable = [each for each in values if not isinstance(each, (list, dict))]
        if not hashable:
            return self.any_of_types(plain)
        literal = core_schema.literal_schema(hashable)
        if self.strict or all(isinstance(each, str) for each in hashable):
            return literal
        return core_schema.chain_schema([self.any_of_types(plain), literal])

    def one_type(self, schema: dict[str, Any]) -> CoreSchema:
        builders: dict[Any, Callable[[dict[str, Any]], CoreSchema]] = {
            "string": self.string,
            "integer": lambda each: core_schema.int_schema(
                strict=self.strict, **_whole_limits(_limits(each))
            ),
            "number": lambda each: core_schema.float_schema(
                strict=self.strict, allow_inf_nan=False, **_limits(each)
            ),
            "boolean": lambda each: core_schema.bool_schema(strict=self.strict),
            "null": lambda each: core_schema.none_schema(),
            "array": self.array,
            "object": self.object,
        }
        build = builders.get(schema.get("type"))
        return build(schema) if build else core_schema.any_schema()

    def string(self, schema: dict[str, Any]) -> CoreSchema:
        text = core_schema.str_schema(
            strict=True,
            min_length=_count(schema, "minLength"),
            max_length=_count(schema, "maxLength"),
        )
        check = {"date": _date, "date-time": _date_time}.get(str(schema.get("format")), _whole)
        checked = core_schema.no_info_after_validator_function(check, text)
        if pattern := _compiled(schema.get("pattern")):
            return core_schema.no_info_after_validator_function(_matching(pattern), checked)
        return checked

    def array(self, schema: dict[str, Any]) -> CoreSchema:
        items = core_schema.list_schema(
            self.any_of_types(schema.get("items")),
            strict=True,
            min_length=_count(schema, "minItems"),
            max_length=_count(schema, "maxItems"),
        )
        if schema.get("uniqueItems") is True:
            return core_schema.no_info_after_validator_function(_unique, items)
        return items

    def object(self, schema: dict[str, Any]) -> CoreSchema:
        required = schema.get("required") or []
        fields = {
            # What is required is never absent, so that a default of it means nothing.
            name: core_schema.typed_dict_field(self.any_of_types(each))
            if name in required
            else core_schema.typed_dict_field(self.field(each), required=False)
            for name, each in (schema.get("properties") or {}).items()
        }
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            extras = self.any_of_types(others)
            return core_schema.typed_dict_schema(
                fields, strict=True, extra_behavior="allow", extras_schema=extras
            )
        extra = "forbid" if others is False else "allow" if others or not fields else "ignore"
        return core_schema.typed_dict_schema(fields, strict=True, extra_behavior=extra)  # type: ignore[arg-type]

    def field(self, schema: Any) -> CoreSchema:
        built = self.any_of_types(schema)
        if isinstance(schema, dict) and "default" in schema:
            return core_schema.with_default_schema(built, default=schema["default"])
        return built


def _union(choices: list[CoreSchema]) -> CoreSchema:
    return choices[0] if len(choices) == 1 else core_schema.union_schema([*choices])


def _limits(schema: dict[str, Any]) -> dict[str, Any]:
    limits = {
        theirs: schema[ours] for ours, theirs in _RANGE.items() if _is_number(schema.get(ours))
    }
    step = schema.get("multipleOf")
    if step is not None and _is_number(step) and step > 0:
        limits["multiple_of"] = step
    return limits


def _whole_limits(limits: dict[str, Any]) -> dict[str, Any]:
    """Move limits to the nearest integer that allows the same integers."""
    rounded = {
        limit: math.ceil(value) if limit in ("ge", "lt") else math.floor(value)
        for limit, value in limits.items()
        if limit != "multiple_of"
    }
    step = limits.get("multiple_of", 0)
    return rounded | ({"multiple_of": int(step)} if step and step == int(step) else {})


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


def _count(schema: dict[str, Any], word: str) -> int | None:
    value = schema.get(word)
    return value if isinstance(value, int) and value >= 0 else None


def _compiled(pattern: Any) -> re.Pattern[str] | None:
    # A pattern is ECMA-262's; one that Python cannot read is left to whoever wrote it.
    try:
        return re.compile(pattern) if isinstance(pattern, str) else None
    except re.error:
        return None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not pattern.search(text):
            message = "String should match pattern '{pattern}'"
            raise PydanticCustomError("pattern", message, {"pattern": pattern.pattern})
        return text

    return check


def _unique(items: list[Any]) -> list[Any]:
    written = [json.dumps(each, sort_keys=True) for each in items]
    if len(set(written)) < len(written):
        raise PydanticCustomError("unique", "List should have no item twice")
    return items


def _whole(text: str) -> str:
    """Refuse what databases and responses cannot contain: NUL, and half of a surrogate pair."""
    if not text.isprintable() and (
        "\0" in text or any("\ud800" <= each <= "\udfff" for each in text)
    ):
        message = "Input should be text without NUL and in whole characters"
        raise PydanticCustomError("text", message)
    return text


# RFC 3339 is stricter than pydantic, which takes 20260131 and times without a zone too.


def _date(text: str) -> str:
    try:
        if _DATE.fullmatch(text):
            dt.date.fromisoformat(text)
            return text
    except ValueError:
        pass
    raise PydanticCustomError("date", "Input should be a date, such as 2026-01-31")


def _date_time(text: str) -> str:
    try:
        if _DATE_TIME.fullmatch(text):
            dt.datetime.fromisoformat(text.upper())
            return text
    except ValueError:
        pass
    raise PydanticCustomError("date_time", "Input should be a time, such as 2026-01-31T12:00:00Z")
