"""Reads endpoints in the grammar, from the whole to its parts."""

from __future__ import annotations

import re
from functools import lru_cache

from plugin_template.endpoints.cursor import REST_OF_WORD, Unexpected
from plugin_template.endpoints.field_reader import (
    BODY,
    PATH,
    QUERY,
    RESPONSE,
    FieldReader,
    Place,
)
from plugin_template.endpoints.model import (
    LONGEST_NAME,
    LONGEST_SUMMARY,
    METHODS,
    RESERVED,
    Endpoint,
    EndpointError,
    Field,
    text_problem,
)
from plugin_template.endpoints.naming import class_name, field_name, function_name
from plugin_template.endpoints.suggestions import parameter_for, path_for

_OPERATION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LITERAL = re.compile(r"[A-Za-z0-9._~-]+")
_PARAM = re.compile(r"\{[^}]*\}")
_DOTS = {".", ".."}
_SEGMENT = re.compile(r"[^\s;#/?]*")
_ONE_ENDPOINT = re.compile(r"""(?:="(?:[^"\\\n]|\\.)*"|[=|:(]'(?:[^'\\\n]|\\.)*'|[^;\n])*""")
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
        except Unexpected as error:
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


class _Reader(FieldReader):
    """Reads endpoints, one after the other."""

    def __init__(self, text: str, count: int) -> None:
        super().__init__(text)
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

    # Failing

    def field_hint(self) -> str:
        return self.path_with_spaces() or super().field_hint()

    def separator_hint(self) -> str:
        return self.path_with_spaces() or super().separator_hint()

    def path_with_spaces(self) -> str:
        """Say what a path with spaces should be, if a field seems to be a part of one."""
        if not self.peek("/"):
            return ""
        end = self.at + len(self.next(REST_OF_WORD))
        return f"a path has no spaces, did you mean {path_for(self.text[self.path_at : end])}?"

    def place(self, error: Unexpected) -> str:
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
            raise Unexpected(f"expected another route, {method} {shape} is {other}'s", method_at)
        self.not_reserved(path)
        query = self.query({field_name(param.name) for param in path_params})
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
            raise Unexpected(
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
            raise Unexpected(f"{error}{hint}", start)
        return word.upper()

    def unique(self, operation_id: str, at: int, names: dict[str, str]) -> None:
        # Names that differ only in case or underscores make the same Python class.
        python = class_name(operation_id)
        if python in names:
            other = names[python]
            what = "is there twice" if other == operation_id else f"reads like {other!r} in Python"
            raise Unexpected(f"expected another operationId, {operation_id!r} {what}", at)
        names[python] = operation_id

    def not_reserved(self, path: str) -> None:
        first = path.split("/")[1]
        if not first or first in RESERVED:
            raise Unexpected(
                f"expected another path, the plugin serves /{first} itself", self.path_at
            )

    def path(self) -> tuple[str, tuple[Field, ...]]:
        params: list[Field] = []
        path = ""
        segment_at = self.at
        while self.take("/"):
            segment_at = self.at
            if self.take("{"):
                param = self.field(PATH)
                if not self.take("}"):
                    raise self.expected("'}' after the path parameter")
                if found := _DOTS & {*param.choices}:
                    raise Unexpected(f"a path segment cannot be {min(found)!r}", segment_at)
                self.distinct(param, params, segment_at, PATH.name)
                params.append(param)
                path += f"/{{{param.name}}}"
            else:
                segment = self.match(_LITERAL)
                if segment in _DOTS:
                    raise Unexpected(
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
            raise Unexpected("expected a path without empty segments", self.at)
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
            field = self.field(QUERY)
            self.distinct(field, fields, at, QUERY.name)
            if field_name(field.name) in taken:
                raise Unexpected(f"{field.name!r} is already a path parameter", at)
            fields.append(field)
            behind = self.at
            self.blank()
            if not self.take("&"):
                self.at = behind
                return tuple(fields)

    def body(self, method: str) -> tuple[Field, ...]:
        at = self.at
        fields = self.fields(BODY)
        if fields and method == "GET":
            path = path_for(self.text[self.path_at : self.at])
            plain = all(field == Field(field.name) for field in fields) and "?" not in path
            hint = f", or did you mean the path {path}?" if plain else ""
            raise Unexpected(f"GET takes no body; write query parameters as ?one&two{hint}", at + 1)
        return fields

    def response(self) -> tuple[Field, ...]:
        if not self.take("->"):
            return ()
        fields = self.fields(RESPONSE)
        if not fields:
            raise self.expected("a response field after '->'")
        return fields

    def fields(self, place: Place) -> tuple[Field, ...]:
        fields: list[Field] = []
        while True:
            spaced = self.blank()
            if self.at_end() or self.peek("->", "#"):
                return tuple(fields)
            if not spaced:
                raise self.expected("a space", self.separator_hint())
            at = self.at
            field = self.field(place)
            self.distinct(field, fields, at, place.name)
            fields.append(field)

    def summary(self) -> str:
        if not self.take("#"):
            return ""
        self.blank()
        at = self.at
        if self.peek('"'):
            text = self.json_text("a summary")
            self.blank()
        else:
            text = self.match(_ONE_SUMMARY).strip(" \t\r")
        if problem := text_problem(text, LONGEST_SUMMARY):
            raise Unexpected(f"the summary {problem}", at)
        return text
