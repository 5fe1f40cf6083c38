"""The prompts: what a person may press, and what comes out of it."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pexpect
import pytest
from cookiecutter import prompt
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.text import Text

from plugin_template import endpoints
from plugin_template.answers import examples
from plugin_template.answers import rules as problems
from plugin_template.asking import questions
from plugin_template.endpoints import Endpoint, Field

ROOT = Path(__file__).parents[1]
QUESTIONS = json.loads((ROOT / "cookiecutter.json").read_text(encoding="utf-8"))
PROMPTS = QUESTIONS["__prompts__"]
READERS = ("read_user_variable", "read_user_choice", "read_user_yes_no")

ENTER, DOWN, UP, CLEAR, CTRL_C, CTRL_D = "\r", "\x1b[B", "\x1b[A", "\x15", "\x03", "\x04"
EMPTY = ENTER  # An empty line.
EXAMPLES = len(examples.names())
DESCRIBE = DOWN * EXAMPLES + ENTER
TYPE_IN = DOWN * (EXAMPLES + 1) + ENTER
GET, POST = ENTER, DOWN + ENTER


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
    return stand_ins


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Let the module see terminals: in `sys` itself, pytest puts its own streams back."""
    streams = SimpleNamespace(stdin=Terminal(), stdout=Terminal())
    monkeypatch.setattr(questions, "sys", streams)
    return streams


class Left(Exception):
    """The person pressed Ctrl-C; pytest would take KeyboardInterrupt for the tester's own."""


@pytest.fixture
def press(terminal: SimpleNamespace) -> Callable[..., Any]:
    """Ask a question through the swapped readers, and answer it with keys."""
    questions.install()

    def ask(variable: str, *keys: str, default: Any = None) -> Any:
        given = QUESTIONS[variable] if default is None else default
        kind = {list: "choice", bool: "yes_no"}.get(type(given), "variable")
        reader = getattr(prompt, f"read_user_{kind}")
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            # Ctrl-C behind the keys: a question too many is an error, never a test that hangs.
            pipe.send_text("".join((*keys, CTRL_C)))
            try:
                return reader(variable, given, dict(PROMPTS), "  [dim][1/9][/] ")
            except KeyboardInterrupt:
                raise Left from None

    return ask


def lines(text: str) -> list[Endpoint]:
    """Read what the builder wrote, and see that it is written as `format` writes it."""
    read = endpoints.parse(text)
    assert endpoints.format(read) == text
    return list(read)


# The questions themselves


def test_rich_reads_no_markup_in_a_label() -> None:
    """Cookiecutter's own prompts show the labels as they are written."""
    for label in PROMPTS.values():
        for text in label.values() if isinstance(label, dict) else [label]:
            assert Text.from_markup(text).plain == text


# Texts, choices, yes or no


def test_enter_takes_the_default(press: Callable[..., Any]) -> None:
    """Whoever only presses Enter gets what --no-input gives."""
    assert press("name", ENTER) == "TODO List"
    assert press("auth", ENTER) == "none"
    assert press("endpoints", ENTER) == "todo"


def test_a_text_can_be_typed_over_the_default(press: Callable[..., Any]) -> None:
    """The default stands there to be edited."""
    assert press("name", CLEAR, "Weather", ENTER) == "Weather"
    assert press("name", "s", ENTER) == "TODO Lists"


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
def test_a_bad_text_is_refused_until_it_is_mended(
    press: Callable[..., Any], variable: str, bad: str, good: str
) -> None:
    """Enter does nothing while an answer breaks its rule."""
    assert problems.problems_of(variable, bad)
    assert press(variable, CLEAR, bad, ENTER, CLEAR, good, ENTER, default="given") == good


def test_a_bad_default_is_refused_too(press: Callable[..., Any]) -> None:
    """A value out of a user's configuration is held to the same rule."""
    assert press("email", ENTER, CLEAR, "a@b.example", ENTER, default="nobody") == "a@b.example"


@pytest.mark.parametrize("variable", ["auth", "framework", "license"])
def test_choices_are_taken_by_arrow_keys(press: Callable[..., Any], variable: str) -> None:
    """Every choice can be reached, and the value comes back, not its label."""
    for steps, choice in enumerate(QUESTIONS[variable]):
        assert press(variable, DOWN * steps, ENTER) == choice


def test_the_first_choice_is_the_default(press: Callable[..., Any]) -> None:
    """Cookiecutter puts what `k=v` or a user's configuration chose first."""
    assert press("framework", ENTER, default=["flask", "fastapi", "quart"]) == "flask"


@pytest.mark.parametrize(
    ("keys", "answer"), [(ENTER, True), ("n" + ENTER, False), ("ny" + ENTER, True)]
)
def test_yes_or_no_waits_for_enter(press: Callable[..., Any], keys: str, answer: bool) -> None:
    """An Enter behind the letter belongs to this question, not to the next."""
    assert press("mcp", keys, default=True) is answer


# Endpoints


def test_the_example_is_one_of_the_answers(press: Callable[..., Any]) -> None:
    """Each example can be chosen by the arrow keys."""
    for steps, name in enumerate(examples.names()):
        assert press("endpoints", DOWN * steps, ENTER, default=examples.names()[0]) == name


def test_endpoints_can_be_typed_in_the_grammar(press: Callable[..., Any]) -> None:
    """The grammar is read while it is typed, and kept as it was typed."""
    typed = "GET /now -> time:date-time; POST /now time:date-time"
    assert press("endpoints", TYPE_IN, "GET now", ENTER, CLEAR, typed, ENTER) == typed


def test_an_empty_line_of_grammar_goes_back(press: Callable[..., Any]) -> None:
    """Nobody is caught in a question that they cannot answer."""
    assert press("endpoints", TYPE_IN, EMPTY, ENTER) == "todo"


def test_given_endpoints_are_kept_by_enter(press: Callable[..., Any]) -> None:
    """Endpoints out of `k=v` or a user's configuration are the default."""
    given = "getNow: GET /now -> time:date-time\ngetThen: GET /then"
    assert press("endpoints", ENTER, default=given) == given


def test_given_endpoints_that_are_wrong_can_be_mended(press: Callable[..., Any]) -> None:
    """Wrong endpoints are no choice, but stand there to be edited."""
    answer = press("endpoints", TYPE_IN, ENTER, " time:date", ENTER, default="GET /now ->")
    assert answer == "GET /now -> time:date"


def test_the_todo_list_can_be_described(press: Callable[..., Any]) -> None:
    """The builder's questions, answered as the example has it, make the example."""
    user = ["/todos/{username}", ENTER, ENTER, "The name of the user.", ENTER, EMPTY]
    integer, list_of_string, delete = DOWN + ENTER, DOWN * 6 + ENTER, DOWN * 4 + ENTER
    answer = press(
        "endpoints",
        *(DESCRIBE, GET, *user),
        *("todos", ENTER, list_of_string, ENTER, "The list of todos.", ENTER, EMPTY),
        *("Get the list of todos", ENTER, CLEAR, "getTodos", ENTER, "y", ENTER),
        *(POST, *user, "todo", ENTER, ENTER, ENTER, "The todo to add to the list.", ENTER, EMPTY),
        *(EMPTY, "Add a todo to the list", ENTER, CLEAR, "addTodo", ENTER, "y", ENTER),
        *(delete, *user, "todo_idx", ENTER, integer, ENTER),
        *("The index of the todo to delete.", ENTER, EMPTY, EMPTY),
        *("Delete a todo from the list", ENTER, CLEAR, "deleteTodo", ENTER, ENTER),
    )
    assert answer == examples.endpoints("todo")


def test_every_kind_of_field_can_be_described(press: Callable[..., Any]) -> None:
    """Path, query, body and response; required or not; every type, and lists of each."""
    kinds = [(many, type_) for many in (False, True) for type_ in endpoints.TYPES]
    body, body_keys = [], ""
    for steps, (many, type_) in enumerate(kinds):
        required = steps % 2 == 0
        body.append(Field(f"f{steps}", type_, many, required, f'A "{type_}"; #{steps}'))
        body_keys += f"f{steps}{ENTER}{DOWN * steps}{ENTER}{'' if required else 'n'}{ENTER}"
        body_keys += f'A "{type_}"; #{steps}{ENTER}'
    date, number = DOWN * 4 + ENTER, DOWN * 2 + ENTER
    answer = press(
        "endpoints",
        *(DESCRIBE, GET, "/trips/{day}/legs/{n}", ENTER, date, EMPTY, DOWN, ENTER, "A leg.", ENTER),
        *("lang", ENTER, ENTER, "n", ENTER, EMPTY, "tag", ENTER, DOWN * 6, ENTER, ENTER, EMPTY),
        *(EMPTY, "km", ENTER, number, ENTER, "How far.", ENTER, EMPTY, EMPTY, ENTER, "y", ENTER),
        *(POST, "/trips", ENTER, EMPTY, body_keys, EMPTY, EMPTY, "Add; a trip", ENTER * 3),
    )
    assert lines(answer) == [
        Endpoint(
            "getTripsByDayLegsByN",
            "GET",
            "/trips/{day}/legs/{n}",
            (Field("day", "date"), Field("n", "integer", description="A leg.")),
            query=(Field("lang", required=False), Field("tag", many=True)),
            response=(Field("km", "number", description="How far."),),
        ),
        Endpoint("addTrips", "POST", "/trips", body=tuple(body), summary="Add; a trip"),
    ]


def refused(*bad: str) -> str:
    """Try bad answers, one after the other; what is accepted would answer the next question."""
    return "".join(f"{each}{ENTER}{CLEAR}" for each in bad)


def test_a_bad_path_is_refused_when_it_is_typed(press: Callable[..., Any]) -> None:
    """Reserved paths, routes that are there, and whatever is no path, cannot be entered."""
    bad = refused(
        *("todos", "/", "/docs", "/.well-known/x", "/a//b", "/a/", "/a b", "/é", "/now", "/.."),
        *("/{a}/{a}", "/{a?}", "/{a:integer[]}", "/a?b", "/a;GET /b", "/a # text", "/a -> b"),
    )
    first = [GET, "/now", ENTER, EMPTY * 3, ENTER, "y", ENTER]
    answer = press("endpoints", DESCRIBE, *first, GET, bad, "/then", ENTER, EMPTY * 3, ENTER, ENTER)
    assert answer == "getNow: GET /now\ngetThen: GET /then"


def test_a_path_parameter_may_bring_its_type(press: Callable[..., Any]) -> None:
    """Who knows the grammar may write it; the type and the description then are the defaults."""
    path = '/todos/{n:integer="Which."}'
    answer = press("endpoints", DESCRIBE, GET, path, ENTER, ENTER, ENTER, EMPTY * 3, ENTER, ENTER)
    assert answer == 'getTodosByN: GET /todos/{n:integer="Which."}'


def test_a_path_parameter_is_offered_no_list(press: Callable[..., Any]) -> None:
    """Only types that the grammar takes there are shown: the last one is no list."""
    keys = [DESCRIBE, GET, "/at/{time}", ENTER, UP, ENTER, EMPTY, EMPTY * 3, ENTER, ENTER]
    assert press("endpoints", *keys) == "getAtByTime: GET /at/{time:date-time}"


def test_a_bad_field_is_refused_when_it_is_typed(press: Callable[..., Any]) -> None:
    """A name that is there already, or is none, cannot be entered."""
    bad = refused(
        *("my field", "2nd", "a?", "a:integer", 'a="b"', "-> a", "# a", "naïve", "a;b", "n" * 65),
        *("sky", "sky_", "a&b", "a}"),
    )
    sky = ["sky", ENTER, ENTER, ENTER, EMPTY]
    wind = ["_wind-speed", ENTER, ENTER, ENTER, EMPTY]
    keys = [DESCRIBE, GET, "/now", ENTER, EMPTY, *sky, bad, *wind, EMPTY, EMPTY, ENTER, ENTER]
    assert press("endpoints", *keys) == "getNow: GET /now -> sky _wind-speed"


def test_a_query_parameter_cannot_repeat_a_path_parameter(press: Callable[..., Any]) -> None:
    """What one part of an endpoint forbids in another is refused at once."""
    keys = [DESCRIBE, GET, "/now/{city}", ENTER, ENTER, EMPTY, "city", ENTER, CLEAR]
    answer = press("endpoints", *keys, EMPTY, EMPTY, EMPTY, ENTER, ENTER)
    assert answer == "getNowByCity: GET /now/{city}"


def test_a_bad_operation_id_is_refused_when_it_is_typed(press: Callable[..., Any]) -> None:
    """Neither a name that is taken, nor one that reads like it in Python, can be entered."""
    bad = refused("", "get now", "2nd", "now;", "getNow", "get_now", "n" * 65, "a:", "a-b")
    first = [DESCRIBE, GET, "/now", ENTER, EMPTY * 3, ENTER, "y", ENTER]
    second = [GET, "/then", ENTER, EMPTY * 3, CLEAR, bad, "getThen", ENTER, ENTER]
    assert press("endpoints", *first, *second) == "getNow: GET /now\ngetThen: GET /then"


def test_the_texts_have_the_limits_of_the_grammar(press: Callable[..., Any]) -> None:
    """A description or a summary that is too long cannot be entered."""
    description, summary = "d" * endpoints.LONGEST_DESCRIPTION, "s" * endpoints.LONGEST_SUMMARY
    keys = ["sky", ENTER, ENTER, ENTER, f"{description}d", ENTER, "\x7f", ENTER, EMPTY]
    end = [f"{summary}s", ENTER, "\x7f", ENTER, ENTER, ENTER]
    (endpoint,) = lines(press("endpoints", DESCRIBE, GET, "/now", ENTER, EMPTY, *keys, *end))
    assert endpoint.response == (Field("sky", description=description),)
    assert endpoint.summary == summary


def test_the_proposed_operation_id_is_free(press: Callable[..., Any]) -> None:
    """Two paths that propose the same name can both be entered."""
    ends = [EMPTY * 3, ENTER]
    answer = press(
        "endpoints",
        *(DESCRIBE, GET, "/a-b", ENTER, *ends, "y", ENTER, GET, "/a_b", ENTER, *ends, "y", ENTER),
        *(GET, "/a.b", ENTER, *ends, ENTER),
    )
    assert answer == "getAB: GET /a-b\ngetAB2: GET /a_b\ngetAB3: GET /a.b"


def test_an_empty_path_ends_the_builder(press: Callable[..., Any]) -> None:
    """Who said yes to another endpoint by mistake keeps the ones that are there."""
    keys = [DESCRIBE, GET, "/now", ENTER, EMPTY * 3, ENTER, "y", ENTER]
    assert press("endpoints", *keys, GET, EMPTY) == "getNow: GET /now"


def test_an_empty_path_at_first_goes_back(press: Callable[..., Any]) -> None:
    """Who chose the builder by mistake chooses again."""
    assert press("endpoints", DESCRIBE, GET, EMPTY, ENTER) == "todo"


# Leaving


@pytest.mark.parametrize("variable", ["name", "auth", "endpoints"])
def test_ctrl_c_gets_out(press: Callable[..., Any], variable: str) -> None:
    """Cookiecutter hears of it, and says "Aborted!"."""
    with pytest.raises(Left):
        press(variable, CTRL_C, ENTER)


def test_ctrl_c_gets_out_of_the_builder(press: Callable[..., Any]) -> None:
    """However deep the question is."""
    with pytest.raises(Left):
        press("endpoints", DESCRIBE, GET, "/now/{city}", ENTER, CTRL_C, ENTER)


def test_ctrl_d_is_ctrl_c(press: Callable[..., Any]) -> None:
    """The end of the input is no error of its own."""
    with pytest.raises(Left):
        press("name", CLEAR, CTRL_D, "Weather", ENTER)


# Whose questions, and when


@pytest.mark.usefixtures("terminal")
def test_installing_twice_is_installing_once() -> None:
    """The extension is made more than once in a run."""
    before = [getattr(prompt, name) for name in READERS]
    questions.install()
    once = [getattr(prompt, name) for name in READERS]
    assert all(new is not old for new, old in zip(once, before, strict=True))
    questions.install()
    assert [getattr(prompt, name) for name in READERS] == once


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("prompts", [None, {}, {"name": "Name"}, {**PROMPTS, "more": "More"}])
def test_other_templates_keep_cookiecutter_s_prompts(prompts: Any) -> None:
    """Only questions with this template's labels are asked here."""
    questions.install()
    for name in READERS:
        arguments = ("name", ["a default"], prompts, "[1/1]")
        assert getattr(prompt, name)(*arguments) == (name, *arguments)


def unchanged(originals: dict[str, Any]) -> bool:
    return all(getattr(prompt, name) is original for name, original in originals.items())


@pytest.mark.usefixtures("terminal")
def test_without_questionary_cookiecutter_asks(
    originals: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """questionary is a comfort, no dependency."""
    monkeypatch.setitem(sys.modules, "questionary", None)
    questions.install()
    assert unchanged(originals)


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
@pytest.mark.parametrize("other", [io.StringIO(), None])
def test_without_a_terminal_cookiecutter_asks(
    terminal: SimpleNamespace,
    originals: dict[str, Any],
    stream: str,
    other: io.StringIO | None,
) -> None:
    """A pipe has no arrow keys, and a program without a console has no streams."""
    setattr(terminal, stream, other)
    questions.install()
    assert unchanged(originals)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("name", READERS)
def test_a_cookiecutter_without_these_readers_asks_itself(
    originals: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Should a reader be renamed one day, no half of the questions is asked another way."""
    monkeypatch.delattr(prompt, name)
    questions.install()
    assert all(getattr(prompt, n) is originals[n] for n in READERS if n != name)


# In a real terminal

pseudo_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
NO_QUESTIONARY = (
    "import sys; sys.modules['questionary'] = None; from cookiecutter.cli import main; main()"
)
GRAMMAR = 'getNow: GET /now/{city} -> sky="What it looks like." # Get the weather'
ANSWERS = {
    "name": "Weather",
    "slug": "weather",
    "auth": "service_http",
    "framework": "flask",
    "endpoints": GRAMMAR,
    "description": "Weather",
    "email": "support@example.com",
    "license": "MIT",
    "mcp": True,
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a template with this one's questions that writes down the answers, and nothing more."""
    folder = tmp_path_factory.mktemp("stub") / "stub-template"
    shutil.copytree(
        ROOT / "plugin_template",
        folder / "plugin_template",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copytree(ROOT / "templates" / "examples", folder / "templates" / "examples")
    shutil.copy(ROOT / "cookiecutter.json", folder)
    plugin = folder / "{{cookiecutter.slug}}"
    plugin.mkdir()
    (plugin / "answers.json").write_text("{{ cookiecutter | tojson }}\n", encoding="utf-8")
    return folder


class Run:
    """Cookiecutter in a terminal or behind a pipe, with a home of its own."""

    def __init__(self, template: Path, tmp_path: Path) -> None:
        self.template = template
        self.out = tmp_path / "out"
        self.out.mkdir()
        home = tmp_path / "home"
        home.mkdir()
        self.children: list[Any] = []
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("COOKIECUTTER")},
            **{"HOME": str(home), "USERPROFILE": str(home), "TERM": "xterm-256color"},
            **{"PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"},
        }

    def command(self, *arguments: str, questionary: bool = True) -> list[str]:
        program = ["-m", "cookiecutter"] if questionary else ["-c", NO_QUESTIONARY]
        return [sys.executable, *program, str(self.template), "-o", str(self.out), *arguments]

    def in_terminal(self, *arguments: str, questionary: bool = True) -> Any:
        program, *rest = self.command(*arguments, questionary=questionary)
        child = pexpect.spawn(
            program, rest, env=self.env, dimensions=(40, 120), timeout=20, encoding="utf-8"
        )
        child.logfile_read = io.StringIO()
        self.children.append(child)
        return child

    def behind_pipe(self, *lines: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(),
            input="".join(f"{line}\n" for line in lines),
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    def answers(self) -> dict[str, Any]:
        (file,) = self.out.glob("*/answers.json")
        answers = json.loads(file.read_text(encoding="utf-8"))
        return {name: answers[name] for name in PROMPTS}


@pytest.fixture
def run(template: Path, tmp_path: Path) -> Iterator[Run]:
    """Run Cookiecutter, and leave no process behind."""
    running = Run(template, tmp_path)
    yield running
    for child in running.children:
        child.close(force=True)


def finish(child: Any) -> str:
    """Wait for the end; give what was on the screen."""
    child.expect(pexpect.EOF)
    child.close()
    return str(child.logfile_read.getvalue())


def answer(child: Any, question: str, *keys: str) -> None:
    """Wait for a question before answering it, as a person does."""
    child.expect_exact(question)
    child.send("".join(keys))


forks = pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")


@forks
@pseudo_terminal
def test_all_questions_in_a_terminal(run: Run) -> None:
    """A person answers every question, makes mistakes, is told so, and gets what was answered."""
    child = run.in_terminal()
    answer(child, "Name that people see", CLEAR, "A name of more than 20 characters")
    answer(child, "this is 33 characters, at most 20 are allowed", CLEAR, "Weather", ENTER)
    answer(child, "[2/9]", ENTER)
    answer(child, "[3/9]", DOWN, ENTER)
    answer(child, "[4/9]", UP, ENTER)
    answer(child, "Endpoints that ChatGPT calls:", DESCRIBE)
    answer(child, "Method:", GET)
    answer(child, "Path", "/docs")
    answer(child, "expected another path, the plugin serves /docs itself", CLEAR)
    child.send(f"/now/{{city}}{ENTER}")
    answer(child, "Type of city", ENTER)
    answer(child, "What city is", ENTER)
    answer(child, "query parameter", EMPTY)
    answer(child, "field of the JSON answer", "the sky")
    answer(child, "expected letters, digits, '_' and '-', a letter first", CLEAR, "sky", ENTER)
    answer(child, "Type of sky", ENTER)
    answer(child, "Is sky required?", ENTER)
    answer(child, "What sky is", "What it looks like.", ENTER)
    answer(child, "Name another", EMPTY)
    answer(child, "What it does", "Get the weather", ENTER)
    answer(child, "operationId", CLEAR, "get now")
    answer(child, "expected letters, digits and '_', a letter first", CLEAR, "getNow", ENTER)
    child.expect_exact(GRAMMAR)
    answer(child, "Add another endpoint?", "y", ENTER)
    answer(child, "Method:", GET)
    answer(child, "Path", "/now/{place}")
    answer(child, "expected another route, GET /now/{} is getNow's", CLEAR, ENTER)
    for count in ("[6/9]", "[7/9]", "[8/9]", "[9/9]"):
        answer(child, count, ENTER)
    assert "Traceback" not in finish(child)
    assert child.exitstatus == 0
    assert run.answers() == ANSWERS


@forks
@pseudo_terminal
def test_all_questions_without_questionary(run: Run) -> None:
    """Cookiecutter's own prompts ask for the same variables, and the result is the same."""
    child = run.in_terminal(questionary=False)
    typed = ["Weather", "", "2", "3", GRAMMAR, "", "", "", ""]
    for number, text in enumerate(typed, 1):
        answer(child, f"[{number}/9]", text, ENTER)
    assert "Traceback" not in finish(child)
    assert child.exitstatus == 0
    assert run.answers() == ANSWERS


def test_all_questions_behind_a_pipe(run: Run) -> None:
    """Answers can come from a file, questionary or not."""
    done = run.behind_pipe("Weather", "", "2", "3", GRAMMAR, "", "", "", "")
    assert done.returncode == 0, done.stderr
    assert run.answers() == ANSWERS


@forks
@pseudo_terminal
@pytest.mark.parametrize(("key", "deep"), [(CTRL_C, True), (CTRL_D, False)])
def test_leaving_in_a_terminal_leaves_nothing(run: Run, key: str, deep: bool) -> None:
    """Ctrl-C: no folder, no traceback, "Aborted!" and exit code 1. Ctrl-D at an empty line, too."""
    child = run.in_terminal()
    answer(child, "[1/9]", ENTER)
    if deep:
        for count in ("[2/9]", "[3/9]", "[4/9]"):
            answer(child, count, ENTER)
        answer(child, "[5/9]", DESCRIBE)
        answer(child, "Method:", GET)
        answer(child, "Path", key)
    else:
        answer(child, "[2/9]", CLEAR, key)
    screen = finish(child)
    assert "Aborted!" in screen
    assert "Traceback" not in screen
    assert child.exitstatus == 1
    assert not list(run.out.iterdir())


@forks
@pseudo_terminal
def test_no_input_opens_no_prompt(run: Run) -> None:
    """`--no-input`, with or without `k=v`, asks nothing in a terminal."""
    child = run.in_terminal("--no-input", "name=Weather", f"endpoints={GRAMMAR}")
    assert "/9]" not in finish(child)
    assert child.exitstatus == 0
    assert run.answers() == {**ANSWERS, "auth": "none", "framework": "fastapi"}


@forks
@pseudo_terminal
def test_replay_opens_no_prompt(run: Run) -> None:
    """`--replay` asks nothing in a terminal."""
    finish(run.in_terminal("--no-input", "name=Weather"))
    before = run.answers()
    shutil.rmtree(run.out / "weather")
    child = run.in_terminal("--replay")
    assert "/9]" not in finish(child)
    assert child.exitstatus == 0
    assert run.answers() == before


@forks
@pseudo_terminal
def test_given_values_are_the_defaults_in_a_terminal(run: Run, tmp_path: Path) -> None:
    """`k=v` and a user's configuration change what Enter takes, and ask nothing more."""
    config = tmp_path / "config.yaml"
    config.write_text("default_context:\n  framework: flask\n  email: me@example.com\n")
    child = run.in_terminal("--config-file", str(config), "name=Weather", f"endpoints={GRAMMAR}")
    for number in range(1, 10):
        answer(child, f"[{number}/9]", ENTER)
    finish(child)
    assert child.exitstatus == 0
    given = {"auth": "none", "framework": "flask", "email": "me@example.com"}
    assert run.answers() == {**ANSWERS, **given}
