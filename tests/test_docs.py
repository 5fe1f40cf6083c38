"""What the documentation says to type works as it is written there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest
import scripted_endpoint
from click.testing import CliRunner
from commands import output_of
from conftest import AUTHS, FRAMEWORKS, TEMPLATE, Bake, Plugin, environment
from cookiecutter.__main__ import main as cookiecutter
from markdown import Block, apply, blocks, sections
from running import call_pytest, outcome, run_script, run_tests
from scripted_endpoint import calls, says
from serving import quickly_served

from plugin_template import endpoints

# Each auth type with another framework, so that every page of a choice is tried.
CHOICES = [(FRAMEWORKS[index % len(FRAMEWORKS)], auth) for index, auth in enumerate(AUTHS)]

needs_a_shell = pytest.mark.skipif(
    os.name == "nt" or not (shutil.which("bash") and shutil.which("curl")),
    reason="the commands are for a shell with curl",
)


PAGES = ["README.md", "docs/endpoints.md"]
ENDPOINT = re.compile(r"^    ((?:\w+: )?(?:GET|POST|PUT|PATCH|DELETE) .*)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_print_what_is_shown(page: str, tmp_path: Path) -> None:
    """Those that make a plugin without questions make it; those that are refused say why."""
    config = tmp_path / "config.yaml"
    config.write_text(f"replay_dir: {tmp_path.as_posix()}/replay\n", encoding="utf-8")
    for block in blocks(_page(page)):
        command, _, shown = block.text.removeprefix("$ ").partition("\n")
        words = shlex.split(command)
        if words[:4] == ["uv", "run", "cookiecutter", "."] and "--no-input" in words:
            arguments = [str(TEMPLATE), *words[4:], "-o", str(tmp_path)]
            arguments += ["--config-file", str(config)]
            result = CliRunner().invoke(cookiecutter, arguments)
            assert result.exit_code == bool(shown), result.output
            assert shown in result.output


@pytest.mark.parametrize("page", PAGES)
def test_the_endpoints_that_are_shown_are_in_the_grammar(page: str) -> None:
    """Whoever copies a line gets no error."""
    shown = ENDPOINT.findall(_page(page))
    assert shown
    for line in shown:
        assert endpoints.parse(line)


def test_the_messages_of_the_grammar_are_those_that_are_shown() -> None:
    """The page on endpoints lists texts with what is said of them."""
    rows = re.findall(r"^\| `(.*)` \| (endpoint .*) \|$", _page("docs/endpoints.md"), re.MULTILINE)
    assert rows
    for text, message in rows:
        with pytest.raises(endpoints.EndpointError) as refused:
            endpoints.parse(text)
        assert refused.value.problems == [message]


def test_an_endpoint_becomes_the_code_that_is_shown(bake: Bake) -> None:
    """The page on endpoints shows the model and the function of its last example."""
    page = _page("docs/endpoints.md")
    plugin = bake(name="Shown", endpoints=ENDPOINT.findall(page)[-1])
    model, function = (block.text for block in blocks(page) if block.language == "python")
    assert model in plugin.read("src/shown/models.py")
    assert function in plugin.read("src/shown/operations.py")


def _page(name: str) -> str:
    return (TEMPLATE / name).read_text(encoding="utf-8")


@pytest.fixture
def plugin(bake: Bake, framework: str, auth: str) -> Plugin:
    """A plugin with the operation that its README.md adds."""
    written = bake(name="Documented", framework=framework, auth=auth, mcp=False)
    for block in blocks(sections(written.read("README.md"))["Edit"]):
        apply(block, written.path)
    return written


@pytest.mark.parametrize(("framework", "auth"), CHOICES)
def test_the_operation_that_the_readme_adds_passes_the_plugins_tests(plugin: Plugin) -> None:
    """Pasted into the two files, the example is green with every auth type."""
    files = ["tests/test_operations.py", "tests/test_documents.py"]
    run_tests(plugin.path, *files, "-k", "greeting or match or rule or valid")
    plugin.run("ruff", "check", "--no-cache")
    plugin.run("ruff", "format", "--check", "--no-cache")


@pytest.mark.parametrize(("framework", "auth"), CHOICES[: len(FRAMEWORKS)])
def test_the_page_on_operations_is_right(plugin: Plugin, tmp_path: Path) -> None:
    """Its example works in its framework, and start-up reports the lines that it shows."""
    page = plugin.read("docs/operations.md")
    shutil.copytree(plugin.path, copy := tmp_path / plugin.path.name)
    operations = copy / "src" / plugin.package / "operations.py"
    code, _ = operations.read_text(encoding="utf-8").split("def get_greeting(")
    (example,) = (each.text for each in blocks(page) if "def get_greeting(" in each.text)
    operations.write_text(code + example, encoding="utf-8")
    printed = run_script(copy, _GREET.format(package=plugin.package))
    answer, problems = json.loads(printed)
    assert answer == {"greeting": "Hello, Zoë! (de)"}
    shown = re.findall(r"^    (operations\.py.*)", page, re.MULTILINE)
    assert len(shown) == 5
    assert set(shown) <= set(problems)


@needs_a_shell
@pytest.mark.parametrize("auth", ["user_http", "oauth"])
def test_the_commands_of_the_readme_call_the_plugin(bake_once: Bake, auth: str) -> None:
    """With the token that `serve` helps to get, the lines of "Call" print what README.md says."""
    plugin = bake_once(auth=auth, mcp=False)
    readme = sections(plugin.read("README.md"))
    (serve, *_) = blocks(readme["Run"])
    with quickly_served(plugin, *serve.text.split()[4:]) as server:
        url, printed = server.url, server.printed
        token = _sign_in(plugin, url, printed) if "start here" in printed else printed.split()[-1]
        (calls, *_) = blocks(readme["Call"])
        second, others = re.findall(r"`({.*?})`", readme["Call"])
        script = calls.text.replace("paste-the-token-here", token)
        assert shell(script, plugin.path, url) == others + second + others


@needs_a_shell
def test_the_workshop_can_be_held(tmp_path: Path) -> None:
    """Its commands and edits, in their order, give what it shows."""
    steps = sections(_page("docs/workshop.md"))
    (tmp_path / "plugin-template").mkdir()
    with Workshop(tmp_path / "plugin-template") as workshop:
        for step, text in steps.items():
            if not step.startswith("Before the class"):  # It fills the cache of uv.
                for block in blocks(text):
                    workshop.do(block)


class Workshop:
    """Somebody who does what the workshop says, with this interpreter in place of `uv run`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = "http://localhost:3333"
        self.token = ""
        self.printed = ""
        self.server = ExitStack()

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.close()

    def do(self, block: Block) -> None:
        """Type commands, compare what they printed, save a file, or edit one."""
        if block.language == "sh":
            lines = [self.type(line) for line in block.text.splitlines()]
            self.printed = "\n".join(filter(None, lines))
        elif block.language == "text":
            shown = block.text.replace("http://localhost:3333", self.url).strip()
            parts = (re.escape(part).replace("…", ".*") for part in shown.split("\n...\n"))
            assert re.search(r"(?s:.*)".join(parts), self.printed), self.printed
        elif saved := re.search(r"save this as `([^`]+)`", block.before):
            code = block.text.replace("paste-the-token-here", self.token)
            code = code.replace("http://localhost:3333", self.url)
            (self.folder / saved[1]).write_text(code, encoding="utf-8")
        else:
            apply(block, self.folder)

    def type(self, line: str) -> str:
        """Run a line: what it printed, even if it failed."""
        words = shlex.split(line.replace("http://localhost:3333", self.url))
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve(strict=True)
        elif words[0] == "export" or words[0].startswith("TOKEN="):
            return ""  # The model is scripted, and the token known since `serve` printed it.
        elif words[:3] == ["uv", "run", "cookiecutter"]:
            given = [word for word in words[4:] if word != "--no-input"]
            # The class does not call it over MCP, which makes each start take twice as long.
            return self.generate("--no-input", *given, "mcp=false")
        elif words[-1] == "serve":
            return self.serve(dict(word.split("=") for word in words if "=" in word))
        elif words[-2:] == [">>", ".env"]:
            with (self.folder / ".env").open("a", encoding="utf-8") as file:
                file.write(self.run(*words[2:-2]) + "\n")
        elif words[:5] == ["uv", "run", "--extra", "chat", "todo-list"]:
            return self.chat(words[4:])
        elif words[:3] == ["uv", "run", "pytest"]:
            options = ("-p", "no:cacheprovider", "-p", "no:xdist")
            files = words[3:] or ["tests/test_operations.py"]
            return outcome(self.folder, call_pytest, *options, *files)[1].strip()
        elif words[:3] == ["uv", "run", "python"]:
            return output_of(self.folder, *words[3:])
        elif words[:2] == ["uv", "run"]:
            return self.run(*words[2:])
        else:
            return shell(f"TOKEN={self.token}\n{line}", self.folder, self.url).strip("\n")
        return ""

    def serve(self, variables: dict[str, str]) -> str:
        self.server.close()
        running = self.server.enter_context(quickly_served(Plugin(self.folder), **variables))
        self.url, self.token = running.url, running.printed.split()[-1]
        return running.printed.strip()

    def chat(self, command: list[str]) -> str:
        """Talk to a model that does what the workshop says of it."""
        with scripted_endpoint.served() as endpoint:
            endpoint.script(calls(("getTodos", {"username": "alice"})), says("Buy milk."))
            return self.run(*command, OPENAI_BASE_URL=endpoint.url)

    def run(self, command: str, *arguments: str, **variables: str) -> str:
        """Run a command of the plugin: what it printed, even if it failed."""
        return output_of(self.folder, command.replace("-", "_"), *arguments, **variables)

    def generate(self, *arguments: str) -> str:
        """Run Cookiecutter: what it printed."""
        with pytest.MonkeyPatch.context() as changed:
            changed.chdir(self.folder)
            result = CliRunner().invoke(cookiecutter, [str(TEMPLATE), *arguments])
        assert result.exit_code == 0, result.output
        return result.output


@needs_a_shell
def test_the_command_of_the_readme_calls_the_first_operation(bake: Bake) -> None:
    """Of a plugin with stubs, whatever the operation requires, README.md calls one."""
    line = "PUT /things/{id:integer}/{day:date}?at:date-time&tags:string[] size:number on:boolean[]"
    plugin = bake(name="Called", endpoints=f"{line} -> ok", mcp=False)
    (call,) = blocks(sections(plugin.read("README.md"))["Call"])
    with quickly_served(plugin) as server:
        assert shell(call.text, plugin.path, server.url) == '{"ok":"example"}'


def _sign_in(plugin: Plugin, url: str, printed: str) -> str:
    """Sign in as docs/authentication.md does without a browser: the access token."""
    start = re.findall(r"start here +(\S+)", printed)[0]
    (script,) = (
        block.text
        for block in blocks(plugin.read("docs/authentication.md"))
        if "paste-the-address-here" in block.text
    )
    *lines, _call = script.replace("paste-the-address-here", start).splitlines()
    return shell("\n".join([*lines, 'printf %s "$TOKEN"']), plugin.path, url)


_GREET = """
import json
import types

import conftest
from credentials import credentials
from support import Client

from {package}.runtime import binding, documents

FUNCTIONS = (
    "def greet() -> None: ...",
    "def get_greeting(who: str, name: str) -> None: ...",
    "def get_greeting() -> None: ...",
    "def get_greeting(who: int) -> None: ...",
)
headers = credentials("alice") | {{"Accept-Language": "de"}}
response = Client(headers).send("GET", "/greetings/Zo%C3%AB")
problems = []
for function in FUNCTIONS:
    module = types.ModuleType("operations")
    exec(function, vars(module))
    problems += binding.match(documents.openapi(), module)[1]
print(json.dumps([response.json(), problems]))
"""


def shell(script: str, folder: Path, url: str) -> str:
    """Run lines of a shell in a folder, for the plugin at another port: what they print."""
    result = subprocess.run(
        ["bash", "-e", "-c", script.replace("http://localhost:3333", url)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
