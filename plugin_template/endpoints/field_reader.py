"""Reads the fields of endpoints: names, types, words, objects, defaults and descriptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from plugin_template.endpoints import values
from plugin_template.endpoints.cursor import Cursor, Unexpected
from plugin_template.endpoints.model import (
    DEEPEST,
    LONGEST_DESCRIPTION,
    LONGEST_FIELD,
    LONGEST_WORD,
    MOST_CHOICES,
    OBJECT,
    TYPES,
    Default,
    EndpointError,
    Field,
    text_problem,
)
from plugin_template.endpoints.naming import field_name
from plugin_template.endpoints.suggestions import type_hint, words_for

_T = TypeVar("_T")

_FIELD_NAME = re.compile(r"_*[A-Za-z][A-Za-z0-9_-]*")
_REST_OF_TYPE = re.compile(r"[^\s;#}&?=]*")
_REST_OF_LINE = re.compile(r"[^;\n]*")
_A_TYPE = f"a type ({', '.join(TYPES)}, words such as sunny|cloudy, or fields in {{…}})"


@dataclass(frozen=True)
class Place:
    """A part of an endpoint, and what the fields there can be."""

    name: str
    optional: bool = True
    lists: bool = True
    objects: bool = True
    defaults: bool = True


PATH = Place("path parameter", optional=False, lists=False, objects=False, defaults=False)
QUERY = Place("query parameter", objects=False)
BODY = Place("body field")
RESPONSE = Place("response field", defaults=False)


def parse_words(text: str) -> tuple[str, ...]:
    """Read the words of which a field has one.

    Parameters:
        text: Words in the grammar, such as `sunny|cloudy|'a few drops'`.

    Returns:
        The words, at least two.

    Raises:
        EndpointError: If the text is anything else.
    """
    if meant := words_for(text):
        raise EndpointError([f"words are separated by '|', did you mean {meant}?"])
    reader = FieldReader(text)
    return reader.alone(
        lambda: reader.words("words such as sunny|cloudy"), "'|' (words with spaces are quoted)"
    )


def parse_default(field: Field, text: str) -> Default:
    """Read a default.

    Parameters:
        field: An optional field, neither a list nor an object.
        text: A default in the grammar, such as `3` or `'two words'`; may be empty.

    Returns:
        The default, None for an empty text.

    Raises:
        EndpointError: If the text is anything else.
    """
    reader = FieldReader(text)
    return reader.alone(lambda: reader.default(field), "the end") if text else None


class FieldReader(Cursor):
    """Reads the fields of one endpoint."""

    def alone(self, read: Callable[[], _T], more: str) -> _T:
        """Read something that is the whole text; what follows should have been more of it."""
        try:
            found = read()
            if self.at < len(self.text):
                raise self.expected(more)
        except Unexpected as error:
            raise EndpointError([str(error)]) from None
        return found

    def field(self, place: Place, depth: int = 0) -> Field:
        at = self.at
        name = self.match(_FIELD_NAME)
        if not name:
            raise self.expected("a field's name (letters, digits, '_' and '-')", self.field_hint())
        if len(name) > LONGEST_FIELD:
            raise Unexpected(f"expected a name of at most {LONGEST_FIELD} characters", at)
        at = self.at
        field = Field(name, required=not self.take("?"))
        if not (field.required or place.optional):
            raise Unexpected(f"a {place.name} cannot be optional", at)
        if self.take(":"):
            field = self.typed(field, place, depth)
        if self.peek("=") and not self.peek('="'):
            field = replace(field, default=self.permitted_default(field, place))
        if self.take("="):
            field = replace(field, description=self.description())
        if self.peek("="):
            raise self.expected("a space", "a description comes last, after the default")
        return field

    def field_hint(self) -> str:
        """Say what is wrong with what seems to be a field."""
        if self.peek("|"):
            return "write words without spaces, as in sky:sunny|cloudy"
        if self.peek('"', "'"):
            return "a name has no quotes"
        return "a list of objects is {…}[], with [] at the end" if self.peek("[", "{") else ""

    def separator_hint(self) -> str:
        """Say what is wrong with what follows a field."""
        if self.peek(","):
            return "separate fields by spaces"
        if self.peek("|"):
            return "words have no type, as in sky:sunny|cloudy"
        return "[] follows a type, as in tags:string[]" if self.peek("[") else ""

    def distinct(self, field: Field, fields: Sequence[Field], at: int, what: str) -> None:
        for other in fields:
            if field_name(other.name) == field_name(field.name):
                raise Unexpected(f"{what} {field.name!r} repeats {other.name!r}", at)

    # Types

    def typed(self, field: Field, place: Place, depth: int) -> Field:
        at = self.at
        word = self.next(values.WORD)
        if self.peek("{"):
            if not place.objects:
                raise Unexpected(f"a {place.name} cannot be an object", at)
            inside = self.object(field.name, place, depth + 1)
            field = replace(field, type=OBJECT, fields=inside)
        elif word in TYPES and self.text[at + len(word) : at + len(word) + 1] != "|":
            self.at += len(word)
            field = replace(field, type=word)
        elif self.take("("):
            field = replace(field, choices=self.words())
            if not self.take(")"):
                raise self.expected("')' after the words")
        else:
            field = replace(field, choices=self.words())
            if self.peek("[]"):
                meant = f"({self.text[at : self.at]})[]"
                raise self.expected("a space", f"did you mean {meant}?")
        return self.listed(field, place)

    def listed(self, field: Field, place: Place) -> Field:
        at = self.at
        if not self.take("[]"):
            return field
        if not place.lists:
            raise Unexpected(f"a {place.name} cannot be a list", at)
        if self.peek("[]"):
            raise self.expected("a space", "instead of a list of lists, use {values:string[]}[]")
        return replace(field, many=True)

    def object(self, name: str, place: Place, depth: int) -> tuple[Field, ...]:
        start = self.at
        self.take("{")
        if depth > DEEPEST:
            raise Unexpected(f"objects can be nested at most {DEEPEST} deep", start)
        fields: list[Field] = []
        self.blank()
        spaced = True
        while not self.take("}"):
            if self.at_end() or self.peek("->", "#"):
                raise self.expected(f"'}}' after the fields of {name}")
            if not spaced:
                raise self.expected("a space or '}'", self.separator_hint())
            at = self.at
            field = self.field(place, depth)
            self.distinct(field, fields, at, "field")
            fields.append(field)
            spaced = self.blank()
        if not fields:
            raise Unexpected("an object has at least one field", start)
        return tuple(fields)

    # Words

    def words(self, what: str = _A_TYPE) -> tuple[str, ...]:
        start = self.at
        words: list[str] = []
        any_quoted = False
        while not words or self.take("|"):
            at = self.at
            any_quoted |= self.peek("'")
            word = self.quoted() if self.peek("'") else self.match(values.WORD)
            if not word and words:
                hint = "words with spaces or marks are in single quotes, with none around '|'"
                raise self.expected("a word after '|'", hint)
            if not word:
                break
            if word in words:
                raise Unexpected(f"expected another word, {word!r} is there twice", at)
            if problem := text_problem(word, LONGEST_WORD):
                raise Unexpected(f"the word {problem}", at)
            words.append(word)
        if len(words) < 2:
            self.at = start
            raise self.expected(what, type_hint(self.next(_REST_OF_LINE)), _REST_OF_TYPE)
        if len(words) > MOST_CHOICES:
            raise Unexpected(f"expected at most {MOST_CHOICES} words", start)
        if values.are_types(words) and not any_quoted:
            self.at = start
            raise self.expected(
                "one type",
                "a field that can be left out is name?, and words are quoted: "
                + "|".join(map(values.quoted, words)),
                _REST_OF_TYPE,
            )
        return tuple(words)

    def quoted(self) -> str:
        """Read a text in single quotes."""
        if text := self.match(values.QUOTED):
            return values.unquoted(text)
        raise self.expected("a text that ends with ', with \\' and \\\\ for these two")

    # Defaults and descriptions

    def permitted_default(self, field: Field, place: Place) -> Default:
        self.take("=")
        reason = ""
        if not place.defaults:
            reason = f"a {place.name} has no default"
        elif field.many or field.fields:
            reason = f"{'a list' if field.many else 'an object'} has no default"
        elif field.required:
            reason = f"only an optional field has a default, as in {field.name}?"
        if reason:
            raise self.expected('a description in double quotes, as in ="The city."', reason)
        return self.default(field)

    def default(self, field: Field) -> Default:
        at = self.at
        what = f"a default: {values.expected_default(field)}"
        if field.type == "string" and self.peek("'"):
            text = self.quoted()
            if field.choices and text not in field.choices:
                self.at = at
                raise self.expected(what)
        else:
            word = self.match(values.WORD)
            found = values.read_default(field, word) if word else None
            if found is None:
                self.at = at
                raise self.expected(what, self.default_hint(field, word), _REST_OF_TYPE)
            if not isinstance(found, str):
                return found
            text = found
        if problem := text_problem(text, LONGEST_WORD):
            raise Unexpected(f"the default {problem}", at)
        return text

    def default_hint(self, field: Field, word: str) -> str:
        if not word or field.type != "string" or field.choices:
            return ""
        type_ = values.type_of(word)
        if type_ == "string":
            return "leave the default out if there is none"
        return f"did you mean {field.name}?:{type_}={word}, or '{word}' for text?"

    def description(self) -> str:
        at = self.at
        text = self.json_text('a description in double quotes, as in ="The city."')
        if problem := text_problem(text, LONGEST_DESCRIPTION):
            raise Unexpected(f"the description {problem}", at)
        return text
