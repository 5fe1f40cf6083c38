"""What Hypothesis makes answers of: anything that the rules accept."""

from __future__ import annotations

from hypothesis import strategies as st

from plugin_template.endpoints import (
    METHODS,
    RESERVED,
    TYPES,
    Endpoint,
    EndpointError,
    Field,
    parse,
)
from plugin_template.endpoints import format as format_endpoints

# Any line of text: no control characters and no halves of characters.
_CHARACTERS = st.characters(exclude_categories=("Cc", "Cs"))
_TRICKY = st.sampled_from([*"\"'\\{}[]()<>#:;=?&%$|`~!@*/-,.", "{{", "}}", "{%", "%}", "{#", '"""'])


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


@st.composite
def fields(draw: st.DrawFn, in_path: bool = False) -> Field:
    return Field(
        draw(names),
        draw(st.sampled_from(TYPES)),
        many=not in_path and draw(st.booleans()),
        required=in_path or draw(st.booleans()),
        description=draw(lines(60)),
    )


@st.composite
def single_endpoints(draw: st.DrawFn) -> Endpoint:
    method = draw(st.sampled_from(METHODS))
    params = draw(st.lists(fields(in_path=True), max_size=3))
    literals = draw(
        st.lists(st.from_regex(r"[A-Za-z0-9_~-]{1,12}", fullmatch=True), min_size=1, max_size=3)
    )
    segments = literals[:1] + draw(
        st.permutations([*literals[1:], *(f"{{{param.name}}}" for param in params)])
    )
    path = "".join(f"/{segment}" for segment in segments)
    order = sorted(params, key=lambda param: segments.index(f"{{{param.name}}}"))
    some = st.lists(fields(), max_size=4).map(tuple)
    return Endpoint(
        draw(operation_ids),
        method,
        path,
        tuple(order),
        draw(some),
        draw(some) if method != "GET" else (),
        draw(some),
        draw(lines(80)),
    )


def _accepted(endpoints: list[Endpoint]) -> bool:
    if any(endpoint.path.split("/")[1] in RESERVED for endpoint in endpoints):
        return False
    try:
        parse(format_endpoints(endpoints))
    except EndpointError:
        return False
    return True


endpoints = st.lists(single_endpoints(), min_size=1, max_size=4).filter(_accepted)
