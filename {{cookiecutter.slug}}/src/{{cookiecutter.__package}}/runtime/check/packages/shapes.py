"""What a JSON document may contain: the part of JSON Schema that the hosts' documents need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..place import shortened
from ..problem import Level, Messages


class Shape(Protocol):
    """Checks a value."""

    def faults(self, value: Any, place: str) -> Messages:
        """What is wrong with the value at a place such as `author.name`."""
        ...


@dataclass(frozen=True)
class Anything:
    """Any value: a part that is for other programs."""

    def faults(self, value: Any, place: str) -> Messages:
        yield from ()


@dataclass(frozen=True)
class Text:
    """Text.

    Parameters:
        shortest, longest: In characters.
        pattern: Of the whole text.
        words: What the text must be, for people.
        level: How bad it is if only the length or the pattern is wrong.
    """

    shortest: int = 0
    longest: int | None = None
    pattern: str = ""
    words: str = "text"
    level: Level = "error"

    def faults(self, value: Any, place: str) -> Messages:
        if not isinstance(value, str):
            yield "error", f"{place}: must be {self.words}"
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield self.level, f"{place}: must be {self.words}"
        elif len(value) < self.shortest:
            yield self.level, f"{place}: is empty; write {self.words}"
        elif self.longest is not None and len(value) > self.longest:
            count = f"{len(value):,} characters; at most {self.longest:,} are allowed"
            yield self.level, f"{place}: has {count}"


@dataclass(frozen=True)
class One:
    """One of a few values.

    Parameters:
        values: What is allowed.
        level: How bad another value is.
    """

    values: tuple[Any, ...]
    level: Level = "error"

    def faults(self, value: Any, place: str) -> Messages:
        if not any(type(value) is type(each) and value == each for each in self.values):
            yield self.level, f"{place}: must be {' or '.join(map(str, self.values))}"


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def faults(self, value: Any, place: str) -> Messages:
        if not isinstance(value, bool):
            yield "error", f"{place}: must be true or false"


@dataclass(frozen=True)
class List:
    """A list.

    Parameters:
        item: What each item is.
        fewest, most: How many there may be.
    """

    item: Shape = field(default_factory=Anything)
    fewest: int = 0
    most: int | None = None

    def faults(self, value: Any, place: str) -> Messages:
        if not isinstance(value, list):
            yield "error", f"{place}: must be a list"
            return
        if len(value) < self.fewest:
            yield "error", f"{place}: is empty; add an item or remove the field"
        if self.most is not None and len(value) > self.most:
            yield "error", f"{place}: has {len(value):,} items; at most {self.most:,} are allowed"
        for index, each in enumerate(value):
            yield from self.item.faults(each, f"{place}.{index}")


@dataclass(frozen=True)
class Each:
    """An object with names of the owner's choice.

    Parameters:
        value: What is under each name.
    """

    value: Shape

    def faults(self, value: Any, place: str) -> Messages:
        if not isinstance(value, dict):
            yield "error", f"{place}: must be an object"
            return
        for key, each in value.items():
            yield from self.value.faults(each, _below(place, key))


@dataclass(frozen=True)
class Object:
    """An object with known fields.

    Parameters:
        fields: What is under each name.
        required: The names that must be there.
        others: How bad a field is that is not known; None where any is welcome.
    """

    fields: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    others: Level | None = "error"

    def faults(self, value: Any, place: str = "") -> Messages:
        if not isinstance(value, dict):
            yield "error", f"{place or 'the document'}: must be an object"
            return
        for name in self.required:
            if name not in value:
                yield "error", f"{_below(place, name)}: is missing; add it"
        for key, each in value.items():
            if key in self.fields:
                yield from self.fields[key].faults(each, _below(place, key))
            elif self.others:
                yield self.others, f"{_below(place, key)}: is not a known field; remove it"


@dataclass(frozen=True)
class Kinds:
    """An object whose form depends on one of its fields.

    Parameters:
        key: The field.
        kinds: The form for each value of it.
    """

    key: str
    kinds: Mapping[str, Object]

    def faults(self, value: Any, place: str) -> Messages:
        kind = value.get(self.key) if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in self.kinds:
            yield from self.kinds[kind].faults(value, place)
        else:
            words = " or ".join(self.kinds)
            yield "error", f"{place}: must be an object with a {self.key}, {words}"


def _below(place: str, key: str) -> str:
    return f"{place}.{shortened(key)}" if place else shortened(key)


def repeated(values: list[str]) -> Iterator[str]:
    """The texts that are there more than once."""
    yield from sorted({each for each in values if values.count(each) > 1})
