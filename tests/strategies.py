"""What Hypothesis makes answers of: anything that the rules accept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from hypothesis import strategies as st

from plugin_template.endpoints import (
    DEEPEST,
    LONGEST_WORD,
    METHODS,
    OBJECT,
    TYPES,
    Default,
    Endpoint,
    EndpointError,
    Field,
    parse,
)
from plugin_template.endpoints import format as format_endpoints

# Any line of text: no control characters and no halves of characters.
_NEPAL = timezone(timedelta(hours=5, minutes=45))
_CHARACTERS = st.characters(exclude_categories=("Cc", "Cs"))
_TRICKY = st.sampled_from([*"\"'\\{}[]()<>#:;=?&%$|`~!@*/-,.", "{{", "}}", "{%", "%}", "{#", '"""'])


@cache
def lines(longest: int, shortest: int = 0) -> st.SearchStrategy[str]:
    """Lines of text, with more quotes, braces and marks in them than people type."""
    parts = st.lists(_CHARACTERS | _TRICKY, max_size=longest // 3).map("".join)
    trimmed = parts.map(str.strip)
    return trimmed.filter(lambda text: shortest <= len(text) <= longest)


_WORDS = st.sampled_from(
    [
        "class",
        "from",
        "json",
        "id",
        "type",
        "query",
        "body",
        "user",
        "models",
        "list",
        "date",
        "copy",
    ]
)
names = (
    _WORDS
    | st.from_regex(r"_?[A-Za-z][A-Za-z0-9_-]{0,58}", fullmatch=True)
    | st.from_regex(r"[a-z]{58,60}|[a-z]{29}[_-][a-z]{29,30}", fullmatch=True)
)
# Many names are as long as they can be: 64 characters in snake case, and 60 for a field.
operation_ids = (
    _WORDS
    | st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,40}", fullmatch=True)
    | st.from_regex(r"[a-z]{62,64}|[a-z]{30}[A-Z][a-z]{31,32}", fullmatch=True)
)


words = (
    st.sampled_from([*TYPES, "a", "true", "1", "null", "2026-01-31", "it's", "a|b", "red;", "."])
    | st.from_regex(r"[\w.+:-]{1,20}", fullmatch=True)
    | lines(LONGEST_WORD, 1)
)
times = st.datetimes(
    datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC) | st.just(_NEPAL)
)
defaults: dict[str, st.SearchStrategy[Default]] = {
    "string": words | st.just(""),
    "integer": st.integers(-(2**53) + 1, 2**53 - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": st.dates().map(date.isoformat),
    "date-time": times.map(datetime.isoformat),
}


# To make a strategy takes time for each draw, so these are made once.
_kinds = st.sampled_from([*TYPES, "words", OBJECT])
_choices = st.lists(words, min_size=2, max_size=4, unique=True)
_methods = st.sampled_from(METHODS)
_literals = st.lists(st.from_regex(r"[A-Za-z0-9_~-]{1,12}", fullmatch=True), min_size=1, max_size=3)


@st.composite
def fields(draw: st.DrawFn, place: str, depth: int = 0) -> Field:
    """A field of a path, a query, a body or a response, and the fields that it has itself."""
    kind = draw(_kinds)
    in_path = place == "path"
    choices = draw(_choices) if kind == "words" else ()
    inside: list[Field] = []
    if kind == OBJECT and place in ("body", "response") and depth < DEEPEST:
        some = fields(place, depth + 1)
        inside = draw(st.lists(some, min_size=1, max_size=3, unique_by=lambda field: field.name))
    field = Field(
        draw(names),
        kind if kind in TYPES else OBJECT if inside else "string",
        many=not in_path and draw(st.booleans()),
        required=in_path or draw(st.booleans()),
        description=draw(lines(60)),
        fields=tuple(inside),
        choices=tuple(choices),
    )
    if field.many or field.required or inside or place == "response" or draw(st.booleans()):
        return field
    default = st.sampled_from(field.choices) if choices else defaults[field.type]
    return replace(field, default=draw(default))


@st.composite
def single_endpoints(draw: st.DrawFn) -> Endpoint:
    method = draw(_methods)
    params = draw(st.lists(fields("path"), max_size=3))
    literals = draw(_literals)
    segments = literals[:1] + draw(
        st.permutations([*literals[1:], *(f"{{{param.name}}}" for param in params)])
    )
    path = "".join(f"/{segment}" for segment in segments)
    order = sorted(params, key=lambda param: segments.index(f"{{{param.name}}}"))
    query, body, response = (
        tuple(draw(st.lists(fields(place), max_size=4))) for place in ("query", "body", "response")
    )
    return Endpoint(
        draw(operation_ids),
        method,
        path,
        tuple(order),
        query,
        body if method != "GET" else (),
        response,
        draw(lines(80)),
    )


# What is refused of several endpoints or fields, each of which is right alone.
_BESIDE_OTHERS = (" repeats ", " is there twice", " reads like ", "another route", " is already a ")
# And of paths.
_IN_PATHS = ("the plugin serves", "a path segment cannot be")


def _accepted(endpoints: list[Endpoint]) -> bool:
    try:
        parse(format_endpoints(endpoints))
    except EndpointError as error:
        refused = (*_BESIDE_OTHERS, *_IN_PATHS)
        return not any(each in reason for reason in error.reasons for each in refused)
    return True


endpoints = st.lists(single_endpoints(), min_size=1, max_size=4).filter(_accepted)
