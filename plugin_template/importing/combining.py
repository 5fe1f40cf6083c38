"""Schemas made of others: what the parts of an allOf forbid each other, and what alternatives are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from plugin_template.importing.components import Target
from plugin_template.importing.report import Report, at, last_key
from plugin_template.importing.schema_words import TYPES

Schema = dict[str, Any]


def reconcile(schema: Schema, place: str, schemas: Mapping[Target, Schema], report: Report) -> None:
    """Let a value match all parts of an allOf.

    A part that allows no other properties than its own refuses those of the others. Nothing is of
    two types at once.

    Parameters:
        schema: A schema with allOf, which is changed in place, and so are its parts.
        place: Its JSON pointer.
        schemas: The components, with targets in their references.
        report: Where repairs are noted.
    """
    parts = list(_parts(schema, place, schemas))
    names = {name for part, _ in parts for name in part.get("properties", {})}
    for part, where in parts:
        if part.get("additionalProperties") is False and names - set(part.get("properties", {})):
            del part["additionalProperties"]
            report.add(
                at(where, "additionalProperties"),
                "it refuses the properties of the other parts of allOf",
                "dropped it",
            )
    types = reduce(_common, [_types(part) for part, _ in parts], frozenset(TYPES))
    if not types and "anyOf" not in schema:
        schema["anyOf"] = schema.pop("allOf")
        schema.pop("type", None)
        rule = "no value is of the types of all parts of allOf"
        report.add(at(place, "allOf"), rule, "made it anyOf")


def name_alternatives(
    schema: Schema, schemas: Mapping[Target, Schema], names: Mapping[Target, str]
) -> None:
    """Keep what a discriminator calls the alternatives whose components have got other names.

    Without a mapping, that is the component's name (OpenAPI 3.1.0, 4.8.25).

    Parameters:
        schema: A schema with a discriminator, which is changed in place.
        schemas: The components.
        names: The name of each component.
    """
    discriminator = schema["discriminator"]
    mapping = discriminator.get("mapping", {})
    for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        target = each.get("$ref")
        if not isinstance(target, Target) or target in mapping.values():
            continue
        word = last_key(target.pointer)
        kind = schemas[target].get("properties", {}).get(discriminator["propertyName"], {})
        if word != names[target] and word in kind.get("enum", [kind.get("const", word)]):
            discriminator["mapping"] = mapping = {**mapping, word: target}


def _parts(
    schema: Schema, place: str, schemas: Mapping[Target, Schema]
) -> Iterator[tuple[Schema, str]]:
    """Yield a schema and all that its values have to match too, with their JSON pointers."""
    seen: set[int] = set()
    pending: list[tuple[Any, str]] = [(schema, place)]
    while pending:
        part, where = pending.pop(0)
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part, where
        if isinstance(part.get("$ref"), Target):
            pending.append((schemas.get(part["$ref"]), part["$ref"].pointer))
        below: Sequence[Any] = part.get("allOf", [])
        pending += [(each, at(where, "allOf", index)) for index, each in enumerate(below)]


def _types(part: Schema) -> frozenset[str]:
    """Give the types of a schema; an integer is a number too."""
    kinds = part.get("type", TYPES)
    named = {kinds} if isinstance(kinds, str) else set(kinds)
    return frozenset(named | ({"integer"} if "number" in named else set()))


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return one & other
