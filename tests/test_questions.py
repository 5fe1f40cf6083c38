"""This template's questions, and the review of their answers, answered by keys."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import TEMPLATE
from keyboard import BACK, CLEAR, CTRL_C, DOWN, EMPTY, ENTER, ESC, SPACE, UP, Left, press
from rich.text import Text

from plugin_template import importing
from plugin_template.answers import choices, defaults, examples
from plugin_template.answers.rules import RULES, problems_of
from plugin_template.asking import questions
from plugin_template.asking.questions import Stopped, StoppedReview

QUESTIONS = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
PROMPTS = QUESTIONS["__prompts__"]

EXAMPLES = len(examples.names())
BUILD = DOWN * EXAMPLES + ENTER
DOCUMENT = DOWN * (EXAMPLES + 1) + ENTER
TYPE_IN = DOWN * (EXAMPLES + 2) + ENTER
CREATE = ENTER
ANSWERS = {
    "name": "TODO List",
    "slug": "todo-list",
    "auth": "none",
    "framework": "fastapi",
    "endpoints": "todo",
    "description": examples.description("todo"),
    "email": "support@example.com",
    "license": "MIT",
    "mcp": True,
}


def answer(variable: str, *keys: str, default: Any = None) -> Any:
    given = QUESTIONS[variable] if default is None else default
    proposed = given[0] if isinstance(given, list) else given
    return press(partial(questions.ask, variable, proposed), *keys)


def review(*keys: str, **answers: Any) -> dict[str, Any]:
    return press(partial(questions.review, {**ANSWERS, **answers}), *keys)


def change(variable: str, *keys: str) -> str:
    """Choose an answer at the review, and answer its question again."""
    return "".join((DOWN * (1 + list(RULES).index(variable)), ENTER, *keys))


# The labels


def test_rich_reads_no_markup_in_a_label() -> None:
    """Cookiecutter's own prompts show the labels as they are written."""
    for label in [*PROMPTS.values(), *map(examples.about, examples.names())]:
        for text in label.values() if isinstance(label, dict) else [label]:
            assert Text.from_markup(text).plain == text


def test_a_label_leaves_room_for_the_answer() -> None:
    """At 60 columns, each choice fits on one line, and each text has half the width."""
    for variable, label in PROMPTS.items():
        if isinstance(label, dict):
            count_and_label = f"  [1/9] {label['__prompt__']}: "
            rows = [count_and_label + text for key, text in label.items() if key != "__prompt__"]
            assert all(len(row) <= 79 for row in rows)
            assert all(len(f" » {text}") <= 60 for text in label.values())
        elif isinstance(QUESTIONS[variable], str):
            assert len(label.partition(" (")[0]) <= 20
            assert len(f"  [1/9] {label}") <= 70  # Cookiecutter's own prompt shows all of it.
    for name in examples.names():
        assert len(f" » {name}: {examples.about(name)}") <= 60


# Texts, choices, yes or no


@pytest.mark.parametrize(
    ("variable", "bad", "good"),
    [
        ("name", "A name that is too long for it", "Weather"),
        ("name", " ", "Weather"),
        ("slug", "Weather!", "weather"),
        ("slug", "json", "weather"),
        ("description", "d" * 121, "Tells the weather."),
        ("email", "nobody", "nobody@example.com"),
    ],
)
def test_a_bad_text_is_refused_until_it_is_corrected(variable: str, bad: str, good: str) -> None:
    """Enter does nothing while an answer breaks its rule."""
    assert problems_of(variable, bad)
    assert answer(variable, CLEAR, bad, ENTER, CLEAR, good, ENTER, default="given") == good


def test_a_bad_default_is_refused_too() -> None:
    """A value from a user's configuration is checked against the same rule."""
    assert answer("email", ENTER, CLEAR, "a@b.example", ENTER, default="nobody") == "a@b.example"


@pytest.mark.parametrize("variable", ["auth", "framework", "license"])
def test_every_choice_can_be_made(variable: str) -> None:
    """The value comes back, not its label; a default is pointed at."""
    for steps, choice in enumerate(QUESTIONS[variable]):
        assert answer(variable, DOWN * steps, ENTER) == choice
        assert answer(variable, ENTER, default=choice) == choice


def test_a_message_is_a_sentence() -> None:
    """What a list of problems says of an answer, a prompt says to the person."""
    assert questions.problem_of("slug", "Todo!").startswith("this is not a valid slug: use ")
    assert questions.problem_of("slug", "todo") == ""


# Endpoints


def test_an_example_is_one_of_the_answers() -> None:
    """Each example can be chosen by the arrow keys; the default comes first."""
    assert choices.offered()[0] == QUESTIONS["endpoints"]
    assert sorted(choices.offered()) == [*examples.names()]
    for steps, name in enumerate(choices.offered()):
        assert answer("endpoints", DOWN * steps, ENTER) == name


def test_endpoints_can_be_typed_in_the_grammar() -> None:
    """The grammar is read while it is typed, and kept as it was typed."""
    typed = "GET /now -> time:date-time; POST /now time:date-time"
    assert answer("endpoints", TYPE_IN, "GET now", ENTER, CLEAR, typed, ENTER) == typed


def test_endpoints_can_be_built() -> None:
    """One by one, by questions."""
    keys = [BUILD, ENTER, "/now", ENTER, EMPTY * 3, ENTER, ENTER, ENTER]
    assert answer("endpoints", *keys) == "getNow: GET /now"


@pytest.mark.parametrize("leave", [ENTER, BACK])
def test_an_empty_line_of_grammar_goes_back(leave: str) -> None:
    """Nobody is caught in a question that they cannot answer."""
    assert answer("endpoints", TYPE_IN, leave, ENTER) == "todo"


def test_what_was_typed_is_there_after_esc() -> None:
    """Looking at the other ways to answer loses nothing."""
    assert answer("endpoints", TYPE_IN, "GET /a", BACK, TYPE_IN, ENTER) == "GET /a"


def test_esc_leaves_the_builder() -> None:
    """Whoever chose the builder by mistake chooses again."""
    assert answer("endpoints", BUILD, ESC, ENTER) == "todo"


def test_given_endpoints_are_kept_by_enter() -> None:
    """Endpoints from `k=v` or a user's configuration are the default."""
    given = "getNow: GET /now -> time:date-time\ngetThen: GET /then"
    assert answer("endpoints", ENTER, default=given) == given


def test_given_endpoints_can_be_edited_one_by_one() -> None:
    """The builder starts from them; here the second is deleted."""
    given = "getNow: GET /now -> time:date-time\ngetThen: GET /then"
    edit, delete = DOWN * 3 + ENTER, DOWN * 2 + ENTER
    answered = answer("endpoints", DOWN, BUILD, edit, delete, ENTER, default=given)
    assert answered == "getNow: GET /now -> time:date-time"


def test_given_endpoints_that_are_wrong_can_be_corrected() -> None:
    """Wrong endpoints are not offered, but can be edited."""
    answered = answer("endpoints", TYPE_IN, ENTER, " time:date", ENTER, default="GET /now ->")
    assert answered == "GET /now -> time:date"


def test_ctrl_c_keeps_the_endpoints_that_were_built() -> None:
    """However deep the question is."""
    first = [BUILD, ENTER, "/now", ENTER, EMPTY * 3, ENTER, ENTER]
    with pytest.raises(Left) as left:
        answer("endpoints", *first, DOWN, ENTER, ENTER, "/then", ENTER, CTRL_C)
    assert isinstance(left.value.interrupt, Stopped)
    assert left.value.interrupt.answer == "getNow: GET /now"


# A document


@pytest.fixture
def pets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a document: two operations for pets, and two without a tag."""
    monkeypatch.chdir(tmp_path)
    paths = [("listPets", "pets"), ("ping", ""), ("addPet", "pets"), ("pong", "")]
    return _document(tmp_path / "pets.yaml", paths)


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a document of more operations than a plugin may have."""
    monkeypatch.chdir(tmp_path)
    return _document(tmp_path / "many.yaml", [(f"get{n}th", "") for n in range(31)])


def _document(file: Path, operations: list[tuple[str, str]]) -> Path:
    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "summary": f"Do {name}",
                **({"tags": [tag]} if tag else {}),
                "responses": {"200": {"description": "OK"}},
            }
        }
        for name, tag in operations
    }
    info = {"title": "Pets", "version": "1"}
    servers = [{"url": "https://api.example.com"}]
    value = {"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}
    file.write_text(json.dumps(value), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ((SPACE,), "#listPets"),
        ((DOWN, SPACE, DOWN, DOWN, SPACE), "#addPet,pong"),
        ((DOWN * 2, SPACE, DOWN * 2, SPACE), "#listPets,ping"),
        ((SPACE, DOWN, SPACE, SPACE), "#listPets"),
        (("a",), ""),
    ],
)
def test_operations_of_a_document_are_ticked(
    pets: Path, keys: tuple[str, ...], chosen: str
) -> None:
    """The answer names the file and what is ticked, by tags as listed; all need no names."""
    answered = answer("endpoints", DOCUMENT, pets.name, ENTER, *keys, ENTER)
    assert answered == f"pets.yaml{chosen}"
    assert problems_of("endpoints", answered) == []


def test_nothing_ticked_is_refused(pets: Path) -> None:
    """Enter waits for a tick; the list stays."""
    answered = answer(
        "endpoints", DOCUMENT, pets.name, ENTER, ENTER, SPACE, SPACE, ENTER, SPACE, ENTER
    )
    assert answered == "pets.yaml#listPets"


def test_too_many_ticked_are_refused(many: Path) -> None:
    """31 are not an answer, 30 are."""
    answered = answer("endpoints", DOCUMENT, many.name, ENTER, "a", ENTER, SPACE, ENTER)
    assert answered.count(",") == 29
    assert "get0th" not in answered


def test_an_operation_that_cannot_be_imported_is_refused_in_the_list(pets: Path) -> None:
    """Another one can be ticked at once."""
    value = json.loads(pets.read_text(encoding="utf-8"))
    wrong = {"$ref": "#/components/parameters/nowhere"}
    value["paths"]["/listPets"]["get"]["parameters"] = [wrong]
    pets.write_text(json.dumps(value), encoding="utf-8")
    assert problems_of("endpoints", "pets.yaml#listPets")
    keys = [SPACE, ENTER, SPACE, DOWN, SPACE, ENTER]
    assert answer("endpoints", DOCUMENT, pets.name, ENTER, *keys) == "pets.yaml#addPet"


@pytest.mark.parametrize(
    "path",
    ["", "missing.yaml", ".", "two;paths.yaml", "https://api.example.com/openapi.yaml", "old.json"],
)
def test_a_path_that_cannot_be_used_is_corrected(pets: Path, path: str) -> None:
    """Enter does nothing until the file is there and is a document."""
    Path("old.json").write_text('{"swagger": "2.0", "paths": {}}', encoding="utf-8")
    keys = [path, ENTER, CLEAR, "pets.yaml", ENTER, SPACE, ENTER]
    assert answer("endpoints", DOCUMENT, *keys) == "pets.yaml#listPets"


def test_a_file_of_any_name_can_be_chosen(pets: Path) -> None:
    """The answer is one that names a document by its path."""
    pets.rename("pets")
    assert answer("endpoints", DOCUMENT, "pets", ENTER, SPACE, ENTER) == "./pets#listPets"


def test_names_after_the_path_are_ticked(pets: Path) -> None:
    """operationIds and tags can be typed here too."""
    answered = answer("endpoints", DOCUMENT, "pets.yaml#pong,pets", ENTER, ENTER)
    assert answered == "pets.yaml#listPets,addPet,pong"


def test_esc_goes_from_the_list_to_the_path_and_from_there_to_the_choice(pets: Path) -> None:
    """What was typed is still there."""
    keys = [DOCUMENT, "pets", BACK, DOCUMENT, ".yaml", ENTER, SPACE, ESC, ENTER, DOWN, SPACE, ENTER]
    assert answer("endpoints", *keys) == "pets.yaml#addPet"
    assert answer("endpoints", DOCUMENT, pets.name, ENTER, ESC, BACK, ENTER) == "todo"


def test_operations_that_were_chosen_are_ticked_when_they_are_changed(pets: Path) -> None:
    """At the review, a document's operations are an answer like others."""
    again = change("endpoints", DOWN, DOCUMENT, ENTER)
    answers = review(again, DOWN, SPACE, ENTER, CREATE, endpoints="pets.yaml#listPets,ping")
    assert answers["endpoints"] == "pets.yaml#listPets,addPet,ping"
    answers = review(again, SPACE, ENTER, CREATE, endpoints="pets.yaml")
    assert answers["endpoints"] == "pets.yaml#addPet,ping,pong"


@pytest.mark.parametrize("kept", [False, True])
def test_a_document_is_short_in_the_review(pets: Path, kept: bool) -> None:
    """Its file and its operations are shown, not what is kept of it."""
    given = "pets.yaml#listPets,ping"
    shown = questions.shown("endpoints", importing.keep(given) if kept else given)
    assert shown == "Endpoints: pets.yaml: 2 (listPets, ping)"


def test_a_file_that_is_gone_at_the_review_is_no_traceback(pets: Path) -> None:
    """Its name is shown; the answer is refused when the plugin is made."""
    pets.unlink()
    assert review(CREATE, endpoints="pets.yaml#ping")["endpoints"] == "pets.yaml#ping"


# The review


def test_enter_keeps_all_answers() -> None:
    """Nothing is changed that the person does not change."""
    assert review(CREATE) == ANSWERS


@pytest.mark.parametrize(
    ("variable", "keys", "changed"),
    [
        ("slug", (CLEAR, "todos", ENTER), "todos"),
        ("auth", (UP, ENTER), "oauth"),
        ("framework", (DOWN, ENTER), "quart"),
        ("endpoints", (TYPE_IN, "GET /now", ENTER), "GET /now"),
        ("description", (CLEAR, "My list.", ENTER), "My list."),
        ("email", (CLEAR, "a@b.example", ENTER), "a@b.example"),
        ("license", (DOWN, ENTER), "Apache-2.0"),
        ("mcp", ("n", ENTER), False),
    ],
)
def test_each_answer_can_be_changed(variable: str, keys: tuple[str, ...], changed: Any) -> None:
    """The question is asked again, with the answer as its default."""
    answers = review(change(variable, *keys), CREATE)
    assert answers[variable] == changed
    kept = {variable, "description"}  # The description follows the endpoints.
    assert {k: v for k, v in answers.items() if k not in kept} == {
        k: v for k, v in ANSWERS.items() if k not in kept
    }


def test_a_changed_name_changes_what_was_proposed_for_it() -> None:
    """The slug and the description follow, as if the name had been given at first."""
    before = {"endpoints": "GET /now", "description": "TODO List"}
    answers = review(change("name", CLEAR, "Weather", ENTER), CREATE, **before)
    assert answers == {**ANSWERS, **before, "name": "Weather", "slug": "weather"} | {
        "description": "Weather"
    }


def test_a_changed_name_changes_nothing_that_the_person_chose() -> None:
    """A slug and a description of their own stay."""
    own = {"slug": "mine", "description": "My own."}
    answers = review(change("name", CLEAR, "Weather", ENTER), CREATE, **own)
    assert answers == {**ANSWERS, **own, "name": "Weather"}


def test_changed_endpoints_change_the_example_s_description() -> None:
    """The description of the example does not describe other endpoints."""
    changed = defaults.change(ANSWERS, "endpoints", "GET /now")
    assert changed["description"] == "TODO List"


def test_a_proposed_slug_that_is_taken_is_asked_for() -> None:
    """A folder that exists is reported before anything is written, here too."""

    def problem(variable: str, text: str) -> str:
        taken = variable == "slug" and text == "weather"
        return "taken" if taken else questions.problem_of(variable, text)

    keys = [change("name", CLEAR, "Weather", ENTER), ENTER, "-2", ENTER, CREATE]
    answers = press(partial(questions.review, ANSWERS, problem), *keys)
    assert answers["slug"] == "weather-2"


@pytest.mark.parametrize("variable", RULES)
def test_esc_goes_back_to_the_review(variable: str) -> None:
    """Without a change; at the review itself, Esc does nothing."""
    is_text = isinstance(QUESTIONS[variable], str) and variable != "endpoints"
    assert review(ESC, change(variable, BACK if is_text else ESC), CREATE) == ANSWERS


def test_ctrl_c_at_the_review_keeps_the_changes() -> None:
    """They can be taken up again."""
    with pytest.raises(Left) as left:
        review(change("name", CLEAR, "Weather", ENTER), CTRL_C)
    assert isinstance(left.value.interrupt, StoppedReview)
    assert left.value.interrupt.answers["name"] == "Weather"
    assert left.value.interrupt.answers["slug"] == "weather"
