"""The grammar of endpoints: one line each, read by `parse` and written by `format`.

    [operationId:] METHOD /path/{param}[?query[&query…]] [body field…] [-> response field…] [# summary]

A field is `name[?][:type][="description"]`. docs/endpoints.md explains it to users.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from plugin_template.naming import class_name, field_name, function_name

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TYPES = ("string", "integer", "number", "boolean", "date", "date-time")

# What the plugin serves itself: a path that begins with one of these is refused.
RESERVED = (".well-known", "openapi.yaml", "logo.png", "legal", "mcp", "oauth", "docs")

# plugin-rules: the importers' limits on texts, and on the names of functions and their arguments.
LONGEST_SUMMARY = 300
LONGEST_DESCRIPTION = 700
LONGEST_NAME = 64

_OPERATION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FIELD_NAME = re.compile(r"_*[A-Za-z][A-Za-z0-9_-]*")
_TYPE = re.compile(r"[A-Za-z-]+")
_LITERAL = re.compile(r"[A-Za-z0-9._~-]+")
_PARAM = re.compile(r"\{[^}]*\}")
_WORD = re.compile(r"[^\s;#]+")
_ONE_ENDPOINT = re.compile(r'(?:="(?:[^"\\\n]|\\.)*"|[^;\n])*')
_ONE_SUMMARY = re.compile(r"[^;\n]*")
_VERBS = {"GET": "get", "POST": "add", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}


@dataclass(frozen=True)
class Field:
    """One parameter, or one property of a body or of a response.

    Parameters:
        name: A letter, then letters, digits, `_` and `-`; at most 64 characters.
        type: One of `TYPES`.
        many: Whether it is a list of that type.
        required: Whether it must be there.
        description: One line of text for the model, at most 700 characters; may be empty.
    """

    name: str
    type: str = "string"
    many: bool = False
    required: bool = True
    description: str = ""


@dataclass(frozen=True)
class Endpoint:
    """One operation of the plugin.

    Parameters:
        operation_id: A letter, then letters, digits and `_`; at most 64 characters.
        method: One of `METHODS`.
        path: The path with `{name}` for each path parameter.
        path_params: The path parameters in the order of the path; required, never lists.
        query: The query parameters.
        body: The properties of the JSON body; empty for GET.
        response: The properties of the JSON answer.
        summary: One line of text, at most 300 characters; may be empty.
    """

    operation_id: str
    method: str
    path: str
    path_params: tuple[Field, ...] = ()
    query: tuple[Field, ...] = ()
    body: tuple[Field, ...] = ()
    response: tuple[Field, ...] = ()
    summary: str = ""


class EndpointError(ValueError):
    """Text that is not in the grammar; `problems` has a line for each endpoint that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@lru_cache(maxsize=8)
def parse(text: str) -> tuple[Endpoint, ...]:
    """Read endpoints in the grammar.

    Parameters:
        text: Endpoints, separated by `;` or new lines.

    Returns:
        The endpoints in their order, at least one.

    Raises:
        EndpointError: With one line for each endpoint that is wrong, naming it, the column and
            what was expected.
    """
    reader = _Reader(text)
    endpoints: list[Endpoint] = []
    problems: list[str] = []
    names: dict[str, str] = {}
    routes: dict[tuple[str, str], str] = {}
    while reader.next_endpoint():
        try:
            endpoints.append(reader.endpoint(names, routes))
        except _Unexpected as error:
            problems.append(reader.place(error))
            reader.skip()
    if not endpoints and not problems:
        problems.append("expected an endpoint, such as: getTodos: GET /todos -> todos:string[]")
    if problems:
        raise EndpointError(problems)
    return tuple(endpoints)


def format(endpoints: Iterable[Endpoint]) -> str:
    """Write endpoints in the grammar, so that `parse(format(x)) == x`.

    Parameters:
        endpoints: Endpoints as `parse` returns them.

    Returns:
        A line for each endpoint, without a new line at the end.
    """
    return "\n".join(_format_endpoint(endpoint) for endpoint in endpoints)


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


def text_problem(text: str, longest: int) -> str | None:
    """Say what is wrong with a line of text that hosts are to read.

    Parameters:
        text: Any text.
        longest: How many characters it may have.

    Returns:
        What is wrong and what is allowed, or None.
    """
    if len(text) > longest:
        return f"is {len(text):,} characters, at most {longest:,} are allowed"
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Cc", "Cs"):
            what = "a new line" if character in "\r\n" else f"U+{ord(character):04X}"
            return f"has {what} in it; use one line of printable text"
    return None


class _Unexpected(Exception):
    """What was expected, and the index in the text where it was not found."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class _Reader:
    """Reads a text from the left; `at` is the index of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0
        self.name = ""

    # Moving

    def next_endpoint(self) -> bool:
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n;":
            self.at += 1
        self.count += 1
        self.name = ""
        return self.at < len(self.text)

    def skip(self) -> None:
        """Go on behind the next separator, so that the other endpoints are read too."""
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
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found.group() if found else ""

    def at_end(self) -> bool:
        return self.at >= len(self.text) or self.text[self.at] in "\n;"

    # Failing

    def expected(self, what: str) -> _Unexpected:
        if self.at >= len(self.text):
            found = "the end"
        elif self.text[self.at] == "\n":
            found = "the end of the line"
        else:
            word = _WORD.match(self.text, self.at)
            found = json.dumps(word.group()[:20] if word else self.text[self.at])
        hint = ""
        if found == '";"':
            hint = " (a ';' begins a new endpoint; separate fields by spaces)"
        return _Unexpected(f"expected {what}, found {found}{hint}", self.at)

    def place(self, error: _Unexpected) -> str:
        before = self.text[: error.at]
        column = len(before) - (before.rfind("\n") + 1) + 1
        line = f"line {before.count(chr(10)) + 1}, " if "\n" in self.text.strip() else ""
        name = f" ({self.name})" if self.name else ""
        return f"endpoint {self.count}{name}, {line}column {column}: {error}"

    # The grammar, from the whole to its parts

    def endpoint(self, names: dict[str, str], routes: dict[tuple[str, str], str]) -> Endpoint:
        start = self.at
        operation_id = self.operation_id()
        method_at = self.at
        method = self.method()
        if not self.blank():
            raise self.expected("a space and a path such as /todos/{username}")
        path_at = self.at
        path, path_params = self.path()
        operation_id = operation_id or propose_operation_id(method, path)
        self.name = operation_id
        self.unique(operation_id, start, names)
        shape = _PARAM.sub("{}", path)
        if (method, shape) in routes:
            other = routes[method, shape]
            raise _Unexpected(f"expected another route, {method} {shape} is {other}'s", method_at)
        self.not_reserved(path, path_at)
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

    def not_reserved(self, path: str, at: int) -> None:
        first = path.split("/")[1]
        if not first or first in RESERVED:
            raise _Unexpected(f"expected another path, the plugin serves /{first} itself", at)

    def path(self) -> tuple[str, tuple[Field, ...]]:
        params: list[Field] = []
        path = ""
        while self.take("/"):
            segment_at = self.at
            if self.take("{"):
                param = self.field()
                if not self.take("}"):
                    raise self.expected("'}' behind the path parameter")
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
                        f"expected a name, {segment!r} is no path segment", segment_at
                    )
                path += f"/{segment}"
        if not path:
            raise self.expected("a path such as /todos/{username}")
        if not (self.at_end() or self.text[self.at] in " \t\r?"):
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
            raise _Unexpected("GET takes no body; write query parameters as ?one&two", at + 1)
        return fields

    def response(self) -> tuple[Field, ...]:
        if not self.take("->"):
            return ()
        fields = self.fields("response field")
        if not fields:
            raise self.expected("a response field behind '->'")
        return fields

    def fields(self, what: str) -> tuple[Field, ...]:
        fields: list[Field] = []
        while True:
            spaced = self.blank()
            if self.at_end() or self.peek("->") or self.peek("#"):
                return tuple(fields)
            if not spaced:
                raise self.expected("a space")
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
            raise self.expected("a field's name (letters, digits, '_' and '-')")
        if len(name) > LONGEST_NAME:
            raise _Unexpected(f"expected a name of at most {LONGEST_NAME} characters", at)
        required = not self.take("?")
        type_, many = "string", False
        if self.take(":"):
            type_at = self.at
            type_ = self.match(_TYPE)
            if type_ not in TYPES:
                self.at = type_at
                raise self.expected(f"a type ({', '.join(TYPES)})")
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


def _format_endpoint(endpoint: Endpoint) -> str:
    params = iter(endpoint.path_params)
    path = _PARAM.sub(lambda _: f"{{{_format_field(next(params))}}}", endpoint.path)
    if endpoint.query:
        path += "?" + "&".join(map(_format_field, endpoint.query))
    parts = [f"{endpoint.operation_id}:", endpoint.method, path]
    parts += map(_format_field, endpoint.body)
    if endpoint.response:
        parts += ["->", *map(_format_field, endpoint.response)]
    if endpoint.summary:
        parts += ["#", _format_summary(endpoint.summary)]
    return " ".join(parts)


def _format_field(field: Field) -> str:
    type_ = field.type + ("[]" if field.many else "")
    return (
        field.name
        + ("" if field.required else "?")
        + ("" if type_ == "string" else f":{type_}")
        + (f"={_quote(field.description)}" if field.description else "")
    )


def _format_summary(summary: str) -> str:
    plain = ";" not in summary and not summary.startswith('"') and summary == summary.strip(" \t\r")
    return summary if plain else _quote(summary)


_quote: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode
