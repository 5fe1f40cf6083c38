"""Read YAML into plain data, straight from the parser's events.

PyYAML's own construction is ten times slower, crashes on deep nesting, expands aliases without limit,
and makes dates, booleans and numbers of text.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import yaml

from ..place import TOP, Place, shortened
from .json_text import NotJson, parse_json
from .model import (
    DEEPEST,
    MOST_VALUES,
    Oddity,
    Reading,
    Unreadable,
    decode,
    duplicate,
    number,
    odd_key,
    too_deep,
    too_large,
)

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What YAML 1.1 and YAML 1.2 both read as a decimal number, and what only the latter does.
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*|([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?)")
_NUMBER_1_2 = re.compile(r"[-+]?([0-9]+\.?|[0-9]*\.[0-9]+)([eE][-+]?[0-9]+)?|0o[0-7]+")
_FIRST_OF_NUMBER = frozenset("0123456789+-.")
_TAG = "tag:yaml.org,2002:"
_TAGGED: dict[str, tuple[type, ...]] = {
    f"{_TAG}null": (type(None),),
    f"{_TAG}bool": (bool,),
    f"{_TAG}int": (int,),
    f"{_TAG}float": (int, float),
}
_WORDS = {"bool": "a boolean", "timestamp": "a date", "null": "null", "value": "a default"}
# What YAML 1.1 makes of an unquoted scalar, by its first character.
_YAML_1_1: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers


def read_yaml(data: bytes) -> Reading:
    """Parse YAML or JSON in UTF-8, to what JSON could say.

    Unquoted scalars are true, false, null or a decimal number, and else text: so are dates, `NO`,
    integers with leading zeros, numbers in base 60, and `1e5`, which YAML 1.1 takes for text. Aliases
    and merge keys are expanded. A document that starts with a brace or bracket is read as JSON if it
    is JSON.

    Raises:
        Unreadable: It is not YAML, or breaks a limit of this module.
    """
    text = decode(data).removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return parse_json(text)
        except NotJson:
            pass  # YAML has braces and brackets, too
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder().read(yaml.parse(text, loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        problem = " ".join(str(error.problem or error.context).split())
        raise Unreadable(f"is not valid YAML{where}: {problem}") from None
    except yaml.YAMLError as error:
        raise Unreadable(f"is not valid YAML: {' '.join(str(error).split())}") from None


class _Anchor(NamedTuple):
    value: Any
    values: int  # how many it consists of
    height: int  # levels of nesting in it


class _Level:
    """A mapping or list that is being filled."""

    __slots__ = (
        "anchor",
        "before",
        "container",
        "height",
        "index",
        "is_merge",
        "key",
        "merged",
        "place",
    )

    def __init__(self, container: Any, place: Place, anchor: str | None, before: int) -> None:
        self.container, self.place = container, place
        self.anchor, self.before = anchor, before
        self.key: str | None = None  # of the value that comes next in a mapping
        self.is_merge = False  # whether that key is an unquoted <<
        self.index, self.height = 0, 1
        self.merged: list[Any] = []


class _Builder:
    """Builds plain data from the events of a YAML parser."""

    def __init__(self) -> None:
        self.levels: list[_Level] = [_Level([], TOP, None, 0)]
        self.anchors: dict[str, _Anchor | None] = {}  # None: still being filled
        self.oddities: list[Oddity] = []
        self.count = 0

    def read(self, events: Iterable[yaml.Event]) -> Reading:
        """Build the one document that the events describe."""
        actions: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.start,
            yaml.SequenceStartEvent: self.start,
            yaml.MappingEndEvent: self.end,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
        }
        for event in events:
            if action := actions.get(type(event)):
                action(event)
                if self.count > MOST_VALUES:
                    raise too_large()
        documents: list[Any] = self.levels[0].container
        if not documents:
            raise Unreadable("is empty")
        return Reading(documents[0], self.oddities)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.count += 1
        level = self.levels[-1]
        is_plain = event.implicit[0] and event.tag is None
        if type(level.container) is dict and level.key is None:
            self.key(event.value, is_text=not is_plain and event.tag in (None, "!", f"{_TAG}str"))
            return
        value: Any = event.value
        if is_plain:
            value = self.plain(event.value)
        elif event.tag not in (None, "!", f"{_TAG}str"):
            value = self.tagged(event.value, event.tag)
        if event.anchor:
            self.anchors[event.anchor] = _Anchor(value, 1, 0)
        self.add(value, 0)

    def plain(self, text: str) -> Any:
        """The value of an unquoted scalar."""
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] in _FIRST_OF_NUMBER and _NUMBER.fullmatch(text):
            return number(text)
        kind = _in_yaml_1_1(text)
        if not kind and text[0] in _FIRST_OF_NUMBER and _NUMBER_1_2.fullmatch(text):
            kind = "a number"
        if kind:
            message = f"is {shortened(text)}, which some programs read as {kind}; put it in quotes"
            self.oddities.append(Oddity("value", self.place(), message))
        return text

    def tagged(self, text: str, tag: str) -> Any:
        """The value of a scalar with a tag other than !!str."""
        value = self.plain(text) if tag.startswith(_TAG) else text
        if not isinstance(value, _TAGGED.get(tag, ())):
            self.odd_tag(tag)
            return text
        return value

    def start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self.count += 1
        is_mapping = type(event) is yaml.MappingStartEvent
        level = self.levels[-1]
        if type(level.container) is dict and level.key is None:
            raise Unreadable(f"has a list or mapping as a key at {level.place}; use text")
        if len(self.levels) > DEEPEST:
            raise too_deep()
        if event.tag not in (None, "!", f"{_TAG}map" if is_mapping else f"{_TAG}seq"):
            self.odd_tag(event.tag)
        if event.anchor:
            self.anchors[event.anchor] = None
        container: Any = {} if is_mapping else []
        self.levels.append(_Level(container, self.place(), event.anchor, self.count - 1))

    def end(self, _: yaml.Event) -> None:
        level = self.levels.pop()
        for merged in level.merged:
            for key, value in merged.items():
                level.container.setdefault(key, value)
        if level.anchor:
            values = self.count - level.before
            self.anchors[level.anchor] = _Anchor(level.container, values, level.height)
        self.add(level.container, level.height)

    def alias(self, event: yaml.AliasEvent) -> None:
        level, name = self.levels[-1], shortened(event.anchor or "")
        if event.anchor not in self.anchors:
            raise Unreadable(f"has the alias *{name} at {self.place()}, but no anchor &{name}")
        anchor = self.anchors[event.anchor]
        if anchor is None:
            raise Unreadable(f"has the alias *{name} at {self.place()}, which contains itself")
        self.count += anchor.values
        if self.count > MOST_VALUES:
            raise too_large()
        if len(self.levels) + anchor.height > DEEPEST + 1:
            raise too_deep()
        if type(level.container) is dict and level.key is None:
            if anchor.height:
                raise Unreadable(f"has a list or mapping as a key at {level.place}; use text")
            is_text = isinstance(anchor.value, str)
            self.key(anchor.value if is_text else json.dumps(anchor.value), is_text=is_text)
            return
        self.add(_copied(anchor.value), anchor.height)

    def key(self, text: str, is_text: bool) -> None:
        """Take the key of the value that comes next."""
        level = self.levels[-1]
        level.key, level.is_merge = text, text == "<<" and not is_text
        if level.is_merge:
            return
        if not is_text and _in_yaml_1_1(text):
            self.oddities.append(odd_key(level.place, text))
        if text in level.container:
            self.oddities.append(duplicate(level.place, text))

    def add(self, value: Any, height: int) -> None:
        """Add a value to the mapping or list that is being filled."""
        level = self.levels[-1]
        level.height = max(level.height, height + 1)
        if type(level.container) is list:
            level.index += 1
            if len(self.levels) == 1 and level.index > 1:
                raise Unreadable("contains more than one YAML document; keep one")
            level.container.append(value)
            return
        key, level.key = level.key, None
        if level.is_merge:
            self.merge(level, value)
        else:
            level.container[key] = value

    def merge(self, level: _Level, value: Any) -> None:
        """Take the value of a merge key, a mapping or a list of them; the first to have a key counts."""
        merged = value if isinstance(value, list) else [value]
        if not all(isinstance(each, dict) for each in merged):
            raise Unreadable(f"merges something other than mappings at {level.place}.<<")
        level.merged += merged

    def place(self) -> Place:
        """The place of the value that comes next."""
        level = self.levels[-1]
        if len(self.levels) == 1:
            return TOP
        return level.place / (str(level.index) if level.key is None else level.key)

    def odd_tag(self, tag: str | None) -> None:
        name = shortened((tag or "").replace(_TAG, "!!"))
        message = f"has the YAML tag {name}, which does not fit JSON; remove the tag"
        self.oddities.append(Oddity("tag", self.place(), message))


def _in_yaml_1_1(text: str) -> str:
    """What YAML 1.1 reads an unquoted scalar as, in words; empty for text."""
    for tag, pattern in _YAML_1_1.get(text[:1], ()):
        if pattern.match(text):
            return _WORDS.get(tag.removeprefix(_TAG), "a number")
    return ""


def _copied(value: Any) -> Any:
    """A copy of plain data, which is at most `DEEPEST` levels deep."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
