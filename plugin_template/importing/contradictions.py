"""Limits of a schema that no value can keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_LEAST = ("minLength", "minItems", "minProperties", "minContains")
_LOW = ("minimum", "exclusiveMinimum")
_HIGH = ("maximum", "exclusiveMaximum")


def contradictions(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Find pairs of limits that leave nothing between them.

    Parameters:
        schema: A schema whose limits are numbers.

    Returns:
        The names of a lower and an upper limit each; no name is there twice.
    """
    found: list[tuple[str, str]] = []
    for pair in _pairs(schema):
        if not any(word in other for word in pair for other in found):
            found.append(pair)
    return found


def _pairs(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for least in _LEAST:
        most = least.replace("min", "max")
        if least in schema and most in schema and schema[least] > schema[most]:
            yield least, most
    for low in _LOW:
        for high in _HIGH:
            if low in schema and high in schema and _is_empty(schema[low], schema[high], low, high):
                yield low, high


def _is_empty(least: float, most: float, low: str, high: str) -> bool:
    return least > most or (least == most and (low, high) != (_LOW[0], _HIGH[0]))
