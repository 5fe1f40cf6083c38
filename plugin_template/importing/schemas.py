"""Schemas, repaired so that they are right by JSON Schema 2020-12 and what hosts add to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

from plugin_template.importing import schema_words as words
from plugin_template.importing import texts
from plugin_template.importing.components import Components
from plugin_template.importing.contradictions import contradictions
from plugin_template.importing.patterns import is_endless, is_readable
from plugin_template.importing.report import Report, at, shown
from plugin_template.importing.source import Source

# A request is what callers send, an answer is what they get: null is only known in the latter.
Mode = Literal["request", "answer"]
Schema = dict[str, Any]
NULL: Schema = {"type": "null"}


class Schemas:
    """Repairs schemas of a document; what they refer to becomes components.

    Parameters:
        source: The document.
        report: Where repairs are noted.
        components: Where what is referred to is put.
    """

    def __init__(self, source: Source, report: Report, components: Components) -> None:
        self.source, self.report, self.components = source, report, components
        self.unsettled: list[tuple[Schema, str]] = []

    def inline(self, value: Any, place: str, mode: Mode) -> Schema:
        """Repair a schema; if it is a reference, what it leads to takes its place.

        Parameters:
            value: The schema, whatever it is.
            place: Its JSON pointer.
            mode: What it describes.

        Returns:
            A schema of its own. References in it are targets of the components until these are
            named.
        """
        if isinstance(value, dict) and "$ref" in value:
            followed = self.source.follow(value, place, "schemas")
            if followed is None:
                self._dangling(value["$ref"], place)
                return {}
            for each in followed[2]:
                self._corrected(each)
            value, place, _ = followed
        return self.schema(value, place, mode)

    def referenced(self) -> None:
        """Repair everything that was referred to, until nothing new is."""
        while target := self.components.next():
            value = self.source.value(target.pointer)
            self.components.put(target, self.schema(value, target.pointer, target.mode))

    def schema(self, value: Any, place: str, mode: Mode) -> Schema:
        """Repair a schema; see `inline`, which leaves no reference at its top."""
        if isinstance(value, bool):
            return {} if value else {"not": {}}
        if isinstance(value, str) and value.strip().casefold() in words.SYNONYMS:
            self.report.add(place, "a schema must be a mapping", "took the word for its type")
            value = {"type": value}
        if not isinstance(value, dict):
            self.report.add(place, "a schema must be a mapping", "left it open to any value")
            return {}
        if "$ref" in value:
            return self._reference(value, place, mode)
        return _Repair(self, value, place, mode).schema()

    def _reference(self, value: Schema, place: str, mode: Mode) -> Schema:
        beside: Schema = {}
        if others := [key for key in value if key != "$ref"]:
            if self.source.is_3_0:
                beside = texts.take(value, place, self.report, None, "description")
                dropped = set(others) - {"description", "nullable", "summary"}
                for key in others:
                    if key in dropped and not key.startswith("x-"):
                        self.report.add(
                            at(place, key),
                            "OpenAPI 3.0 ignores what is beside a $ref",
                            "dropped it",
                        )
            else:
                rest = {key: value[key] for key in others}
                beside = _Repair(self, rest, place, mode).schema()
        target = self._target(value["$ref"], place, mode)
        if target is None:
            return beside
        reference: Schema = {"$ref": target}
        self.components.edge(reference, target, place)
        if mode == "answer" and value.get("nullable") is True:
            return {"anyOf": [reference, dict(NULL)], **beside}
        reference.update(beside)
        return reference

    def _target(self, reference: Any, place: str, mode: Mode) -> Any:
        found = self.source.resolve(reference, "schemas")
        followed = found and self.source.follow(self.source.value(found[0]), found[0], "schemas")
        if not found or not followed:
            self._dangling(reference, place)
            return None
        if found[1]:
            self._corrected(place)
        return self.components.refer(followed[1], mode)

    def note_required(self, value: Any, place: str) -> None:
        """Note that a schema that is no property says that it is required."""
        if isinstance(value, dict) and _boolean(value.get("required")) is not None:
            rule = "required must be a list of names"
            self.report.add(at(place, "required"), rule, "dropped it")

    def mapped(self, reference: Any, mode: Mode) -> Any:
        """Find the component that a discriminator's mapping names; None if there is none."""
        found = self.source.resolve(reference, "schemas")
        followed = found and self.source.follow(self.source.value(found[0]), found[0], "schemas")
        return self.components.refer(followed[1], mode) if followed else None

    def _dangling(self, reference: Any, place: str) -> None:
        rule = f"$ref {shown(reference)} points to nothing in this document"
        self.report.add(place, rule, "left it open to any value")

    def _corrected(self, place: str) -> None:
        rule = "$ref points to nothing, but exactly one component has its name"
        self.report.add(place, rule, "followed it there")


class _Repair:
    """Repairs one schema, keyword by keyword."""

    def __init__(self, schemas: Schemas, value: Schema, place: str, mode: Mode) -> None:
        self.schemas, self.value, self.place, self.mode = schemas, value, place, mode
        self.report = schemas.report
        self.result: Schema = {}

    def schema(self) -> Schema:
        value, result = self.value, self.result
        self.types()
        for key in value:
            if take := _TAKERS.get(key):
                take(self, key)
            elif key not in _KNOWN and not key.startswith("x-"):
                self.drop(key, f"{shown(key)} is not a keyword of schemas")
        self.complete()
        self.nullable()
        if any(key in result for key in _UNSETTLED):
            self.schemas.unsettled.append((result, self.place))
        return result

    # Noting

    def drop(self, key: str, rule: str) -> None:
        self.report.add(at(self.place, key), rule, "dropped it")

    def say(self, key: str, rule: str, done: str) -> None:
        self.report.add(at(self.place, key), rule, done)

    def below(self, value: Any, *keys: str | int) -> Schema:
        return self.schemas.schema(value, at(self.place, *keys), self.mode)

    # Keywords

    def types(self) -> None:
        given = self.value.get("type")
        if given is None:
            if "type" in self.value:
                self.drop("type", "type must be a word")
            return
        kinds: list[str] = []
        implied = ""
        for each in given if isinstance(given, list) else [given]:
            kind, format_ = self.type(each)
            if format_ and not isinstance(self.value.get("format"), str):
                implied = format_
            if kind and kind not in kinds:
                kinds.append(kind)
        if "null" in kinds and self.mode == "request":
            kinds.remove("null")
        if kinds:
            self.result["type"] = kinds[0] if len(kinds) == 1 else kinds
        if implied:
            self.result["format"] = implied

    def type(self, word: Any) -> tuple[str, str]:
        if word in words.TYPES:
            return str(word), ""
        key = "null" if word is None else word.strip().casefold() if isinstance(word, str) else ""
        kind, format_ = words.SYNONYMS.get(key, ("", ""))
        rule = f"type {shown(word)} is none of {', '.join(words.TYPES)}"
        self.say("type", rule, f"made it {kind}" if kind else "dropped it")
        return kind, format_

    def text(self, key: str) -> None:
        self.result.update(texts.take(self.value, self.place, self.report, None, key))

    def string(self, key: str) -> None:
        value = self.value[key]
        if isinstance(value, str) and value:
            self.result[key] = value
        elif value not in (None, ""):
            self.drop(key, f"{key} must be text")

    def pattern(self, key: str) -> None:
        value = self.value[key]
        if isinstance(value, str) and not is_readable(value):
            self.drop(key, "not every program can read this pattern")
        elif isinstance(value, str) and is_endless(value):
            self.drop(
                key, "programs may take forever to try this pattern, as it repeats repetitions"
            )
        else:
            self.string(key)

    def flag(self, key: str) -> None:
        value = _boolean(self.value[key])
        if value is None:
            self.drop(key, f"{key} must be true or false")
        elif value:
            self.result[key] = value

    def plain(self, key: str) -> None:
        value = self.value[key]
        if has_reference(value):
            self.drop(key, f"{key} must be a value, which has no $ref")
        elif key != "default" or value is not None or self.mode == "answer":
            self.result[key] = value

    def examples(self, key: str) -> None:
        if isinstance(self.value[key], list) and not has_reference(self.value[key]):
            self.result[key] = self.value[key]
        else:
            self.drop(key, "examples must be a list of values, which have no $ref")

    def count(self, key: str) -> None:
        value = self.value[key]
        if isinstance(value, str) and words.INTEGER.fullmatch(value):
            self.say(key, f"{key} must be a number", "took off its quotes")
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            self.drop(key, f"{key} must be a whole number")
        elif not 0 <= value <= words.LARGEST_COUNT:
            self.drop(key, f"{key} must be from 0 to {words.LARGEST_COUNT:,}")
        else:
            self.result[key] = int(value)

    def number(self, key: str) -> None:
        value = self.value[key]
        if isinstance(value, str) and words.DECIMAL.fullmatch(value):
            self.say(key, f"{key} must be a number", "took off its quotes")
            value = float(value) if "." in value else int(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.drop(key, f"{key} must be a number")
        elif key == "multipleOf" and value <= 0:
            self.drop(key, "multipleOf must be more than 0")
        elif words.EXCLUSIVE.get(f"exclusiveM{key[1:]}") and self.is_exclusive(key):
            pass  # The exclusive limit takes its place.
        else:
            self.result[key] = value

    def is_exclusive(self, key: str) -> bool:
        return _boolean(self.value.get(f"exclusiveM{key[1:]}")) is True

    def exclusive(self, key: str) -> None:
        value, limit = self.value[key], self.value.get(words.EXCLUSIVE[key])
        flag = _boolean(value)
        if flag is None:
            self.number(key)
        elif flag and isinstance(limit, int | float) and not isinstance(limit, bool):
            # That is how OpenAPI 3.0 has it.
            self.result[key] = limit

    def enum(self, key: str) -> None:
        values = self.value[key]
        if not isinstance(values, list) or not values or has_reference(values):
            self.drop(key, "enum must be a list of values")
            return
        kinds = self.result.get("type")
        if kinds == "string" and any(isinstance(each, bool | int | float) for each in values):
            self.say(key, "the values of enum must be text, as type is string", "made them text")
            values = [_as_text(each) for each in values]
        if self.mode == "request":
            values = [each for each in values if each is not None]
        elif _boolean(self.value.get("nullable")) is True and None not in values:
            values = [*values, None]
        if kinds:
            nullable = _boolean(self.value.get("nullable")) is True and self.mode == "answer"
            allowed = [*(kinds if isinstance(kinds, list) else [kinds])]
            allowed += ["null"] if nullable else []
            fitting = [each for each in values if any(is_of_type(each, k) for k in allowed)]
            if len(fitting) < len(values):
                self.say(key, "the values of enum must be of the type", "dropped the others")
            values = fitting
        if unique := _different(values):
            self.result[key] = unique

    def required(self, key: str) -> None:
        value = self.value[key]
        if isinstance(value, list):
            names = [each for each in value if isinstance(each, str)]
            if len(names) < len(value):
                self.drop(key, "required must be a list of names")
            self.result[key] = [each for each in dict.fromkeys(names) if each != "$ref"]
        elif _boolean(value) is None:
            self.drop(key, "required must be a list of names")
        # What is true or false is taken by the schema of the object.

    def one(self, key: str) -> None:
        value = self.value[key]
        if key == "items" and isinstance(value, list):
            rule = "items must be one schema"
            if len(value) == 1:
                self.say(key, rule, "took the only one of the list")
                self.result[key] = self.below(value[0], key, 0)
            else:
                self.say(key, rule, "took one of the list for each item")
                self.result |= _any_of([self.below(each, key, at) for at, each in enumerate(value)])
            return
        self.note_required(value, key)
        self.result[key] = self.below(value, key)

    def one_or_boolean(self, key: str) -> None:
        value = self.value[key]
        flag = _boolean(value)
        if flag is False and key == "additionalProperties" and self.mode != "request":
            self.drop(key, "a response can have more properties than it describes")
        elif flag is not None and key != "additionalProperties":
            # true says nothing, and without false more is allowed than the API takes.
            if not flag:
                self.drop(key, f"not every program reads {key}: false")
        elif flag is not None:
            self.result[key] = flag
        elif isinstance(value, dict):
            self.result[key] = self.below(value, key)
        else:
            self.drop(key, f"{key} must be true, false or a schema")

    def several(self, key: str) -> None:
        value = self.value[key]
        if isinstance(value, dict):
            self.say(key, f"{key} must be a list of schemas", "took it for the only one")
            value = [value]
        if not isinstance(value, list) or not value:
            self.drop(key, f"{key} must be a list of schemas")
            return
        parts = list(enumerate(value))
        if self.mode == "request" and key != "prefixItems":
            parts = [(index, each) for index, each in parts if not _is_null(each)]
        for index, each in parts:
            self.note_required(each, key, index)
        made = [self.below(each, key, index) for index, each in parts]
        if key == "oneOf" and len(different := _different(made)) < len(made):
            self.say(key, "no value matches one alone if two are the same", "dropped the second")
            made = different
        if key != "allOf" and len(made) == 1 < len(value):
            only = made[0]
            # What was one of null and something else is now that alone.
            for word, its in only.items():
                self.result.setdefault(word, its)
            if "$ref" in only:
                self.schemas.components.moved(only, self.result)
        elif made:
            self.result[key] = made

    def named(self, key: str) -> None:
        value = self.value[key]
        if not isinstance(value, dict):
            self.drop(key, f"{key} must be a mapping of names to schemas")
            return
        made = {}
        for name, each in value.items():
            if key == "patternProperties" and (not is_readable(name) or is_endless(name)):
                place = at(self.place, key, name)
                self.report.add(place, "not every program can read this pattern", "dropped it")
            elif key == "properties" and name == "$ref":
                place = at(self.place, key, name)
                rule = "programs take a property called $ref for a reference"
                self.report.add(place, rule, "left it out")
            elif key != "properties" or not self.is_hidden(each):
                made[name] = self.below(each, key, name)
        self.result[key] = made

    def dependent(self, key: str) -> None:
        value = self.value[key]
        if isinstance(value, dict) and all(
            isinstance(names, list) and all(isinstance(each, str) for each in names)
            for names in value.values()
        ):
            self.result[key] = {name: list(dict.fromkeys(its)) for name, its in value.items()}
        else:
            self.drop(key, f"{key} must be a mapping of names to lists of names")

    def discriminator(self, key: str) -> None:
        value = self.value[key]
        name = value.get("propertyName") if isinstance(value, dict) else value
        if not isinstance(name, str) or not name:
            self.drop(key, "discriminator must have a propertyName")
            return
        self.result[key] = {"propertyName": name}
        mapping = value.get("mapping") if isinstance(value, dict) else None
        made = {}
        for word, reference in mapping.items() if isinstance(mapping, dict) else ():
            target = self.schemas.mapped(reference, self.mode)
            if target is None:
                rule = "mapping must name schemas of this document"
                self.say(key, rule, "dropped the others")
            else:
                made[word] = target
        if made:
            self.result[key]["mapping"] = made

    # What depends on several keywords

    def note_required(self, value: Any, *keys: str | int) -> None:
        self.schemas.note_required(value, at(self.place, *keys))

    def complete(self) -> None:
        """Add what hosts miss, and what properties say of their object."""
        result = self.result
        self.lift_required()
        kinds = result.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if "object" in kinds and "properties" not in result:
            self.report.add(self.place, "an object must have properties", "added it without any")
            result["properties"] = {}
        if "prefixItems" in result:
            place = at(self.place, "prefixItems")
            self.report.add(place, "not every program reads prefixItems", "made them items")
            rest = [result["items"]] if "items" in result else []
            result |= _any_of([*result.pop("prefixItems"), *rest])
        if "array" in kinds and "items" not in result:
            self.report.add(self.place, "an array must have items", "left them open to any value")
            result["items"] = {}
        if "enum" in result and not result["enum"]:
            del result["enum"]
        for low, high in contradictions(result):
            limits = f"{low} {result.pop(low)} and {high} {result.pop(high)}"
            self.report.add(self.place, f"no value has {limits}", "dropped both")
        if not result.get("required", True):
            del result["required"]

    def is_hidden(self, value: Any) -> bool:
        """Whether a property is not sent in what is described here (OpenAPI 3.0.3, 4.7.24.2)."""
        hidden = "readOnly" if self.mode == "request" else "writeOnly"
        return isinstance(value, dict) and value.get(hidden) is True

    def lift_required(self) -> None:
        properties = self.value.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        required = self.result.get("required", [])
        for name, each in properties.items():
            if not isinstance(each, dict):
                continue
            flag = _boolean(each.get("required"))
            if flag is not None:
                place = at(self.place, "properties", name, "required")
                done = "put the name into the object's list" if flag else "dropped it"
                self.report.add(place, "required must be a list of names", done)
            if flag and name not in required:
                required = [*required, name]
            if self.is_hidden(each):
                required = [other for other in required if other != name]
        if required or "required" in self.result:
            self.result["required"] = required

    def nullable(self) -> None:
        if _boolean(self.value.get("nullable")) is not True or self.mode == "request":
            return
        result = self.result
        kinds = result.get("type")
        if isinstance(kinds, list):
            result["type"] = [*kinds, "null"] if "null" not in kinds else kinds
        elif kinds:
            result["type"] = [kinds, "null"] if kinds != "null" else kinds
        elif any(word in result for word in ("allOf", "anyOf", "oneOf")):
            self.widen()
            return
        if "const" in result:
            result["enum"] = [result.pop("const"), None]

    def widen(self) -> None:
        """Allow null beside what a schema combines."""
        kept = {key: self.result.pop(key) for key in [*self.result] if key in _ANNOTATIONS}
        combined = dict(self.result)
        self.result.clear()
        self.result.update({**kept, "anyOf": [combined, dict(NULL)]})


def is_of_type(value: Any, kind: str) -> bool:
    """Say whether a value is of a type (JSON Schema 2020-12, 6.1.1).

    Parameters:
        value: Plain data.
        kind: One of the seven types.

    Returns:
        Whether it is; 1.0 is an integer.
    """
    if isinstance(value, bool):
        return kind == "boolean"
    if value is None:
        return kind == "null"
    if isinstance(value, int | float):
        return kind == "number" or (kind == "integer" and value == int(value))
    classes: dict[str, type] = {"string": str, "array": list, "object": dict}
    return kind in classes and isinstance(value, classes[kind])


def has_reference(value: Any) -> bool:
    """Say whether a value has a `$ref` in it, which programs follow wherever it is.

    Parameters:
        value: Plain data.

    Returns:
        Whether a mapping anywhere in it has that key.
    """
    if isinstance(value, dict):
        return "$ref" in value or any(map(has_reference, value.values()))
    return isinstance(value, list) and any(map(has_reference, value))


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().casefold())
    return value if isinstance(value, bool) else None


def _is_null(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") in ("null", ["null"])


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


# What is only right or wrong together with others, see `settling`.
_UNSETTLED = ("allOf", "const", "default", "discriminator", "enum")
_ANNOTATIONS = {"title", "description", "default", "example", "examples", "deprecated"}
_ANNOTATIONS |= {"readOnly", "writeOnly"}
_TAKERS: dict[str, Callable[[_Repair, str], None]] = {
    **dict.fromkeys(words.TEXTS, _Repair.text),
    **dict.fromkeys(words.STRINGS, _Repair.string),
    **dict.fromkeys(words.FLAGS, _Repair.flag),
    **dict.fromkeys(words.VALUES, _Repair.plain),
    **dict.fromkeys(words.COUNTS, _Repair.count),
    **dict.fromkeys(words.NUMBERS, _Repair.number),
    **dict.fromkeys(words.EXCLUSIVE, _Repair.exclusive),
    **dict.fromkeys(words.ONE, _Repair.one),
    **dict.fromkeys(words.ONE_OR_BOOLEAN, _Repair.one_or_boolean),
    **dict.fromkeys(words.LISTS, _Repair.several),
    **dict.fromkeys(words.NAMED, _Repair.named),
    "pattern": _Repair.pattern,
    "enum": _Repair.enum,
    "examples": _Repair.examples,
    "required": _Repair.required,
    "dependentRequired": _Repair.dependent,
    "discriminator": _Repair.discriminator,
}
_KNOWN = {"type", "nullable", *words.IGNORED}


def _different(values: list[Any]) -> list[Any]:
    """List values without those that are there before; 1 and true are not the same."""
    found: dict[str, Any] = {}
    for each in values:
        found.setdefault(json.dumps(each, sort_keys=True), each)
    return [*found.values()]


def _any_of(schemas: list[Any]) -> dict[str, Any]:
    """Make the `items` of an array, each of which matches one of some schemas."""
    different = _different(schemas)
    if not different:
        return {}
    return {"items": different[0] if len(different) == 1 else {"anyOf": different}}
