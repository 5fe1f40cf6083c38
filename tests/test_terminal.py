"""The questions in a real terminal, behind a pipe, and without questionary."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from conftest import TEMPLATE
from keyboard import CLEAR, CTRL_C, CTRL_D, DOWN, EMPTY, ENTER, ESC, SPACE, UP

from plugin_template.answers import examples

QUESTIONS = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
PROMPTS = QUESTIONS["__prompts__"]
BUILD = DOWN * len(examples.names()) + ENTER
DOCUMENT = DOWN + BUILD
REVIEW = "Review your answers:"

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
        TEMPLATE / "plugin_template",
        folder / "plugin_template",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copytree(TEMPLATE / "templates", folder / "templates")
    shutil.copy(TEMPLATE / "cookiecutter.json", folder)
    plugin = folder / "{{cookiecutter.slug}}"
    plugin.mkdir()
    # The template reads documents with the check's reader.
    check = Path("src", "{{cookiecutter.__package}}", "runtime", "check")
    shutil.copytree(
        TEMPLATE / plugin.name / check,
        plugin / check,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
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
            **{k: v for k, v in os.environ.items() if not k.startswith(("COOKIECUTTER", "UV"))},
            **{"HOME": str(home), "USERPROFILE": str(home), "TERM": "xterm-256color"},
            **{"PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONIOENCODING": "utf-8"},
        }

    def command(self, *arguments: str, questionary: bool = True) -> list[str]:
        program = ["-m", "cookiecutter"] if questionary else ["-c", NO_QUESTIONARY]
        return [sys.executable, *program, str(self.template), "-o", str(self.out), *arguments]

    def in_terminal(
        self,
        *arguments: str,
        questionary: bool = True,
        columns: int = 500,
        folder: Path | None = None,
    ) -> Any:
        return self.spawn(self.command(*arguments, questionary=questionary)[1:], columns, folder)

    def spawn(self, arguments: list[str], columns: int = 1000, folder: Path | None = None) -> Any:
        child = pexpect.spawn(
            sys.executable,
            arguments,
            env=self.env,
            cwd=folder,
            dimensions=(40, columns),
            timeout=20,
            encoding="utf-8",
        )
        child.logfile_read = io.StringIO()
        child.delaybeforesend = None  # Nothing is sent before its question is there.
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
    """A person answers every question, makes mistakes, corrects them, and gets what was answered."""
    child = run.in_terminal()
    answer(child, "Name:", CLEAR, "A name of more than 20 characters")
    answer(child, "This is 33 characters, at most 20 are allowed", CLEAR, "Weather", ENTER)
    answer(child, "[2/9]", ENTER)
    answer(child, "[3/9]", DOWN, ENTER)
    answer(child, "[4/9]", UP, ENTER)
    answer(child, "Endpoints:", BUILD)
    answer(child, "Method:", ENTER)
    answer(child, "Path:", "/docs")
    answer(child, "Expected another path, the plugin serves /docs itself", CLEAR)
    child.send(f"/now/{{city}}{ENTER}")
    answer(child, "Type of city", ENTER)
    answer(child, "Description of city", ENTER)
    answer(child, "Query parameter (Enter for none):", EMPTY)
    answer(child, "Response field (Enter for none):", "the sky")
    answer(child, "Use letters, digits, '_' and '-', a letter first", CLEAR, "sky", ENTER)
    answer(child, "Type of sky", ENTER)
    answer(child, "Is sky required?", ENTER)
    answer(child, "Description of sky", "What it looks like.", ENTER)
    answer(child, "Next response field (Enter to continue):", EMPTY)
    answer(child, "Summary", "Get the weather", ENTER)
    answer(child, "operationId", CLEAR, "get now")
    answer(child, "Use letters, digits and '_', a letter first", CLEAR, "getNow", ENTER)
    child.expect_exact(GRAMMAR)
    answer(child, "keep it", ENTER)
    answer(child, "finish with 1 endpoint", DOWN, ENTER)
    answer(child, "Method:", ENTER)
    answer(child, "Path", "/now/{place}")
    answer(child, "Expected another route, GET /now/{} is getNow's", ESC)
    answer(child, "Method:", ESC)
    answer(child, "finish with 1 endpoint", ENTER)
    for count in ("[6/9]", "[7/9]", "[8/9]", "[9/9]"):
        answer(child, count, ENTER)
    answer(child, REVIEW, ENTER)
    assert "Traceback" not in finish(child)
    assert child.exitstatus == 0
    assert run.answers() == ANSWERS


@forks
@pseudo_terminal
def test_operations_are_chosen_from_a_long_document(run: Run, tmp_path: Path) -> None:
    """Tab completes the path; the list scrolls, with what is wrong below it, and Esc goes back."""
    (tmp_path / "mine.json").write_text(json.dumps(_of_many_operations()), encoding="utf-8")
    child = run.in_terminal("name=Weather", columns=60, folder=tmp_path)
    for count in ("[1/9]", "[2/9]", "[3/9]", "[4/9]"):
        answer(child, count, ENTER)
    answer(child, "[5/9]", DOCUMENT)
    answer(child, "Path:", "https://api.example.com/api.json", ENTER)
    for line in ("curl -L -o api.json", "'https://api.example.com/api.json'`,"):
        child.expect_exact(line)
    child.send(f"{CLEAR}min\t")
    answer(child, "mine.json", ENTER)
    answer(child, "getThing0   GET    /things/0", ESC)
    answer(child, "Path:", ENTER)
    answer(child, "Operations:", ENTER)
    answer(child, "Tick at least one with the space bar", "a")
    answer(child, "50 operations are ticked: models work best", ENTER)
    answer(child, "50 operations are ticked, at most 30 are allowed", "a", UP, SPACE, ENTER)
    for count in ("[6/9]", "[7/9]", "[8/9]", "[9/9]"):
        answer(child, count, ENTER)
    answer(child, "Endpoints: mine.json: 1 (getThing49)", ENTER)
    assert "Traceback" not in finish(child)
    assert run.answers()["endpoints"].startswith("mine.json#getThing49 zlib:")


def _of_many_operations() -> dict[str, Any]:
    paths = {
        f"/things/{n}": {
            "get": {
                "operationId": f"getThing{n}",
                "summary": f"Get thing {n}, about which there is more to say than fits on a line",
                "tags": [f"Tens {n // 10}"],
                "responses": {"200": {"description": "OK"}},
            }
        }
        for n in range(50)
    }
    info = {"title": "Things", "version": "1"}
    servers = [{"url": "https://api.example.com"}]
    return {"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}


@forks
@pseudo_terminal
def test_esc_and_ctrl_o_lose_nothing(run: Run) -> None:
    """A real Esc key, at a choice and at yes or no: the answers are those that were shown."""
    child = run.in_terminal("name=Weather", f"endpoints={GRAMMAR}", "framework=flask")
    answer(child, "[1/9]", ESC, ENTER)
    answer(child, "[2/9]", ENTER)
    answer(child, "[3/9]", ESC, "\x0f", DOWN, ENTER)
    for count in ("[4/9]", "[5/9]", "[6/9]", "[7/9]", "[8/9]", "[9/9]"):
        answer(child, count, ESC, "\x0f", ENTER)
    answer(child, REVIEW, ESC, "\x0f", ENTER)
    finish(child)
    assert run.answers() == ANSWERS


@forks
@pseudo_terminal
def test_an_answer_can_be_changed_at_the_end(run: Run) -> None:
    """The review changes what is written; the slug and the description follow the name."""
    child = run.in_terminal(f"endpoints={GRAMMAR}", "framework=flask", "auth=service_http")
    for number in range(1, 10):
        answer(child, f"[{number}/9]", ENTER)
    answer(child, REVIEW, DOWN, ENTER)
    answer(child, "Shown to people", CLEAR, "Weather", ENTER)
    answer(child, "Slug: weather", ENTER)
    finish(child)
    assert run.answers() == ANSWERS


@forks
@pseudo_terminal
def test_a_message_is_whole_in_a_narrow_terminal(run: Run) -> None:
    """Nothing is cut at the edge: it is broken between words."""
    child = run.in_terminal(columns=60)
    answer(child, "Name:", "12345678901234")
    for line in ("This is 23 characters, at most 20 are allowed", "(name_for_human)"):
        child.expect_exact(line)
    answer(child, "", CLEAR, "Weather", ENTER)
    answer(child, "Slug:", CLEAR, "json")
    for line in ("This is a module of Python's standard library: choose", "another name for the"):
        child.expect_exact(line)


@forks
@pseudo_terminal
def test_a_folder_that_exists_is_reported_at_the_slug(run: Run) -> None:
    """And not after the last question, with all answers lost."""
    (run.out / "weather").mkdir()
    child = run.in_terminal("name=Weather")
    answer(child, "[1/9]", ENTER)
    answer(child, "[2/9]", ENTER)
    answer(child, "already exists", "-2", ENTER)
    child.expect_exact("[3/9]")


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
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_at_the_first_question_leaves_nothing(run: Run, key: str) -> None:
    """No folder, no traceback, "Aborted!" and exit code 1."""
    child = run.in_terminal()
    answer(child, "[1/9]", CLEAR, key)
    screen = finish(child)
    assert "Aborted!" in screen
    assert "Traceback" not in screen
    assert child.exitstatus == 1
    assert not list(run.out.iterdir())


@forks
@pseudo_terminal
def test_the_command_after_ctrl_c_continues(run: Run) -> None:
    """What was answered is proposed again, endpoints that were finished among it."""
    child = run.in_terminal("auth=service_http")
    answer(child, "[1/9]", CLEAR, "Weather", ENTER)
    for count in ("[2/9]", "[3/9]"):
        answer(child, count, ENTER)
    answer(child, "[4/9]", UP, ENTER)
    answer(child, "[5/9]", BUILD)
    answer(child, "Method:", ENTER)
    answer(child, "Path:", "/now", ENTER)
    for question in ("Query", "Response", "Summary", "operationId", "keep it"):
        answer(child, question, ENTER)
    answer(child, "finish with 1 endpoint", DOWN, ENTER)
    answer(child, "Method:", CTRL_C)
    screen = finish(child)
    assert child.exitstatus == 1
    assert "Traceback" not in screen
    assert not list(run.out.iterdir())

    (line,) = (line for line in screen.splitlines() if "--config-file" in line)
    program, *arguments = shlex.split(line)
    assert program == "cookiecutter"
    child = run.spawn(["-m", program, *arguments])
    for number in range(1, 10):
        answer(child, f"[{number}/9]", ENTER)
    answer(child, REVIEW, ENTER)
    finish(child)
    assert run.answers() == {**ANSWERS, "endpoints": "getNow: GET /now"}


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
    answer(child, REVIEW, ENTER)
    finish(child)
    assert child.exitstatus == 0
    given = {"auth": "none", "framework": "flask", "email": "me@example.com"}
    assert run.answers() == {**ANSWERS, **given}
