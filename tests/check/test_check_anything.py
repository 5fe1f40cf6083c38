"""`check` never fails and never hangs, whatever a document contains."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
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
    operation,
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
    """Wrong types anywhere are problems, reported in printable lines."""
    assert printable(check_manifest(value, host))
    assert printable(check_spec(value, other, host))


@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data(), value=VALUES, auth=st.sampled_from(list(AUTH)))
def test_a_good_document_with_one_wrong_value_is_checked_without_an_exception(
    data: st.DataObject, value: Any, auth: str
) -> None:
    """Nothing next to good values breaks a rule."""
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
    assert [problem.level for problem in check_manifest(deep)] == ["error"]


def schemas(count: int) -> dict[str, Any]:
    return {f"S{n}": {"allOf": [reference(f"S{n + 1}")]} for n in range(count)}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def spelled(count: int) -> list[dict[str, str]]:
    """References to one schema, each spelled in another way."""
    letters = [(letter, f"%{ord(letter):02X}") for letter in "abcdefghijkl"]
    ways = itertools.islice(itertools.product(*letters), count)
    return [reference("".join(way)) for way in ways]


def with_spellings(count: int) -> dict[str, Any]:
    """Many spellings of a reference to a large schema, which refers back to them."""
    large = {f"p{n}": {"type": "string"} for n in range(count)} | {"all": reference("All")}
    return {"abcdefghijkl": {"properties": large}, "All": {"anyOf": spelled(count)}}


def with_nested_targets(count: int) -> dict[str, Any]:
    """References to every level of a deep schema."""
    deep: dict[str, Any] = {}
    for _ in range(60):
        deep = {"properties": {"a": {"type": "string"}, "b": deep}}
    ways = [reference("Deep" + "/properties/b" * (n % 60)) for n in range(count)]
    return {"Deep": deep, "Ways": {"anyOf": ways}}


def with_all_to_all(count: int) -> dict[str, Any]:
    names = [f"S{n}" for n in range(30)]
    return {name: {"anyOf": [reference(each) for each in names] * (count // 30)} for name in names}


def with_shared_item(count: int) -> dict[str, Any]:
    """Many paths that refer to one item with many parameters."""
    parameters = [{"name": f"q{n}", "in": "query"} for n in range(count)]
    item = {"get": operation(parameters=parameters, security=[{"a": []}] * count)}
    paths = {f"/a{n}": {"$ref": "#/components/pathItems/A"} for n in range(count)}
    return spec() | {"paths": paths, "components": {"pathItems": {"A": item}}}


def with_chain_of_parameters(count: int) -> Any:
    """Parameters that refer to the next, all the way down."""
    names = [{"$ref": f"#/components/parameters/P{n}"} for n in range(count)]
    chain = {f"P{n}": {"$ref": f"#/components/parameters/P{n + 1}"} for n in range(count)}
    document = put(spec(), (*GET, "parameters"), names)
    document["components"]["parameters"] = chain
    return document


def with_schemas(make: Callable[[int], dict[str, Any]]) -> Callable[[int], dict[str, Any]]:
    return lambda count: put(spec(), ("components", "schemas"), make(count))


LARGE: dict[str, Callable[[int], Any]] = {
    "operations": spec_of,
    "chain": with_schemas(schemas),
    "spellings": with_schemas(with_spellings),
    "nested targets": with_schemas(with_nested_targets),
    "all to all": with_schemas(with_all_to_all),
    "shared item": with_shared_item,
    "chain of parameters": with_chain_of_parameters,
}


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_work_grows_with_the_document(make: Callable[[int], Any]) -> None:
    """Not with its square, whatever refers to what: work is counted in calls of functions."""

    def work(count: int) -> int:
        document, calls = make(count), 0

        def profile(_: object, event: str, __: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(profile)
        try:
            check_spec(document, manifest("service_http"))
        finally:
            sys.setprofile(None)
        return calls

    assert work(600) < 6 * work(150)


@pytest.mark.parametrize("place", [("openapi",), (*USERNAME, "name"), (*GET, "operationId"), TODOS])
def test_very_long_numbers_are_checked(place: tuple[Any, ...]) -> None:
    """Python refuses to write them, so no message may."""
    for key in ("$ref", "type", "url"):
        assert printable(check_spec(put(spec(), place, {key: 16**9000})))
    assert printable(check_spec(put(spec(), place, 16**9000)))
