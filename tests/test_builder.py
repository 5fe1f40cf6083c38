"""The builder: endpoints by questions, with a way back from each."""

from __future__ import annotations

from functools import partial

import pytest
from keyboard import BACK, CLEAR, CTRL_C, DOWN, EMPTY, ENTER, ESC, UP, Left, press

from plugin_template import endpoints
from plugin_template.answers import examples
from plugin_template.asking.builder import Unfinished, build_endpoints
from plugin_template.endpoints import Endpoint, Field

GET, POST, PUT, DELETE = (DOWN * steps + ENTER for steps in (0, 1, 2, 4))
KEEP, EDIT, REMOVE = (DOWN * steps + ENTER for steps in range(3))
FINISH, ADD = ENTER, DOWN + ENTER
WORDS, OBJECT = DOWN * 6 + ENTER, DOWN * 7 + ENTER
LIST_OF_STRING, LIST_OF_WORDS, LIST_OF_OBJECT = (DOWN * n + ENTER for n in (8, 14, 15))
NOTHING_MORE = EMPTY * 3 + ENTER  # No query, no response, no summary, and the proposed name.
NOW = ("/now", ENTER, NOTHING_MORE, KEEP)


def build(*keys: str, given: str = "") -> str:
    """Build endpoints with keys, and write them in the grammar."""
    start = endpoints.parse(given) if given else ()
    return endpoints.format(press(partial(build_endpoints, start), *keys))


def choose(at: int) -> str:
    """Choose an endpoint that is there, at the question what comes next."""
    return DOWN * (2 + at) + ENTER


def refused(*bad: str) -> str:
    """Try bad answers, one after the other; what is accepted would answer the next question."""
    return "".join(f"{each}{ENTER}{CLEAR}" for each in bad)


# What can be described


def test_the_todo_list_can_be_described() -> None:
    """The builder's questions, answered as the example has it, make the example."""
    user = ["/todos/{username}", ENTER, ENTER, "The name of the user.", ENTER, EMPTY]
    integer = DOWN + ENTER
    answer = build(
        *(GET, *user),
        *("todos", ENTER, LIST_OF_STRING, ENTER, "The list of todos.", ENTER, EMPTY),
        *("Get the list of todos", ENTER, CLEAR, "getTodos", ENTER, KEEP, ADD),
        *(POST, *user, "todo", ENTER, ENTER, ENTER, "The todo to add to the list.", ENTER, EMPTY),
        *(EMPTY, "Add a todo to the list", ENTER, CLEAR, "addTodo", ENTER, KEEP, ADD),
        *(DELETE, *user, "todo_idx", ENTER, integer, ENTER),
        *("The index of the todo to delete.", ENTER, EMPTY, EMPTY),
        *("Delete a todo from the list", ENTER, CLEAR, "deleteTodo", ENTER, KEEP, FINISH),
    )
    assert answer == examples.endpoints("todo")


def test_every_kind_of_field_can_be_described() -> None:
    """Path, query, body and response; required or not; every type, and lists of each."""
    kinds = [(many, type_) for many in (False, True) for type_ in endpoints.TYPES]
    body, body_keys = [], ""
    for index, (many, type_) in enumerate(kinds):
        required = index % 2 == 0
        body.append(Field(f"f{index}", type_, many, required, f'A "{type_}"; #{index}'))
        steps = index + 2 if many else index  # Words and an object are before the lists.
        body_keys += f"f{index}{ENTER}{DOWN * steps}{ENTER}{'' if required else 'n'}{ENTER}"
        body_keys += EMPTY if not required and not many else ""  # No default.
        body_keys += f'A "{type_}"; #{index}{ENTER}'
    date, number = DOWN * 4 + ENTER, DOWN * 2 + ENTER
    answer = build(
        *(GET, "/trips/{day}/legs/{n}", ENTER, date, EMPTY, DOWN, ENTER, "A leg.", ENTER),
        *("lang", ENTER, ENTER, "n", ENTER, "en", ENTER, EMPTY),
        *("tag", ENTER, DOWN * 7, ENTER, ENTER, EMPTY),  # No object, and no list of objects.
        *(EMPTY, "km", ENTER, number, ENTER, "How far.", ENTER, EMPTY, EMPTY, ENTER, KEEP, ADD),
        *(POST, "/trips", ENTER, EMPTY, body_keys, EMPTY, EMPTY, "Add; a trip", ENTER * 2),
        *(KEEP, FINISH),
    )
    assert list(endpoints.parse(answer)) == [
        Endpoint(
            "getTripsByDayLegsByN",
            "GET",
            "/trips/{day}/legs/{n}",
            (Field("day", "date"), Field("n", "integer", description="A leg.")),
            query=(Field("lang", required=False, default="en"), Field("tag", many=True)),
            response=(Field("km", "number", description="How far."),),
        ),
        Endpoint("addTrips", "POST", "/trips", body=tuple(body), summary="Add; a trip"),
    ]


def test_a_path_parameter_may_bring_its_type() -> None:
    """Whoever knows the grammar may write it; the type and the description are then the defaults."""
    path = '/todos/{n:integer="Which."}'
    answer = build(GET, path, ENTER, ENTER, ENTER, NOTHING_MORE, KEEP, FINISH)
    assert answer == 'getTodosByN: GET /todos/{n:integer="Which."}'


def test_a_path_parameter_is_offered_no_list_and_no_object() -> None:
    """Only types that the grammar takes there are shown: the last one is a few words."""
    day = [UP, ENTER, "today|tomorrow", ENTER, EMPTY]
    answer = build(GET, "/at/{day}", ENTER, *day, NOTHING_MORE, KEEP, FINISH)
    assert answer == "getAtByDay: GET /at/{day:today|tomorrow}"


def test_objects_and_words_can_be_described() -> None:
    """An object asks for its fields, of which each can be whatever a field can be."""
    title = ["title", ENTER, ENTER, ENTER, EMPTY]
    seen = ["seen", ENTER, LIST_OF_WORDS, "'by day'|night", ENTER, "n", ENTER, EMPTY]
    place = ["place", ENTER, OBJECT, "lat", ENTER, DOWN * 2, ENTER, ENTER, EMPTY, EMPTY]
    place += ["n", ENTER, "Where.", ENTER]
    sky = ["sky", ENTER, WORDS, "sunny|cloudy", ENTER, ENTER, EMPTY]
    answer = build(
        *(GET, "/now", ENTER, EMPTY, "results", ENTER, LIST_OF_OBJECT),
        *(*title, *seen, *place, EMPTY, ENTER, "What there is.", ENTER),
        *(*sky, EMPTY, EMPTY, ENTER, KEEP, FINISH),
    )
    assert answer == (
        "getNow: GET /now -> results:{title seen?:('by day'|night)[] place?:{lat:number}"
        '="Where."}[]="What there is." sky:sunny|cloudy'
    )


def test_a_default_can_be_described() -> None:
    """Text needs no quotes here; whatever is required or is a list is not asked for one."""
    days = ["days", ENTER, DOWN + ENTER, "n", ENTER, "3", ENTER, "How many.", ENTER]
    sort = ["sort", ENTER, ENTER, "n", ENTER, "the best; 1st", ENTER, EMPTY]
    sky = ["sky", ENTER, WORDS, "sunny|cloudy", ENTER, "n", ENTER, "cloudy", ENTER, EMPTY]
    size = ["size", ENTER, OBJECT, "cm", ENTER, DOWN + ENTER, "n", ENTER, "7", ENTER, EMPTY, EMPTY]
    answer = build(
        *(POST, "/now", ENTER, *days, *sort, *sky, EMPTY),
        *(*size, ENTER, EMPTY, EMPTY, EMPTY, EMPTY, ENTER, KEEP, FINISH),
    )
    assert answer == (
        "addNow: POST /now?days?:integer=3=\"How many.\"&sort?='the best; 1st'"
        "&sky?:sunny|cloudy=cloudy size:{cm?:integer=7}"
    )


def test_the_proposed_operation_id_is_free() -> None:
    """Two paths that propose the same name can both be entered."""
    ends = [ENTER, NOTHING_MORE, KEEP]
    answer = build(GET, "/a-b", *ends, ADD, GET, "/a_b", *ends, ADD, GET, "/a.b", *ends, FINISH)
    assert answer == "getAB: GET /a-b\ngetAB2: GET /a_b\ngetAB3: GET /a.b"


# What is refused


def test_a_bad_path_is_refused_when_it_is_typed() -> None:
    """Reserved paths, routes that are there, and whatever is not a path, cannot be entered."""
    bad = refused(
        *("", "todos", "/", "/docs", "/.well-known/x", "/a//b", "/a/", "/a b", "/é", "/now"),
        *("/..", "/{a}/{a}", "/{a?}", "/{a:integer[]}", "/a?b", "/a;GET /b", "/a # x", "/a -> b"),
    )
    answer = build(GET, *NOW, ADD, GET, bad, "/then", ENTER, NOTHING_MORE, KEEP, FINISH)
    assert answer == "getNow: GET /now\ngetThen: GET /then"


def test_a_bad_field_is_refused_when_it_is_typed() -> None:
    """A name that is there already, or is not one, cannot be entered."""
    bad = refused(
        *("my field", "2nd", "a?", "a:integer", 'a="b"', "-> a", "# a", "naïve", "a;b", "n" * 65),
        *("sky", "sky_", "a&b", "a}"),
    )
    sky = ["sky", ENTER, ENTER, ENTER, EMPTY]
    wind = ["_wind-speed", ENTER, ENTER, ENTER, EMPTY]
    keys = [GET, "/now", ENTER, EMPTY, *sky, bad, *wind, EMPTY, EMPTY, ENTER, KEEP, FINISH]
    assert build(*keys) == "getNow: GET /now -> sky _wind-speed"


def test_a_bad_object_word_or_default_is_refused_when_it_is_typed() -> None:
    """An object without fields, one word alone, and a default that does not fit."""
    keys = [POST, "/now", ENTER, EMPTY, "a", ENTER, OBJECT, refused("", "2nd")]
    keys += ["b", ENTER, WORDS, refused("", "one", "one, two", "one|one", "one| two", "one|'two")]
    keys += ["one|two", ENTER, "n", ENTER, refused("three", "one|two"), "two", ENTER, EMPTY]
    keys += ["c", ENTER, DOWN + ENTER, "n", ENTER, refused("x", "1.5", "'1'"), "1", ENTER, EMPTY]
    answer = build(*keys, EMPTY, ENTER, EMPTY, EMPTY, EMPTY, EMPTY, ENTER, KEEP, FINISH)
    assert answer == "addNow: POST /now a:{b?:one|two=two c?:integer=1}"


def test_objects_are_offered_as_deep_as_they_can_be() -> None:
    """In the fifth object there are words and lists of words, and no further object."""
    deep = "".join(f"{name}{ENTER}{OBJECT}" for name in "abcde")
    keys = [GET, "/now", ENTER, EMPTY, deep, "f", ENTER, UP + ENTER, "x|y", ENTER, ENTER, EMPTY]
    up = [EMPTY, ENTER, EMPTY] * 5  # No further field, required, no description.
    answer = build(*keys, *up, EMPTY, EMPTY, ENTER, KEEP, FINISH)
    assert answer == "getNow: GET /now -> a:{b:{c:{d:{e:{f:(x|y)[]}}}}}"


def test_a_query_parameter_cannot_repeat_a_path_parameter() -> None:
    """What one part of an endpoint forbids in another is refused at once."""
    keys = [GET, "/now/{city}", ENTER, ENTER, EMPTY, "city", ENTER, CLEAR]
    assert build(*keys, NOTHING_MORE, KEEP, FINISH) == "getNowByCity: GET /now/{city}"


def test_a_bad_operation_id_is_refused_when_it_is_typed() -> None:
    """Neither a name that is taken, nor one that reads like it in Python, can be entered."""
    bad = refused("", "get now", "2nd", "now;", "getNow", "get_now", "n" * 65, "a:", "a-b")
    second = [GET, "/then", ENTER, EMPTY * 3, CLEAR, bad, "getThen", ENTER, KEEP, FINISH]
    assert build(GET, *NOW, ADD, *second) == "getNow: GET /now\ngetThen: GET /then"


def test_the_texts_have_the_limits_of_the_grammar() -> None:
    """A description or a summary that is too long cannot be entered."""
    description, summary = "d" * endpoints.LONGEST_DESCRIPTION, "s" * endpoints.LONGEST_SUMMARY
    keys = ["sky", ENTER, ENTER, ENTER, f"{description}d", ENTER, "\x7f", ENTER, EMPTY]
    end = [f"{summary}s", ENTER, "\x7f", ENTER, ENTER, KEEP, FINISH]
    (endpoint,) = endpoints.parse(build(GET, "/now", ENTER, EMPTY, *keys, *end))
    assert endpoint.response == (Field("sky", description=description),)
    assert endpoint.summary == summary


# Keep, edit, delete

FULL = (
    'addNote: POST /notes/{id:integer="Which."}?lang?&tag:string[] text="What it says." at?:date '
    "-> ok:boolean # Add a note"
)


def test_editing_starts_from_the_current_values() -> None:
    """Enter at every question changes nothing, whatever the endpoint has."""
    field = ENTER * 4  # Its name, type, whether it is required, and description.
    optional = ENTER * 5  # And its default.
    path = ENTER * 4  # Method, path, and the parameter's type and description.
    query = optional + field + EMPTY
    body = field + optional + EMPTY
    keys = [choose(0), EDIT, path, query, body, field + EMPTY, ENTER * 2, KEEP, FINISH]
    assert build(*keys, given=FULL) == FULL


@pytest.mark.parametrize(
    ("endpoint", "questions"),
    [
        ("POST /a x:{y?:integer=3 z:one|'two words'}=\"An x.\"", 2 + 1 + 2 + 5 + 5 + 1 + 2 + 4),
        ("GET /a?x?:one|two=two&y?='two words'&z?=''", 2 + 6 + 5 + 5 + 1 + 3),
        ("GET /{x:one|two} -> y:{z:(one|two)[]}[]", 2 + 3 + 1 + 2 + 5 + 1 + 2 + 1 + 2),
    ],
)
def test_editing_keeps_objects_words_and_defaults(endpoint: str, questions: int) -> None:
    """They are proposed as they are, each where it is asked for."""
    given = endpoints.format(endpoints.parse(endpoint))
    assert build(choose(0), EDIT, ENTER * questions, KEEP, FINISH, given=given) == given


def test_another_type_has_another_default() -> None:
    """What was the default of the old type, or is not one of the new words, is not proposed."""
    keys = [choose(0), EDIT, ENTER * 3, DOWN + ENTER, ENTER, EMPTY, EMPTY, ENTER]
    keys += [ENTER, CLEAR, "three|four", ENTER, ENTER, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, ENTER]
    answer = build(*keys, KEEP, FINISH, given="getA: GET /a?x?=y&z?:one|two=one")
    assert answer == "getA: GET /a?x?:integer&z?:three|four"


def test_one_value_can_be_edited() -> None:
    """The others stay, the proposed name follows the path."""
    given = 'getNow: GET /now -> sky="What it looks like."'
    keys = [choose(0), EDIT, ENTER, CLEAR, "/then", ENTER, EMPTY, ENTER * 4, EMPTY * 2, ENTER]
    answer = build(*keys, KEEP, FINISH, given=given)
    assert answer == 'getThen: GET /then -> sky="What it looks like."'


def test_a_name_of_one_s_own_is_kept_when_the_path_changes() -> None:
    """Only a proposed name follows."""
    keys = [choose(0), EDIT, ENTER, CLEAR, "/then", ENTER, NOTHING_MORE, KEEP, FINISH]
    assert build(*keys, given="weather: GET /now") == "weather: GET /then"


def test_a_field_can_be_removed() -> None:
    """By clearing its name; those after it stay."""
    keys = [choose(0), EDIT, ENTER * 2, EMPTY, CLEAR, ENTER, ENTER * 4, EMPTY, EMPTY, ENTER]
    answer = build(*keys, KEEP, FINISH, given="getNow: GET /now -> sky wind")
    assert answer == "getNow: GET /now -> wind"


def test_an_endpoint_keeps_its_place_when_it_is_edited() -> None:
    """And may keep its name and its path."""
    given = "getA: GET /a\ngetB: GET /b"
    keys = [choose(0), EDIT, ENTER * 2, EMPTY * 2, "First", ENTER, ENTER, KEEP, FINISH]
    assert build(*keys, given=given) == "getA: GET /a # First\ngetB: GET /b"


def test_an_endpoint_can_be_deleted() -> None:
    """Right after it was described, or later."""
    assert build(GET, *NOW[:-1], REMOVE) == ""
    assert build(choose(0), REMOVE, FINISH, given="getA: GET /a\ngetB: GET /b") == "getB: GET /b"


# The way back


def test_esc_goes_back_one_question() -> None:
    """And the answer that was given there is proposed."""
    keys = [GET, "/now", ENTER, BACK, "/{city}", ENTER, ENTER, "The city.", ENTER, NOTHING_MORE]
    assert build(*keys, KEEP, FINISH) == 'getNowByCity: GET /now/{city="The city."}'


def test_esc_loses_no_text() -> None:
    """What stood in the line when Esc was pressed is there again."""
    keys = [GET, "/now", BACK, DOWN, ENTER, ENTER, EMPTY * 4, ENTER, KEEP, FINISH]
    assert build(*keys) == "addNow: POST /now"


def test_a_proposal_follows_an_answer_that_was_changed() -> None:
    """The name of another path is proposed, not that of the first."""
    back = BACK * 4  # From the name to the path.
    keys = [GET, "/now", ENTER, EMPTY * 3, back, CLEAR, "/then", ENTER, NOTHING_MORE, KEEP, FINISH]
    assert build(*keys) == "getThen: GET /then"


def test_esc_goes_back_through_all_questions() -> None:
    """From the last to the first and out: nothing is built, and nothing is wrong."""
    keys = [GET, "/now/{city}", ENTER, DOWN, ENTER, EMPTY, EMPTY, "sky", ENTER, ENTER, "n", ENTER]
    backs = [BACK, ESC, ESC, BACK, BACK, BACK, ESC, BACK, ESC]
    assert build(*keys, *backs) == ""


def test_esc_goes_back_in_an_object() -> None:
    """From one of its fields to its type, and from there to another."""
    keys = [GET, "/now", ENTER, EMPTY, "sky", ENTER, OBJECT, "seen", ENTER, WORDS, "a|b", ENTER]
    backs = [ESC, BACK, ESC, BACK]  # Required, words, type, name: then the type of sky.
    keys += [*backs, UP * 7 + ENTER, ENTER, EMPTY, EMPTY, EMPTY, ENTER, KEEP, FINISH]
    assert build(*keys) == "getNow: GET /now -> sky"


def test_esc_in_another_endpoint_keeps_the_ones_before() -> None:
    """Whoever chose to add another by mistake goes back."""
    assert build(GET, *NOW, ADD, ESC, FINISH) == "getNow: GET /now"


def test_esc_out_of_editing_changes_nothing() -> None:
    """The endpoint is as it was, to be kept, edited or deleted."""
    keys = [choose(0), EDIT, ENTER, CLEAR, "/then", BACK, ESC, KEEP, FINISH]
    assert build(*keys, given="getNow: GET /now") == "getNow: GET /now"


def test_esc_does_nothing_between_endpoints() -> None:
    """There is nothing to go back to, and nothing is lost."""
    assert build(GET, *NOW[:-1], ESC, KEEP, ESC, FINISH) == "getNow: GET /now"


def test_ctrl_c_keeps_what_is_finished() -> None:
    """However deep the question is."""
    with pytest.raises(Left) as left:
        build(GET, *NOW, ADD, GET, "/then/{city}", ENTER, CTRL_C)
    assert isinstance(left.value.interrupt, Unfinished)
    assert endpoints.format(left.value.interrupt.endpoints) == "getNow: GET /now"
