"""What reading a document promises: plain data, whatever was in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from documents_to_check import reading
from hypothesis import given, settings
from hypothesis import strategies as st

Unreadable = reading.Unreadable


def read(text: str | bytes) -> Any:
    return reading.read_yaml(text.encode() if isinstance(text, str) else text)


def odd(found: Any) -> list[tuple[str, str]]:
    return [(oddity.kind, oddity.place.pointer()) for oddity in found.oddities]


# ---- Scalars

SCALARS: list[tuple[str, Any]] = [
    ("true", True),
    ("FALSE", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("0", 0),
    ("-12", -12),
    ("3.25", 3.25),
    ("1.0e+3", 1000.0),
    ("1.", 1.0),
    ("+5", 5),
    ("-.5", -0.5),
    ("text", "text"),
    ("'true'", "true"),
    ('"1"', "1"),
    ("3.1.0", "3.1.0"),
    ("!!str 1", "1"),
    ("! 1", "1"),
    ("!!int '1'", 1),
    ("!!float 1", 1),
    ("!!bool 'true'", True),
    ("!!null ''", None),
    ("-", "-"),
    ("+", "+"),
    (".", "."),
]


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_a_scalar_is_what_json_could_say(text: str, value: Any) -> None:
    """Constants and decimal numbers are those, everything else is text."""
    for key in ("a: ", "[", "- "):
        found = read(f"{key}{text}{']' if key == '[' else ''}") if text not in ("-", "") else None
        if found:
            data = found.data["a"] if key == "a: " else found.data[0]
            assert (data, type(data)) == (value, type(value))
            assert found.oddities == []


@pytest.mark.parametrize(
    "text",
    "2024-01-01 2024-13-45 2001-12-14t21:59:43.10-05:00 NO yes On 012 0x1F 0b11 1_000 1:30 "
    "190:20:30 .inf .NaN = 1e5 1.5e3 0o17 -012".split(),
)
def test_what_programs_read_differently_is_text(text: str) -> None:
    """Dates, other booleans and numbers that are not decimal keep their text, and are listed."""
    found = read(f"a: {text}")
    assert found.data == {"a": text}
    assert odd(found) == [("value", "/a")]
    assert read(f"a: '{text}'").oddities == []


@pytest.mark.parametrize("text", ["200", "NO", "2024-01-01", "~", "1:30", "true", "-1.5"])
def test_keys_are_the_text_that_was_written(text: str) -> None:
    """A key that other programs take for something else is listed."""
    found = read(f"a: {{{text}: 1}}")
    assert found.data == {"a": {text: 1}}
    assert odd(found) == [("key", f"/a/{text.replace('~', '~0')}")]
    assert read(f"a: {{'{text}': 1}}").oddities == []
    assert read(f"a: {{!!str {text}: 1}}").oddities == []


@pytest.mark.parametrize("tag", ["!!set", "!!omap", "!Ref", "!!python/name:os.getcwd"])
def test_a_tag_is_listed_and_left_out(tag: str) -> None:
    """What follows it is read as if it was not there; nothing is run."""
    found = read(f"a: {tag} x\nb: {tag} {{c: 1}}\nd: {tag} [e]")
    assert found.data == {"a": "x", "b": {"c": 1}, "d": ["e"]}
    assert odd(found) == [("tag", "/a"), ("tag", "/b"), ("tag", "/d")]


@pytest.mark.parametrize(
    "text", ["!!bool x", "!!int 1.5", "!!timestamp 2024-01-01", "!!binary YQ=="]
)
def test_a_tag_that_does_not_fit_is_listed(text: str) -> None:
    """The value is the text that was written."""
    found = read(f"a: {text}")
    assert ("tag", "/a") in odd(found)
    assert isinstance(found.data["a"], str)


@pytest.mark.parametrize(
    "text", ["a: &x {b: [1, !!str 2, '3', NO, ! 4], 5: ~}\nc: {<<: *x}", "a: b: c"]
)
def test_the_parser_in_python_reads_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """libyaml is faster, but not everywhere."""

    def outcome() -> object:
        try:
            found = read(text)
        except Unreadable as error:
            return str(error).partition(":")[0]
        return found.data, odd(found)

    expected = outcome()
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert outcome() == expected


# ---- Mappings


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3", '{"a": 1, "b": 2, "a": 3}'])
def test_the_last_of_repeated_keys_counts(text: str) -> None:
    """The key is listed once, with its place, in YAML and in JSON."""
    found = read(text)
    assert found.data == {"a": 3, "b": 2}
    assert odd(found) == [("duplicate", "/a")]


def test_a_repeated_key_is_found_where_it_is() -> None:
    """Equal mappings elsewhere are not taken for it."""
    found = reading.read_json(b'[{"a": 1}, {"b": [{"a": 1, "a": 1}]}, {"a": 1}]')
    assert odd(found) == [("duplicate", "/1/b/0/a")]
    dropped = "[" + ",".join(['{"a": {"b": 1, "b": 2}, "a": {"c": 1}}'] * 50) + "]"
    places = [place for _, place in odd(reading.read_json(dropped.encode()))]
    assert places == [f"/{n}/a" for n in range(50)]


def test_places_are_json_pointers() -> None:
    """`/` and `~` in keys are escaped (RFC 6901)."""
    assert odd(read("/a~b: {1: x}")) == [("key", "/~1a~0b/1")]


@pytest.mark.parametrize("text", ["? [a]\n: b", "? {a: b}\n: c", "a: &a [b]\n*a : c"])
def test_a_list_or_mapping_as_a_key_is_refused(text: str) -> None:
    """There is no text for it."""
    with pytest.raises(Unreadable, match="as a key at the top level"):
        read(text)


# ---- Aliases


def test_aliases_are_expanded_to_copies() -> None:
    """Whoever changes one changes no other."""
    data = read("a: &a {b: [1]}\nc: *a\nd: [*a, &t text, *t]\n? *t\n: e").data
    assert data == {
        "a": {"b": [1]},
        "c": {"b": [1]},
        "d": [{"b": [1]}, "text", "text"],
        "text": "e",
    }
    data["a"]["b"].append(2)
    assert data["c"] == data["d"][0] == {"b": [1]}


def test_merge_keys_are_merged() -> None:
    """A key of the mapping's own counts most, then the first mapping that is merged."""
    text = "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc: {y: 3, <<: [*a, *b]}\nd: {<<: *b, x: 4}"
    data = read(text).data
    assert data == yaml.safe_load(text)
    assert data["c"] == {"x": 1, "y": 3, "z": 2}
    assert read(text).oddities == []
    assert read("{'<<': 1}").data == {"<<": 1}


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 40))
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {'{'}<<: [*a{n - 1}, *a{n - 1}]{'}'}\n" for n in range(1, 60)
)
TOWER = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2000))

REFUSED: list[tuple[str | bytes, str]] = [
    ("", "is empty"),
    ("# nothing", "is empty"),
    (b"\xff\xfe\x00", "is not UTF-8 text \\(at byte 0\\)"),
    ("a: *b", "alias \\*b at a, but no anchor &b"),
    ("a: &a {b: *a}", "alias \\*a at a.b, which contains itself"),
    ("a: &a [*a]", "contains itself"),
    ("a: {<<: 1}", "merges something other than mappings at a.<<"),
    (BOMB, "more than 1,000,000 values"),
    (MERGES, "more than 1,000,000 values"),
    (TOWER, "more than 100 levels"),
    ("{a: " * 200_000, "more than 100 levels"),
    ("- " * 400_000, "more than 100 levels"),
    ('{"a":' * 100_000, "more than 100 levels"),
    ("--- 1\n--- 2", "more than one YAML document"),
    ("a: \x00", "is not valid YAML"),
    ("a: b: c", "is not valid YAML \\(line 1, column 5\\): mapping values are not allowed"),
    ("a: " + "9" * 9000, "number that is too long or too large: 99999"),
    ("a: 1.0e+999", "number that is too long or too large: 1.0e"),
    ('{"a": "\\ud800"}', "half of a surrogate pair at a"),
    ('{"a": 1e999}', "number that is too long or too large: 1e999"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[str(text)[:9] for text, _ in REFUSED])
def test_a_document_that_cannot_be_used_is_refused(text: str | bytes, message: str) -> None:
    """The message says why."""
    with pytest.raises(Unreadable, match=message):
        read(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf{}", "is not valid JSON"),
        (b"{", "is not valid JSON \\(line 1, column 2\\)"),
        (b"[NaN]", "contains NaN; use a number or null"),
        (b"[-Infinity]", "contains -Infinity"),
        (b"[" * 900_000, "more than 100 levels"),
        (b"[" * 101 + b"]" * 101, "more than 100 levels"),
        (b"[" + b"9" * 9000 + b"]", "number that is too long"),
        (b'{"a": "\\ud800"}', "half of a surrogate pair at a"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_json_that_cannot_be_used_is_refused(text: bytes, message: str) -> None:
    """Python's parser takes some of it, but no other program does."""
    with pytest.raises(Unreadable, match=message):
        reading.read_json(text)


def test_json_is_read_by_the_rules_of_json() -> None:
    """A YAML parser refuses surrogate pairs, control characters and keys of over 1,024 characters."""
    data = {"x" * 2000: "\U0001f600 \x85 \x7f", "no": "NO", "date": "2024-01-01"}
    for text in (json.dumps(data), "\ufeff " + json.dumps(data)):
        assert read(text) == (data, [])
    assert read("{a: b, NO: 2024}").data == {"a": "b", "NO": 2024}


def test_100_levels_are_read() -> None:
    """The limit includes its last value, in YAML, JSON and Python."""
    text = "[" * 100 + "]" * 100
    assert read(text).data == reading.read_json(text.encode()).data == json.loads(text)
    assert read("- " * 100 + "x").data == read(f"{'[' * 100}x{']' * 100}").data
    with pytest.raises(Unreadable):
        reading.read_value([json.loads(text)])


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, database=None)
@given(value=JSON)
def test_what_was_written_is_read(value: Any) -> None:
    """JSON and YAML, as usual libraries write them, give the value back."""
    assert reading.read_json(json.dumps(value).encode()) == (value, [])
    assert reading.read_value(value) == (value, [])
    assert read(yaml.safe_dump(value)).data == value


@settings(max_examples=100, deadline=None, database=None)
@given(data=st.binary(max_size=60) | st.text(alphabet="{}[]:,&*!<?-# \n\"'ab1~", max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes | str) -> None:
    """Whatever is read has only text as keys."""
    try:
        found = read(data)
    except Unreadable:
        return
    json.dumps(found.data, allow_nan=False)
    assert reading.read_value(found.data) == (found.data, [])
