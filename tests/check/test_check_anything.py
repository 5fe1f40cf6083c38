"""`check` never fails and never hangs, whatever a document contains."""

from __future__ import annotations

import time
from typing import Any

import pytest
from documents_to_check import (
    AUTH,
    GET,
    HOSTS,
    TODOS,
    USERNAME,
    check_manifest,
    check_spec,
    manifest,
    printable,
    put,
    secured_spec,
    spec,
    spec_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.binary()
    | st.sampled_from(["$ref", "#", "#/paths", "object", "http://[", "data:image/gif", "https://a"])
)
KEYS = (
    st.text(max_size=5)
    | st.integers()
    | st.none()
    | st.sampled_from(["$ref", "type", "properties", "get", "parameters", "schema", "items", "in"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def places(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs: Any = ()
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
    return [at, *(place for key, child in pairs for place in places(child, (*at, key)))]


@settings(max_examples=120, deadline=None, database=None)
@given(value=VALUES, other=VALUES, host=st.sampled_from(HOSTS))
def test_any_value_is_checked_without_an_exception(value: Any, other: Any, host: str) -> None:
    """Wrong types anywhere are problems, told in printable lines."""
    assert printable(check_manifest(value, host))
    assert printable(check_spec(value, other, host))


@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data(), value=VALUES, auth=st.sampled_from(list(AUTH)))
def test_a_good_document_with_one_wrong_value_is_checked_without_an_exception(
    data: st.DataObject, value: Any, auth: str
) -> None:
    """Nothing that stands beside good values makes a rule fall over."""
    for document in (manifest(auth), secured_spec()):
        broken = put(document, data.draw(st.sampled_from(places(document))), value)
        assert printable(check_manifest(broken))
        assert printable(check_spec(broken, manifest(auth)))
        assert printable(check_spec(spec(), broken))


def test_endless_documents_are_refused() -> None:
    """One that contains itself, is very deep or unfolds to millions of values is one problem."""
    endless: dict[str, Any] = {}
    endless["paths"] = endless
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"paths": deep}
    bomb: list[Any] = []
    for _ in range(60):
        bomb = [bomb] * 10
    for document in (endless, deep, {"paths": bomb}):
        assert [problem.level for problem in check_spec(document)] == ["error"]


def test_a_large_document_is_checked_in_no_time() -> None:
    """The work grows with the document, not with its square."""

    def seconds(count: int) -> float:
        document = spec_of(count)
        document["components"]["schemas"] |= {
            f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}]} for n in range(count)
        }
        start = time.perf_counter()
        check_spec(document)
        return time.perf_counter() - start

    assert seconds(200) < 1
    assert seconds(8000) < 5


@pytest.mark.parametrize("place", [("openapi",), (*USERNAME, "name"), (*GET, "operationId"), TODOS])
def test_very_long_numbers_are_checked(place: tuple[Any, ...]) -> None:
    """Python refuses to write them, so no message may."""
    for key in ("$ref", "type", "url"):
        assert printable(check_spec(put(spec(), place, {key: 16**9000})))
    assert printable(check_spec(put(spec(), place, 16**9000)))
