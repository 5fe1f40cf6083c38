"""What can only be said of schemas when all that they refer to is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from plugin_template.importing.combining import name_alternatives, reconcile
from plugin_template.importing.components import Target, written
from plugin_template.importing.defaults import fits
from plugin_template.importing.report import Report, at, shown
from plugin_template.importing.schema_words import COUNTS, EXCLUSIVE, NUMBERS, TYPES
from plugin_template.importing.schemas import is_of_type

Schema = dict[str, Any]
# Formats that `fits` knows.
_FORMATS = ("date", "date-time")
_OF_VALUES = ("format", "pattern", *COUNTS, *NUMBERS, *EXCLUSIVE)
_COMBINED = ("allOf", "anyOf", "oneOf")


def settle(
    unsettled: Iterable[tuple[Schema, str]],
    schemas: Mapping[Target, Schema],
    names: dict[Target, str],
    report: Report,
) -> None:
    """Repair what depends on other schemas: defaults, allOf, discriminators and required properties.

    Parameters:
        unsettled: Schemas with their JSON pointers, which are changed in place.
        schemas: The components, with targets in their references.
        names: The name of each target.
        report: Where repairs are noted.
    """
    plain = {names[target]: written(schema, names) for target, schema in schemas.items()}
    for schema, place in unsettled:
        if "default" in schema and not fits(schema["default"], written(schema, names), plain):
            del schema["default"]
            report.add(at(place, "default"), "a default must match its schema", "dropped it")
        _settle_values(schema, place, report)
        if "discriminator" in schema:
            name_alternatives(schema, schemas, names)
        if "allOf" in schema:
            reconcile(schema, place, schemas, report)
        if "allOf" in schema and "required" in schema:
            known = _properties(schema, schemas)
            for name in schema["required"]:
                if name not in known:
                    schema.setdefault("properties", {})[name] = {}
                    rule = f"{shown(name)} is required, but not among the properties"
                    report.add(place, rule, "added it, open to any value")


def _settle_values(schema: Schema, place: str, report: Report) -> None:
    """Drop what the values of an enum or a const break."""
    if "const" in schema and not fits(schema["const"], {"type": schema.get("type", TYPES)}, {}):
        del schema["const"]
        report.add(at(place, "const"), "a const must be of the type", "dropped it")
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    for key in _OF_VALUES:
        if key in schema and not all(_keeps(each, key, schema[key]) for each in values):
            del schema[key]
            rule = f"not all values of the schema keep its {key}"
            report.add(at(place, key), rule, "dropped it")


def _keeps(value: Any, key: str, rule: Any) -> bool:
    if key == "pattern":
        return not isinstance(value, str) or bool(re.search(rule, value))
    if key == "format":
        return rule not in _FORMATS or fits(value, {key: rule}, {})
    if key == "multipleOf":
        return not is_of_type(value, "number") or value % rule == 0
    return fits(value, {key: rule}, {})


def _properties(schema: Schema, schemas: Mapping[Target, Schema]) -> set[str]:
    """List the properties of a schema and of the parts of its allOf."""
    found = set(schema.get("properties", {}))
    seen: set[int] = set()
    pending = [*schema["allOf"]]
    while pending:
        each = pending.pop()
        if not isinstance(each, dict) or id(each) in seen:
            continue
        seen.add(id(each))
        found.update(each.get("properties", {}))
        pending += [part for word in _COMBINED for part in each.get(word, [])]
        if "$ref" in each:
            pending.append(schemas.get(each["$ref"]))
    return found
