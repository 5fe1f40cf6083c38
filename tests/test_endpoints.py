"""The grammar of endpoints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import endpoints

from plugin_template.answers import examples
from plugin_template.endpoints import (
    Endpoint,
    EndpointError,
    Field,
    format,
    parse,
    propose_operation_id,
)

TODO = examples.endpoints("todo")


@given(endpoints)
def test_what_is_written_reads_the_same(listed: list[Endpoint]) -> None:
    """parse is the inverse of format, for whatever can be said."""
    assert parse(format(listed)) == tuple(listed)


def test_the_example_is_written_as_it_was_read() -> None:
    """The TODO list's endpoints are in the form that format writes."""
    assert format(parse(TODO)) == TODO


def test_every_part_of_a_line_is_read() -> None:
    """operationId, method, path, query, body, response and summary come out as they stand."""
    line = (
        'addNote: post /notes/{day:date="The day."} ?pinned?:boolean&tags:string[]'
        ' title="A \\"title\\"." body? -> id:integer at:date-time # Add; no'
    )
    with pytest.raises(EndpointError, match="endpoint 2, column 136: expected a method"):
        parse(line)
    assert parse(line.replace("# Add; no", '# "Add; yes"')) == (
        Endpoint(
            "addNote",
            "POST",
            "/notes/{day}",
            (Field("day", "date", description="The day."),),
            (Field("pinned", "boolean", required=False), Field("tags", many=True)),
            (Field("title", description='A "title".'), Field("body", required=False)),
            (Field("id", "integer"), Field("at", "date-time")),
            "Add; yes",
        ),
    )


def test_objects_words_and_defaults_are_read() -> None:
    """Each in its place, in objects as well, with a description last."""
    line = (
        "POST /a/{kind:hotel|flight}?sky?:sunny|'a few \\'clouds\\''=sunny&text?='two words'"
        "&days?:integer=3=\"How many; 'days'.\""
        ' place:{ lat:number="North." tags?:(a|b)[] in?:{half?:number=0.5}[] } -> ok?:{at:date}'
    )
    (endpoint,) = parse(line)
    assert endpoint == Endpoint(
        "addAByKind",
        "POST",
        "/a/{kind}",
        (Field("kind", choices=("hotel", "flight")),),
        (
            Field("sky", required=False, choices=("sunny", "a few 'clouds'"), default="sunny"),
            Field("text", required=False, default="two words"),
            Field("days", "integer", False, False, "How many; 'days'.", default=3),
        ),
        (
            Field(
                "place",
                "object",
                fields=(
                    Field("lat", "number", description="North."),
                    Field("tags", many=True, required=False, choices=("a", "b")),
                    Field(
                        "in",
                        "object",
                        many=True,
                        required=False,
                        fields=(Field("half", "number", required=False, default=0.5),),
                    ),
                ),
            ),
        ),
        (Field("ok", "object", required=False, fields=(Field("at", "date"),)),),
    )


@pytest.mark.parametrize(
    ("default", "value"),
    [
        (":integer=-3", -3),
        (":number=3", 3.0),
        (":number=1e30", 1e30),
        (":boolean=false", False),
        (":date=2026-01-31", "2026-01-31"),
        (":date-time=2026-01-31T12:00:00.5+02:00", "2026-01-31T12:00:00.5+02:00"),
        ("=en-US", "en-US"),
        ("='3'", "3"),
        ("=''", ""),
        (":string='true'", "true"),
        (":1|2=2", "2"),
    ],
)
def test_a_default_has_the_type_of_its_field(default: str, value: object) -> None:
    """Text that reads like another type is in quotes; the words of a field are always text."""
    (endpoint,) = parse(f"GET /a?x?{default}")
    assert endpoint.query[0].default == value
    assert type(endpoint.query[0].default) is type(value)


def test_separators_are_semicolons_and_new_lines() -> None:
    """Endpoints stand on lines of their own or behind each other; empty ones do not count."""
    one_line = parse("GET /a; GET /b ;; GET /c;")
    assert one_line == parse("\nGET /a\r\n\n  GET /b\nGET /c\n")
    assert [endpoint.operation_id for endpoint in one_line] == ["getA", "getB", "getC"]


@pytest.mark.parametrize(
    ("method", "path", "proposed"),
    [
        ("GET", "/forecast/{city}", "getForecastByCity"),
        ("POST", "/things/{id:integer}/day-parts", "addThingsByIdDayParts"),
        ("PUT", "/a", "replaceA"),
        (
            "DELETE",
            "/" + "very-long/" * 20 + "path",
            "deleteVeryLongVeryLongVeryLongVeryLongVeryLongVery",
        ),
    ],
)
def test_a_missing_operation_id_is_made_of_method_and_path(
    method: str, path: str, proposed: str
) -> None:
    """The proposal reads like a function's name and is within the limit of 64."""
    assert propose_operation_id(method, path) == proposed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected an endpoint"),
        (
            "FETCH /a",
            'endpoint 1, column 1: expected a method (GET, POST, PUT, PATCH or DELETE), found "FETCH"',
        ),
        ("getA: GET", "endpoint 1 (getA), column 10: expected a space and a path"),
        ("GET a", 'endpoint 1, column 5: expected a path such as /todos/{username}, found "a"'),
        ("GET /", "the plugin serves / itself"),
        ("GET /.well-known/x", "the plugin serves /.well-known itself"),
        ("GET /openapi.yaml", "the plugin serves /openapi.yaml itself"),
        ("GET /logo.png", "the plugin serves /logo.png itself"),
        ("POST /mcp", "the plugin serves /mcp itself"),
        ("GET /oauth/token", "the plugin serves /oauth itself"),
        ("GET /docs", "the plugin serves /docs itself"),
        ("GET /legal", "the plugin serves /legal itself"),
        ("GET /a//b", "without empty segments"),
        ("GET /a/", "without empty segments"),
        ("GET /a/../b", "a path segment cannot be '..'"),
        ("GET /a%20b", "expected '/', '?', a space or the end"),
        ("GET /{a", "expected '}' after the path parameter"),
        ("GET /{a}/{a}", "column 10: path parameter 'a' repeats 'a'"),
        ("GET /{a?}", "a path parameter cannot be optional"),
        ("GET /{a:string[]}", "a path parameter cannot be a list"),
        ("GET /{a}?a", "'a' is already a path parameter"),
        ("GET /a?b&b", "query parameter 'b' repeats 'b'"),
        ("GET /a b", "column 8: GET takes no body; write query parameters as ?one&two"),
        ("POST /a b-c b_c", "body field 'b_c' repeats 'b-c'"),
        ("POST /a b,c", 'expected a space, found ",c"'),
        (
            "POST /a b:text",
            "expected a type (string, integer, number, boolean, date, date-time, words such as "
            'sunny|cloudy, or fields in {…}), found "text"',
        ),
        ('POST /a b="c', 'a text that ends with "'),
        ("POST /a b=c", "column 11: expected a description in double quotes"),
        ("POST /a b=c", "only an optional field has a default, as in b?"),
        ("GET /a -> b?=c", "a response field has no default"),
        ("GET /a -> b:{c?=d}", "a response field has no default"),
        ("GET /{a=b}", "a path parameter has no default"),
        ("GET /a?b?:string[]=c", "a list has no default"),
        ("POST /a b?:{c}=c", "an object has no default"),
        ("GET /a?b?:integer=x", 'expected a default: a whole number such as 3, found "x"'),
        ("GET /a?b?:integer=9007199254740992", "a whole number such as 3"),
        ("GET /a?b?:number=1e999", "a number such as 1.5"),
        ("GET /a?b?:boolean=True", "true or false"),
        ("GET /a?b?:date=2026-02-30", "a date such as 2026-01-31"),
        ("GET /a?b?:date-time=2026-01-31T12:00:00", "a time such as 2026-01-31T12:00:00Z"),
        ("GET /a?b?:sun|rain=snow", 'expected a default: one of sun|rain, found "snow"'),
        ("GET /a?b?=null", "leave the default out if there is none"),
        ("GET /a?b?=", "expected a default: a word, or a text in single quotes, found the end"),
        (f"GET /a?b?={'x' * 201}", "the default is 201 characters, at most 200 are allowed"),
        ('GET /a?b?:integer="How."=3', "a description comes last, after the default"),
        ("GET /{a:{b}}", "column 9: a path parameter cannot be an object"),
        ("GET /a?b:{c}", "a query parameter cannot be an object"),
        ("GET /{a:b|..}", "a path segment cannot be '..'"),
        ("POST /a b:{}", "column 11: an object has at least one field"),
        ("POST /a b:{c", "column 13: expected '}' after the fields of b, found the end"),
        ("POST /a b:{c -> d", "expected '}' after the fields of b, found \"->\""),
        ("POST /a b:{c\nd}", "expected '}' after the fields of b, found the end of the line"),
        ("POST /a b:{c, d}", "expected a space or '}', found \",\"; separate fields by spaces"),
        ("POST /a b:{c-d c_d}", "column 16: field 'c_d' repeats 'c-d'"),
        ("POST /a b:{c:{d:{e:{f:{g:{h}}}}}}", "objects can be nested at most 5 deep"),
        ('POST /a b:{"c": string}', "a name has no quotes"),
        ("POST /a b:c|c", "column 13: expected another word, 'c' is there twice"),
        (f"POST /a b:c|{'x' * 201}", "the word is 201 characters, at most 200 are allowed"),
        (f"POST /a b:{'|'.join(map(str, range(101)))}", "expected at most 100 words"),
        ("POST /a b:c|'d", "a text that ends with '"),
        ("POST /a b:c|", "expected a word after '|'"),
        ("POST /a b:(c|d", "expected ')' after the words"),
        ("POST /a b:string|null", 'expected one type, found "string|null"'),
        ("POST /a b: string", "found a space; there is no space after ':'"),
        ("POST /a b:c|d | e", "write words without spaces, as in sky:sunny|cloudy"),
        ("POST /a b:string[][]", "instead of a list of lists, use {values:string[]}[]"),
        ("GET /a ->", "a response field after '->'"),
        ("GET /a -> 1", "expected a field's name"),
        (
            "GET /a; GET /a",
            "endpoint 2 (getA), column 9: expected another operationId, 'getA' is there twice",
        ),
        ("x: GET /{a}; y: GET /{b}", "column 17: expected another route, GET /{} is x's"),
        ("getA: GET /a; get_a: GET /b", "'get_a' reads like 'getA' in Python"),
        (f"{'x' * 65}: GET /a", "an operationId of at most 64 characters"),
        (f"GET /a?{'x' * 61}", "a name of at most 60 characters"),
        (f"GET /a # {'x' * 301}", "the summary is 301 characters, at most 300 are allowed"),
        (f'GET /a?b="{"x" * 701}"', "the description is 701 characters, at most 700 are allowed"),
        ('GET /a # "one\\ntwo"', "has a new line in it"),
        ('GET /a # "\\ud800"', "has U+D800 in it"),
        ("GET /a\nFETCH /b", "endpoint 2, line 2, column 1: expected a method"),
        ("GET /a -> 🙂", 'found "🙂"'),
        ("GET /a -> 天气", 'found "天气"'),
        ("GET /a -> \ud83c", r'found "\ud83c"'),
    ],
)
def test_an_error_names_the_endpoint_the_column_and_what_was_expected(
    text: str, message: str
) -> None:
    """Whoever made a slip is shown where, and what could stand there."""
    with pytest.raises(EndpointError) as caught:
        parse(text)
    assert message in str(caught.value)


def test_every_endpoint_that_is_wrong_has_its_line() -> None:
    """One slip does not hide the next, and text in quotes is not taken for an endpoint."""
    with pytest.raises(EndpointError) as caught:
        parse('POST /a x:strin="one; two"\nGET /fine\nFETCH /b; GET /mcp')
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "endpoint 1 (addA), line 1, column 11",
        "endpoint 3, line 3, column 1",
        "endpoint 4 (getMcp), line 3, column 15",
    ]


@given(st.text(max_size=200))
def test_any_other_text_is_an_error_with_a_line(text: str) -> None:
    """parse raises nothing but EndpointError."""
    problems: list[str] = []
    try:
        parse(text)
    except EndpointError as error:
        problems = error.problems or [""]
    assert all(len(problem.splitlines()) == 1 for problem in problems)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("GET /todo list", "the path /todo-list?"),
        ("POST /todo list/{user} name", "/todo-list/{user}?"),
        ("PUT /a b /c", "/a-b/c?"),
        ("GET /now/:city", "{city}?"),
        ("GET /now/<city>", "{city}?"),
        ("GET /now/<int:id>/x", "{id:integer}?"),
        ("GET /now/[city]", "{city}?"),
        ("GET /now/{id:int}", "integer?"),
        ("GET /a -> b:str", "string?"),
        ("GET /a -> b:String", "string?"),
        ("GET /a -> b:text", "string?"),
        ("GET /a -> b:float[]", "number[]?"),
        ("GET /a?b:double&c", "number?"),
        ("GET /a?b:bool", "boolean?"),
        ("GET /a -> b:datetime", "date-time?"),
        ("GET /a -> b:date_time", "date-time?"),
        ("GET /a -> b:timestamp", "date-time?"),
        ("GET /a -> b:list", "string[]?"),
        ("GET /a -> b:array", "string[]?"),
        ("GET /a -> b:list[int]", "integer[]?"),
        ("GET /a -> b:List<Float>", "number[]?"),
        ("GET /a -> b:array[]", "string[]?"),
        ("GET /a -> b:[]int", "integer[]?"),
        ("GET /a -> b:[string]", "string[]?"),
        ("GET /a -> b:enum(c,d)", "c|d?"),
        ('GET /a -> b:Literal["c", "d"]', "c|d?"),
        ("GET /a -> b:[c, d]", "c|d?"),
        ("GET /a -> b:c,d", "c|d?"),
        ("GET /a -> b:c | d", "c|d?"),
        ("GET /a -> b:c|d[]", "(c|d)[]?"),
    ],
)
def test_what_other_tools_write_is_understood(text: str, meant: str) -> None:
    """A slip from another tool is answered by what the grammar has for it."""
    with pytest.raises(EndpointError) as caught:
        parse(text)
    assert str(caught.value).endswith(f"did you mean {meant}")


@pytest.mark.parametrize("text", ["GET /a -> b:foo", "GET /a/$b", "GET /a -> b:list[foo]"])
def test_nothing_is_suggested_for_what_is_not_known(text: str) -> None:
    """No suggestion is better than a wrong one."""
    with pytest.raises(EndpointError) as caught:
        parse(text)
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("type_", "hint"),
    [
        ("enum", "write the words themselves, as in sunny|cloudy"),
        ("object", "an object is written as its fields, as in {title price?:number}"),
        ("dict[str,int]", "an object is written as its fields, as in {title price?:number}"),
        ("object[]", "a list of objects is written as its fields, as in {title price?:number}[]"),
        ("array<object>", "as in {title price?:number}[]"),
        ("Array<{a}>", "as in {title price?:number}[]"),
        ("[]{a}", "as in {title price?:number}[]"),
        ("[{a}]", "as in {title price?:number}[]"),
    ],
)
def test_what_has_no_word_in_the_grammar_is_shown(type_: str, hint: str) -> None:
    """For words and objects there is no name of a type, but an example."""
    with pytest.raises(EndpointError) as caught:
        parse(f"POST /a b:{type_}")
    assert str(caught.value).endswith(hint)


def test_a_semicolon_in_quotes_ends_no_endpoint() -> None:
    """Neither where it is read nor where the rest of a wrong endpoint is skipped."""
    with pytest.raises(EndpointError) as caught:
        parse("GET /a?x?='a; b'&y:'c; d'|e; POST /b z:{x; FETCH /c x?:a|'b; c'; GET /d")
    places = [problem.split(",")[0] for problem in caught.value.problems]
    assert places == ["endpoint 2 (addB)", "endpoint 3"]
