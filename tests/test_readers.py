"""Which of Cookiecutter's questions are asked by questionary, and when."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import TEMPLATE
from cookiecutter import prompt
from keyboard import DOWN, ENTER, press

from plugin_template.answers import choices, examples
from plugin_template.engine import readers

QUESTIONS = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
PROMPTS = QUESTIONS["__prompts__"]
READERS = ("read_user_variable", "read_user_choice", "read_user_yes_no")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def originals(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand in for Cookiecutter's readers, and put these back when a test is over."""

    def reader(name: str) -> Callable[..., Any]:
        return lambda *arguments: (name, *arguments)

    stand_ins = {name: reader(name) for name in READERS}
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(prompt, name, stand_in)
        stand_in.__module__ = "cookiecutter.prompt"
    monkeypatch.setattr(readers, "_answers", {})
    return stand_ins


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Let the module see terminals: in `sys` itself, pytest puts its own streams back."""
    streams = SimpleNamespace(stdin=Terminal(), stdout=Terminal())
    monkeypatch.setattr(readers, "sys", streams)
    return streams


def asked_by_cookiecutter(variable: str, prompts: Any) -> Any:
    """Ask a question: what Cookiecutter's own reader is given as its label."""
    kind = {list: "choice", bool: "yes_no"}.get(type(QUESTIONS[variable]), "variable")
    name = f"read_user_{kind}"
    read = getattr(prompt, name)(variable, QUESTIONS[variable], prompts, "[1/9]")
    assert read[:3] == (name, variable, QUESTIONS[variable])
    return read[3][variable]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("variable", ["name", "framework", "mcp"])
def test_each_reader_asks_this_template_s_questions(variable: str) -> None:
    """Enter gives what Cookiecutter proposes."""
    readers.install()
    given = QUESTIONS[variable]
    kind = {list: "choice", bool: "yes_no"}.get(type(given), "variable")
    reader = getattr(prompt, f"read_user_{kind}")
    answer = press(lambda: reader(variable, given, dict(PROMPTS), "  [dim][1/9][/] "), ENTER)
    assert answer == (given[0] if isinstance(given, list) else given)


@pytest.mark.usefixtures("terminal")
def test_a_given_choice_is_the_default() -> None:
    """Cookiecutter puts what `k=v` or a user's configuration chose first."""
    readers.install()
    options = ["flask", "fastapi", "quart"]
    assert press(lambda: prompt.read_user_choice("framework", options, PROMPTS), ENTER) == "flask"


@pytest.mark.usefixtures("terminal")
def test_installing_again_replaces_what_was_installed(originals: dict[str, Any]) -> None:
    """The extension is made more than once in a run, and perhaps by two versions of the template."""
    for _ in range(2):
        before = [getattr(prompt, name) for name in READERS]
        readers.install()
        installed = [getattr(prompt, name) for name in READERS]
        assert all(new is not old for new, old in zip(installed, before, strict=True))
        assert [each.theirs for each in installed] == [originals[name] for name in READERS]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("prompts", [None, {}, {"name": "Name"}, {**PROMPTS, "more": "More"}])
def test_other_templates_keep_cookiecutter_s_prompts(prompts: Any) -> None:
    """Only questions with this template's labels are asked here."""
    readers.install()
    for name in READERS:
        arguments = ("name", ["a default"], prompts, "[1/1]")
        assert getattr(prompt, name)(*arguments) == (name, *arguments)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("variable", PROMPTS)
def test_without_questionary_cookiecutter_asks(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """questionary is optional; the label of the endpoints then lists the examples."""
    monkeypatch.setitem(sys.modules, "questionary", None)
    readers.install()
    readers.install()
    label = asked_by_cookiecutter(variable, PROMPTS)
    if variable != "endpoints":
        assert label == PROMPTS[variable]
        return
    first, *listed, last = label.splitlines()
    assert (first, last) == (PROMPTS[variable], "    Endpoints")
    assert listed == [f"    {name}: {examples.about(name)}" for name in choices.offered()]


@pytest.mark.usefixtures("terminal")
def test_without_questionary_other_templates_keep_their_labels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A question of another template may be called endpoints too."""
    monkeypatch.setitem(sys.modules, "questionary", None)
    readers.install()
    for prompts in ({"endpoints": "Where"}, {**PROMPTS, "endpoints": "Where"}):
        assert asked_by_cookiecutter("endpoints", prompts) == "Where"


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
@pytest.mark.parametrize("other", [io.StringIO(), None])
def test_without_a_terminal_cookiecutter_asks(
    terminal: SimpleNamespace, stream: str, other: io.StringIO | None
) -> None:
    """A pipe has no arrow keys, and a program without a console has no streams."""
    setattr(terminal, stream, other)
    readers.install()
    for variable in ("name", "framework", "mcp"):
        assert asked_by_cookiecutter(variable, PROMPTS) == PROMPTS[variable]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("name", READERS)
def test_a_cookiecutter_without_these_readers_asks_itself(
    originals: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Should a reader be renamed one day, no half of the questions is asked another way."""
    monkeypatch.delattr(prompt, name)
    readers.install()
    assert all(getattr(prompt, n) is originals[n] for n in READERS if n != name)


@pytest.mark.usefixtures("terminal")
def test_answers_that_nobody_gave_are_not_reviewed() -> None:
    """With --no-input, no question is asked, and so neither is the last."""
    readers.install()
    answers = dict.fromkeys(PROMPTS, "")
    assert readers.reviewed(answers) is answers


@pytest.mark.usefixtures("terminal")
def test_answers_that_a_person_gave_are_reviewed_once() -> None:
    """The review changes Cookiecutter's own answers."""
    readers.install()
    answers: dict[str, Any] = {
        variable: value[0] if isinstance(value, list) else value
        for variable, value in QUESTIONS.items()
        if not variable.startswith("_")
    } | {"slug": "todo-list", "description": "My list."}
    press(lambda: prompt.read_user_variable("name", "TODO List", PROMPTS), ENTER)
    license_, apache = DOWN * 8 + ENTER, DOWN + ENTER
    press(lambda: readers.reviewed(answers), license_, apache, ENTER)
    assert answers["license"] == "Apache-2.0"
    assert readers.reviewed(answers) is answers
