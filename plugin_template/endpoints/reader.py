"""Reads endpoints in the grammar, from the whole to its parts."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from plugin_template.endpoints.model import (
    LONGEST_DESCRIPTION,
    LONGEST_FIELD,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    METHODS,
    RESERVED,
    TYPES,
    Endpoint,
    EndpointError,
    Field,
    shown,
    text_problem,
)
from plugin_template.endpoints.naming import class_name, field_name, function_name
from plugin_template.endpoints.suggestions import parameter_for, path_for, type_for

_OPERATION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FIELD_NAME = re.compile(r"_*[A-Za-z][A-Za-z0-9_-]*")
_TYPE = re.compile(r"[A-Za-z0-9_-]+")
_LITERAL = re.compile(r"[A-Za-z0-9._~-]+")
_PARAM = re.compile(r"\{[^}]*\}")
_WORD = re.compile(r"[^\s;#]+")
_SEGMENT = re.compile(r"[^\s;#/?]*")
_WORD_AS_TYPE = re.compile(r"[^\s;#}&?=]*")
_ONE_ENDPOINT = re.compile(r'(?:="(?:[^"\\\n]|\\.)*"|[^;\n])*')
_ONE_SUMMARY = re.compile(r"[^;\n]*")
_VERBS = {"GET": "get", "POST": "add", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}


@lru_cache(maxsize=8)
def parse(text: str, known: tuple[Endpoint, ...] = ()) -> tuple[Endpoint, ...]:
    """Read endpoints in the grammar.

    Parameters:
        text: Endpoints, separated by `;` or new lines.
        known: Endpoints that the plugin has before these, whose names and routes are taken. The
            text begins with the name of the example that they are, in blanks.

    Returns:
        The endpoints in their order, at least one.

    Raises:
        EndpointError: With one line for each endpoint that is wrong, naming it, the column and
            what was expected.
    """
    reader = _Reader(text, 1 if known else 0)
    endpoints: list[Endpoint] = []
    problems: list[str] = []
    reasons: list[str] = []
    names = {class_name(each.operation_id): each.operation_id for each in known}
    routes = {(each.method, _shape(each.path)): each.operation_id for each in known}
    while reader.next_endpoint():
        try:
            endpoints.append(reader.endpoint(names, routes))
        except _Unexpected as error:
            problems.append(f"{reader.place(error)}: {error}")
            reasons.append(str(error))
            reader.skip()
    if not endpoints and not problems:
        problems.append("expected an endpoint, such as: getTodos: GET /todos -> todos:string[]")
    if problems:
        raise EndpointError(problems, reasons)
    return tuple(endpoints)


def propose_operation_id(method: str, path: str) -> str:
    """Make up an operationId: `GET /forecast/{city}` becomes `getForecastByCity`.

    Parameters:
        method: One of `METHODS`.
        path: A path in the grammar; only its names count, so `{city:string}` is as good.

    Returns:
        An operationId in camel case, at most 64 characters.
    """
    words = [_VERBS[method]]
    for segment in re.findall(r"\{[^}\"]*|[^/{}]+", path):
        if segment.startswith("{"):
            segment = "by-" + re.split(r"[:=?]", segment[1:])[0]
        words += re.findall(r"[A-Za-z0-9]+", segment)
    while len(words) > 1:
        proposal = words[0] + "".join(word[0].upper() + word[1:] for word in words[1:])
        if len(function_name(proposal)) <= LONGEST_NAME:
            return proposal
        words.pop()
    return words[0]


def _shape(path: str) -> str:
    """Reduce a path to what routers tell apart: `/todos/{}`."""
    return _PARAM.sub("{}", path)


class _Unexpected(Exception):
    """What was expected, and the index in the text where it was not found."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class _Reader:
    """Reads a text from the left; `at` is the index of the next character."""

    def __init__(self, text: str, count: int) -> None:
        self.text = text
        self.at = 0
        self.count = count
        self.name = ""
        self.path_at = 0

    # Moving

    def next_endpoint(self) -> bool:
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n;":
            self.at += 1
        self.count += 1
        self.name = ""
        return self.at < len(self.text)

    def skip(self) -> None:
        """Continue after the next separator, so that the other endpoints are read too."""
        self.match(_ONE_ENDPOINT)

    def blank(self) -> bool:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in " \t\r":
            self.at += 1
        return self.at > start

    def peek(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def take(self, mark: str) -> bool:
        if found := self.peek(mark):
            self.at += len(mark)
        return found

    def match(self, pattern: re.Pattern[str]) -> str:
        found = self.next(pattern)
        self.at += len(found)
        return found

    def next(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        return found.group() if found else ""

    def at_end(self) -> bool:
        return self.at >= len(self.text) or self.text[self.at] in "\n;"

    # Failing

    def expected(self, what: str, hint: str = "", pattern: re.Pattern[str] = _WORD) -> _Unexpected:
        if self.at >= len(self.text):
            found = "the end"
        elif self.text[self.at] == "\n":
            found = "the end of the line"
        else:
            word = self.next(pattern) or self.text[self.at]
            found = f'"{shown(word[:20])}"'
        if found == '";"':
            hint = " (a ';' begins a new endpoint; separate fields by spaces)"
        elif hint:
            hint = f"; {hint}"
        return _Unexpected(f"expected {what}, found {found}{hint}", self.at)

    def path_with_spaces(self) -> str:
        """Say what a path with spaces should be, if a field seems to be a part of one."""
        if not self.peek("/"):
            return ""
        end = self.at + len(self.next(_WORD))
        return f"a path has no spaces, did you mean {path_for(self.text[self.path_at : end])}?"

    def place(self, error: _Unexpected) -> str:
        before = self.text[: error.at]
        column = len(before) - (before.rfind("\n") + 1) + 1
        line = f"line {before.count(chr(10)) + 1}, " if "\n" in self.text.strip() else ""
        name = f" ({self.name})" if self.name else ""
        return f"endpoint {self.count}{name}, {line}column {column}"

    # The grammar, from the whole to its parts

    def endpoint(self, names: dict[str, str], routes: dict[tuple[str, str], str]) -> Endpoint:
        start = self.at
        operation_id = self.operation_id()
        method_at = self.at
        method = self.method()
        if not self.blank():
            raise self.expected("a space and a path such as /todos/{username}")
        self.path_at = self.at
        path, path_params = self.path()
        operation_id = operation_id or propose_operation_id(method, path)
        self.name = operation_id
        self.unique(operation_id, start, names)
        shape = _shape(path)
        if (method, shape) in routes:
            other = routes[method, shape]
            raise _Unexpected(f"expected another route, {method} {shape} is {other}'s", method_at)
        self.not_reserved(path)
        query = self.query({param.name for param in path_params})
        body = self.body(method)
        response = self.response()
        summary = self.summary()
        if not self.at_end():
            raise self.expected("';', a new line or the end")
        routes[method, shape] = operation_id
        return Endpoint(operation_id, method, path, path_params, query, body, response, summary)

    def operation_id(self) -> str:
        start = self.at
        name = self.match(_OPERATION_ID)
        before_colon = self.at
        self.blank()
        if not name or not self.take(":"):
            self.at = start
            return ""
        if len(function_name(name)) > LONGEST_NAME:
            raise _Unexpected(
                f"expected an operationId of at most {LONGEST_NAME} characters (in snake case)",
                before_colon,
            )
        self.name = name
        self.blank()
        return name

    def method(self) -> str:
        start = self.at
        word = self.match(_OPERATION_ID)
        if word.upper() not in METHODS:
            self.at = start
            hint = ""
            if self.count > 1 and ";" in self.text[:start]:
                hint = " (a ';' begins a new endpoint; separate fields by spaces)"
            error = self.expected(f"a method ({', '.join(METHODS[:-1])} or {METHODS[-1]})")
            raise _Unexpected(f"{error}{hint}", start)
        return word.upper()

    def unique(self, operation_id: str, at: int, names: dict[str, str]) -> None:
        # Names that differ only in case or underscores make the same Python class.
        python = class_name(operation_id)
        if python in names:
            other = names[python]
            what = "is there twice" if other == operation_id else f"reads like {other!r} in Python"
            raise _Unexpected(f"expected another operationId, {operation_id!r} {what}", at)
        names[python] = operation_id

    def not_reserved(self, path: str) -> None:
        first = path.split("/")[1]
        if not first or first in RESERVED:
            raise _Unexpected(
                f"expected another path, the plugin serves /{first} itself", self.path_at
            )

    def path(self) -> tuple[str, tuple[Field, ...]]:
        params: list[Field] = []
        path = ""
        segment_at = self.at
        while self.take("/"):
            segment_at = self.at
            if self.take("{"):
                param = self.field()
                if not self.take("}"):
                    raise self.expected("'}' after the path parameter")
                if not param.required or param.many:
                    what = "a list" if param.many else "optional"
                    raise _Unexpected(f"a path parameter cannot be {what}", segment_at)
                self.distinct(param, params, segment_at, "path parameter")
                params.append(param)
                path += f"/{{{param.name}}}"
            else:
                segment = self.match(_LITERAL)
                if segment in (".", ".."):
                    raise _Unexpected(
                        f"expected a name, a path segment cannot be {segment!r}", segment_at
                    )
                path += f"/{segment}"
        if not path:
            raise self.expected("a path such as /todos/{username}")
        end = self.at
        if not (self.at_end() or self.text[self.at] in " \t\r?"):
            self.at = segment_at
            meant = parameter_for(self.next(_SEGMENT))
            if meant:
                raise self.expected("a name or {param}", f"did you mean {meant}?")
            self.at = end
            raise self.expected("'/', '?', a space or the end (a segment is a name or {param})")
        if path != "/" and ("//" in path or path.endswith("/")):
            raise _Unexpected("expected a path without empty segments", self.at)
        return path, tuple(params)

    def query(self, taken: set[str]) -> tuple[Field, ...]:
        start = self.at
        self.blank()
        if not self.take("?"):
            self.at = start
            return ()
        fields: list[Field] = []
        while True:
            self.blank()
            at = self.at
            field = self.field()
            self.distinct(field, fields, at, "query parameter")
            if field.name in taken:
                raise _Unexpected(f"{field.name!r} is already a path parameter", at)
            fields.append(field)
            behind = self.at
            self.blank()
            if not self.take("&"):
                self.at = behind
                return tuple(fields)

    def body(self, method: str) -> tuple[Field, ...]:
        at = self.at
        fields = self.fields("body field")
        if fields and method == "GET":
            path = path_for(self.text[self.path_at : self.at])
            plain = all(field == Field(field.name) for field in fields) and "?" not in path
            hint = f", or did you mean the path {path}?" if plain else ""
            raise _Unexpected(
                f"GET takes no body; write query parameters as ?one&two{hint}", at + 1
            )
        return fields

    def response(self) -> tuple[Field, ...]:
        if not self.take("->"):
            return ()
        fields = self.fields("response field")
        if not fields:
            raise self.expected("a response field after '->'")
        return fields

    def fields(self, what: str) -> tuple[Field, ...]:
        fields: list[Field] = []
        while True:
            spaced = self.blank()
            if self.at_end() or self.peek("->") or self.peek("#"):
                return tuple(fields)
            if not spaced:
                raise self.expected("a space", self.path_with_spaces())
            at = self.at
            field = self.field()
            self.distinct(field, fields, at, what)
            fields.append(field)

    def distinct(self, field: Field, fields: list[Field], at: int, what: str) -> None:
        for other in fields:
            if field_name(other.name) == field_name(field.name):
                raise _Unexpected(f"{what} {field.name!r} repeats {other.name!r}", at)

    def field(self) -> Field:
        at = self.at
        name = self.match(_FIELD_NAME)
        if not name:
            raise self.expected(
                "a field's name (letters, digits, '_' and '-')", self.path_with_spaces()
            )
        if len(name) > LONGEST_FIELD:
            raise _Unexpected(f"expected a name of at most {LONGEST_FIELD} characters", at)
        required = not self.take("?")
        type_, many = "string", False
        if self.take(":"):
            type_at = self.at
            type_ = self.match(_TYPE)
            if type_ not in TYPES:
                self.at = type_at
                meant = type_for(self.next(_WORD_AS_TYPE))
                hint = f"did you mean {meant}?" if meant else ""
                raise self.expected(f"a type ({', '.join(TYPES)})", hint, _WORD_AS_TYPE)
            many = self.take("[]")
        description = self.description() if self.take("=") else ""
        return Field(name, type_, many, required, description)

    def description(self) -> str:
        at = self.at
        text = self.quoted('a description in double quotes, as in ="The city."')
        if problem := text_problem(text, LONGEST_DESCRIPTION):
            raise _Unexpected(f"the description {problem}", at)
        return text

    def quoted(self, what: str) -> str:
        if not self.peek('"'):
            raise self.expected(what)
        try:
            text, self.at = json.JSONDecoder(strict=False).raw_decode(self.text, self.at)
        except ValueError:
            raise self.expected(
                'a text that ends with ", with \\" and \\\\ for these two'
            ) from None
        return str(text)

    def summary(self) -> str:
        if not self.take("#"):
            return ""
        self.blank()
        at = self.at
        if self.peek('"'):
            text = self.quoted("a summary")
            self.blank()
        else:
            text = self.match(_ONE_SUMMARY).strip(" \t\r")
        if problem := text_problem(text, LONGEST_SUMMARY):
            raise _Unexpected(f"the summary {problem}", at)
        return text
