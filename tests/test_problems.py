"""The rules of answers: their limits, and what is said of an answer that breaks one."""

from __future__ import annotations

import json

import pytest
from conftest import TEMPLATE

from plugin_template.answers import defaults
from plugin_template.answers.rules import RULES, problems, problems_of

GOOD = {
    "name": "TODO List",
    "slug": "todo-list",
    "auth": "none",
    "framework": "fastapi",
    "endpoints": "todo",
    "description": "Manage your TODO list.",
    "email": "support@example.com",
    "license": "MIT",
    "mcp": True,
}


def test_every_question_has_a_rule() -> None:
    """No public variable is left unchecked, and the rules are in the order of the questions."""
    questions = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
    assert [name for name in questions if not name.startswith("_")] == list(RULES)


def test_every_question_has_a_prompt_and_every_choice_a_label() -> None:
    """Nobody is asked by the name of a variable, and what is recommended is said."""
    questions = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
    prompts = questions["__prompts__"]
    for name in RULES:
        if isinstance(questions[name], list):
            assert set(prompts[name]) == {"__prompt__", *questions[name]}
            assert "recommended" in prompts[name][questions[name][0]]
        else:
            assert prompts[name]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("name", "x"),
        ("name", "x" * 20),
        ("name", "天气 🌦 'n' \"more\""),
        ("slug", "a"),
        ("slug", "x" * 50),
        ("slug", "plugin-2"),
        ("endpoints", "GET /a"),
        ("description", "x" * 120),
        ("email", "a.b+c@mail.example.co.uk"),
        ("license", "Proprietary"),
        ("mcp", False),
    ],
)
def test_answers_at_the_limit_are_good(variable: str, value: object) -> None:
    """A rule refuses nothing that it does not have to."""
    assert problems(GOOD | {variable: value}) == []


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("name", "", "'' is empty: use 1 to 20 characters (name_for_human)"),
        ("name", " x", "begins or ends with a space"),
        ("name", "x" * 21, "is 21 characters, at most 20 are allowed (name_for_human)"),
        ("name", "a\nb", "has a new line in it"),
        ("name", "a\ud800", "has U+D800 in it"),
        ("name", None, "'null' is not text"),
        ("name", ["x"], '["x"]\' is not text'),
        ("slug", "", "is not a valid slug"),
        ("slug", "../x", "is not a valid slug"),
        ("slug", "Todo", "is not a valid slug"),
        ("slug", "2048", "is not a valid slug"),
        ("slug", "a--b", "is not a valid slug"),
        ("slug", "a_b", "is not a valid slug"),
        ("slug", "x" * 51, "is 51 characters, at most 50 are allowed"),
        ("slug", "class", "is a Python keyword"),
        ("slug", "match", "is a Python keyword"),
        ("slug", "json", "is a module of Python's standard library"),
        ("slug", "tests", "is a module of Python's standard library"),
        ("slug", "fastapi", "is a package that the plugin depends on"),
        ("slug", "pydantic-settings", "is a package that the plugin depends on"),
        ("slug", "con", "is a reserved name on Windows"),
        ("slug", "lpt1", "is a reserved name on Windows"),
        ("auth", "basic", "is not one of none, "),
        ("framework", "django", "is not one of fastapi, quart, flask"),
        ("endpoints", "todos", "is neither an example (news, notes, todo) nor endpoints"),
        ("endpoints", "GET /a; GET /a", "endpoint 2 (getA), column 9"),
        (
            "description",
            "x" * 121,
            "is 121 characters, at most 120 are allowed (description_for_human)",
        ),
        ("email", "nobody", "is not a valid e-mail address"),
        ("email", "a@b", "is not a valid e-mail address"),
        ("email", "a@b.example\n", "is not a valid e-mail address"),
        ("license", "GPL", "is not one of MIT"),
        ("mcp", "no", "'no' is neither true nor false"),
        ("mcp", None, "'null' is neither true nor false"),
    ],
)
def test_a_bad_answer_is_named_with_its_rule(variable: str, value: object, message: str) -> None:
    """The line begins with the variable and says what is allowed."""
    (line,) = problems(GOOD | {variable: value})
    assert line.startswith(f"{variable}: ")
    assert message in line
    assert "\n" not in line
    line.encode()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("天气 🌦 👩‍💻 Ünï", "'天气 🌦 👩‍💻 Ünï'"),
        ("a\nb\x1b\u202e\ud83c", "'a\\nb\\x1b\\u202e\\ud83c'"),
    ],
)
def test_a_value_is_shown_as_it_is(value: str, shown: str) -> None:
    """Any script and any emoji; only what a terminal cannot print is escaped."""
    (line,) = problems(GOOD | {"email": value})
    assert line.startswith(f"email: {shown} is not a valid e-mail address")
    line.encode()


def test_every_problem_is_reported_at_once() -> None:
    """Three bad answers make three lines."""
    bad = GOOD | {"name": "x" * 10_000, "slug": "class", "email": "nobody"}
    lines = problems(bad)
    assert [line.split(":")[0] for line in lines] == ["name", "slug", "email"]
    assert all(len(line) < 200 for line in lines)


@pytest.mark.parametrize(
    "name", ["TODO List", "2048", "class", "json", "天气", "🙂", "con", "Ünïcödé", "x" * 20]
)
def test_the_proposed_slug_keeps_its_rule(name: str) -> None:
    """Whatever a plugin is called, its proposed slug is accepted."""
    assert problems_of("slug", defaults.slug(name)) == []


@pytest.mark.parametrize(("variable", "folder"), [("framework", "frameworks"), ("auth", "auth")])
def test_each_choice_has_its_folder(variable: str, folder: str) -> None:
    """A choice in cookiecutter.json is a folder in templates, and the other way round."""
    questions = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
    folders = (TEMPLATE / "templates" / folder).iterdir()
    assert sorted(questions[variable]) == sorted(each.name for each in folders)
