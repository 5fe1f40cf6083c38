"""Whether a default keeps the rules of its own schema."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from plugin_template.importing.schemas import is_of_type

MOST_STEPS = 1_000
# Formats that validators check, and this module does not.
_UNTRIED_FORMATS = set(
    """
    binary byte color date duration email hostname idn-email idn-hostname ip-address ipv4 ipv6 iri
    iri-reference json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid
    """.split()
)
_DATES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII),
}
# Keywords that say nothing about a value.
_SILENT = {
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "discriminator",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
}


def fits(value: Any, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> bool:
    """Say whether a value keeps the rules of a schema.

    Parameters:
        value: Plain data.
        schema: A schema.
        schemas: The components that references name.

    Returns:
        Whether it does for certain. No pattern is tried, since some take forever, and few formats
        are known.
    """
    return _Check(schemas).fits(value, schema)


class _Check:
    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self.schemas, self.steps = schemas, 0

    def fits(self, value: Any, schema: Any) -> bool:
        self.steps += 1
        if self.steps > MOST_STEPS:
            return False
        if isinstance(schema, bool):
            return schema
        return all(
            self.keyword(value, key, rule, schema)
            for key, rule in schema.items()
            if key not in _SILENT
        )

    def keyword(self, value: Any, key: str, rule: Any, schema: Mapping[str, Any]) -> bool:
        match key:
            case "$ref":
                target = self.schemas.get(str(rule).rpartition("/")[2])
                return target is not None and self.fits(value, target)
            case "type":
                return any(
                    is_of_type(value, kind) for kind in (rule if isinstance(rule, list) else [rule])
                )
            case "format":
                return _has_format(value, rule)
            case "enum":
                return any(_same(value, each) for each in rule)
            case "const":
                return _same(value, rule)
            case "allOf":
                return all(self.fits(value, each) for each in rule)
            case "anyOf":
                return any(self.fits(value, each) for each in rule)
            case "minLength" | "minItems" | "minProperties":
                return not _is_sized(value, key) or len(value) >= rule
            case "maxLength" | "maxItems" | "maxProperties":
                return not _is_sized(value, key) or len(value) <= rule
            case "minimum":
                return not is_of_type(value, "number") or value >= rule
            case "maximum":
                return not is_of_type(value, "number") or value <= rule
            case "exclusiveMinimum":
                return not is_of_type(value, "number") or value > rule
            case "exclusiveMaximum":
                return not is_of_type(value, "number") or value < rule
            case "uniqueItems":
                return not isinstance(value, list) or len(value) < 2
            case "items":
                return not isinstance(value, list) or all(self.fits(each, rule) for each in value)
            case "properties":
                return not isinstance(value, dict) or all(
                    self.fits(each, rule[name]) for name, each in value.items() if name in rule
                )
            case "required":
                return not isinstance(value, dict) or all(name in value for name in rule)
            case "additionalProperties":
                return self.others(value, rule, schema)
        return False  # Nobody knows.

    def others(self, value: Any, rule: Any, schema: Mapping[str, Any]) -> bool:
        if not isinstance(value, dict) or rule is True:
            return True
        known = schema.get("properties", {})
        return all(self.fits(each, rule) for name, each in value.items() if name not in known)


def _is_sized(value: Any, key: str) -> bool:
    kinds = {"Length": str, "Items": list, "Properties": dict}
    return isinstance(value, kinds[key[3:]])


def _same(value: Any, other: Any) -> bool:
    """Compare as JSON does, where 1 is 1.0 and true is not 1."""
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    same: bool = value == other
    return same


def _has_format(value: Any, format_: str) -> bool:
    if isinstance(value, str) and format_ in ("date", "date-time"):
        try:
            dt.datetime.fromisoformat(value)
        except ValueError:
            return False
        return bool(_DATES[format_].fullmatch(value))
    return format_ not in _UNTRIED_FORMATS and _is_in_range(value, format_)


def _is_in_range(value: Any, format_: str) -> bool:
    bits = {"int32": 31, "int64": 63}.get(format_)
    if bits is None or not isinstance(value, int):
        return True
    limit: int = 2**bits
    return -limit <= value < limit
