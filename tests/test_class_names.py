"""The names of the classes in models.py, which operations.py uses too."""

from __future__ import annotations

from hypothesis import given
from strategies import endpoints

from plugin_template.code.class_names import REQUEST, RESPONSE, ClassNames
from plugin_template.code.layout import LINE_LENGTH
from plugin_template.code.operations import operations
from plugin_template.endpoints import Endpoint, parse


def test_a_class_is_called_after_the_fields_that_lead_to_it() -> None:
    """From the operation to the object or the words, with Item for what is in a list."""
    names = ClassNames(
        parse("search: POST /s/{in:hotel|flight}?only:(a|b)[] q:{w:{x}} -> r-s:{sky:a|b}[]")
    )
    assert names.of("search", REQUEST) == "SearchRequest"
    assert names.of("search", REQUEST, "q", "w") == "SearchRequestQW"
    assert names.of("search", RESPONSE, "r-s") == "SearchResponseRSItem"
    assert names.of("search", RESPONSE, "r-s", "sky") == "SearchResponseRSItemSky"
    assert names.of("search", "in") == "SearchIn"
    assert names.of("search", "only") == "SearchOnlyItem"
    assert names.of("search", REQUEST, "q", "w", "x") == ""


def test_no_two_classes_have_one_name() -> None:
    """Requests and responses have theirs first, and others are numbered."""
    names = ClassNames(
        parse(
            "a: GET /a?response:x|y -> list:{b}[] list-item:{b}\naResponseList: GET /b -> item:{b}"
        )
    )
    assert names.of("a", RESPONSE) == "AResponse"
    assert names.of("a", "response") == "AResponse2"
    assert names.of("a", RESPONSE, "list") == "AResponseListItem"
    assert names.of("a", RESPONSE, "list-item") == "AResponseListItem2"
    assert names.of("aResponseList", RESPONSE, "item") == "AResponseListResponseItem"


def test_a_name_is_cut_to_its_line() -> None:
    """The longest field leaves room for a few characters, and those are unique as well."""
    long = "x" * 60
    described = parse(f"getAll: GET /a?{long}?:(a|b)[]&{long[1:]}y?:(a|b)[] -> {long}:{{b}}[]")
    names = ClassNames(described)
    assert names.of("getAll", long) == "GetAll"
    assert names.of("getAll", f"{long[1:]}y") == "GetAl2"
    (operation,) = operations(described)
    lines = operation.signature(knows_user=True).splitlines()
    lines += [line for model in operation.models for line in model.lines]
    assert max(map(len, lines)) <= LINE_LENGTH


@given(endpoints)
def test_operations_beside_others_have_the_same_names(listed: list[Endpoint]) -> None:
    """models.py is made of all endpoints, operations.py of those that have no code of their own."""
    whole, (*known, last) = operations(listed), listed
    (alone,) = operations([last], known=known)
    assert (alone.models, alone.choices) == (whole[-1].models, whole[-1].choices)
    assert alone.signature(True) == whole[-1].signature(True)
    names = [model.name for model in whole.models]
    names += [each.lines[0].partition(" = ")[0] for each in whole.choices]
    assert len({*names}) == len(names)
    assert {name for name in names if not name.isidentifier()} == set()
