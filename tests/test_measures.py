"""Measures that are kept, so that the template stays small and literal."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from conftest import AUTHS, EXAMPLES, FRAMEWORKS, GRAMMAR, TEMPLATE, Bake, Plugin

PLUGIN = TEMPLATE / "{{cookiecutter.slug}}"
RUNTIME = PLUGIN / "src/{{cookiecutter.__package}}/runtime"
# Statements, and expressions of more than one line: each is something to think about in a file.
STATEMENT = re.compile(r"{%-? *(?!end|else|elif)\w+")
LONG_EXPRESSION = re.compile(r"{{(?:(?!}}).)*\n(?:(?!}}).)*}}", re.DOTALL)


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def sources(folder: Path) -> list[Path]:
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix not in (".png", ".pyc")
    ]


@pytest.mark.parametrize(
    "hook", sorted((TEMPLATE / "hooks").glob("*.py")), ids=lambda path: path.name
)
def test_a_hook_is_short(hook: Path) -> None:
    """Hooks are glue: what they do stands in modules that are tested."""
    assert lines(hook) <= 25


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_plugin_is_nearly_literal(bake_once: Bake, framework: str) -> None:
    """There are fewer than 2 Jinja blocks for 100 generated lines outside templates/."""
    plugin = bake_once(framework=framework, auth="oauth", endpoints=GRAMMAR)
    generated = sum(
        len(plugin.read(file).splitlines()) for file in plugin.files if not file.endswith(".png")
    )
    texts = [source.read_text(encoding="utf-8") for source in sources(PLUGIN)]
    blocks = sum(
        len(STATEMENT.findall(text)) + len(LONG_EXPRESSION.findall(text)) for text in texts
    )
    assert blocks / generated < 0.02, f"{blocks} blocks in {generated} lines"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_app_py_is_written_by_hand(framework: str) -> None:
    """Each framework's app.py has 25 to 40 lines, as its community writes it, and no Jinja."""
    app = TEMPLATE / "templates/frameworks" / framework / "app.py"
    assert 25 <= lines(app) <= 40
    assert not re.search(r"{[{%#]", app.read_text(encoding="utf-8"))


@pytest.mark.parametrize("auth", AUTHS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_short(bake_once: Bake, auth: str, example: str) -> None:
    """The owner's operations.py, from which people learn, has at most 45 lines with each auth type."""
    plugin = bake_once(auth=auth, endpoints=example)
    assert lines(plugin.path / "src" / plugin.package / "operations.py") <= 45


def test_plumbing_is_copied_as_it_is() -> None:
    """What has no Jinja in runtime/ is not rendered, and what is not rendered has none."""
    entries = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
    listed = {each.removeprefix("*/runtime/") for each in entries["_copy_without_render"]}
    literal = {
        each.name
        for each in RUNTIME.iterdir()
        if each.name != "__pycache__" and not any(map(_is_rendered, [each, *sources(each)]))
    }
    assert listed == literal


def _is_rendered(file: Path) -> bool:
    return file.is_file() and bool(re.search(r"{%|{{ ", file.read_text(encoding="utf-8")))


def test_the_templates_python_names_no_framework() -> None:
    """A framework is one folder of templates/; the only other place is the list of taken slugs."""
    for file in sorted((TEMPLATE / "plugin_template").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if file.name == "rules.py":
            text = re.sub(r'_DEPENDENCIES = """.*?"""', "", text, flags=re.DOTALL)
        named = [name for name in (*FRAMEWORKS, "starlette", "werkzeug") if name in text.casefold()]
        assert not named, file


def test_no_route_is_written_as_text() -> None:
    """Python is typed in templates/: in strings there is the head of an operation, and no more."""
    for file in sorted((TEMPLATE / "plugin_template").rglob("*.py")):
        if file.parts[-2:] == ("code", "layout.py"):
            continue  # Lays out the head of a function, whose arguments are the endpoint's.
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = re.search(
                    r"^ *(@\w+[.(]|(async )?def \w*\(|return [\w.]+\(|(app|router)\.)",
                    node.value,
                    re.MULTILINE,
                )
                assert not found, f"{file.name}, line {node.lineno}"


SHORTEST, LONGEST = "ab", "x1234567-90123456789-12345678901234567890123456789"


@pytest.mark.parametrize("auth", AUTHS)
def test_the_length_of_the_name_moves_no_line(bake: Bake, auth: str) -> None:
    """Code is laid out as ruff does it with the shortest and with the longest name."""
    plugins = [bake(slug=slug, auth=auth, framework="quart") for slug in (SHORTEST, LONGEST)]
    folders = [str(plugin.path) for plugin in plugins]
    plugins[0].run("ruff", "check", "--no-cache", *folders)
    plugins[0].run("ruff", "format", "--check", "--no-cache", *folders)


@pytest.mark.parametrize("endpoints", [*EXAMPLES, GRAMMAR], ids=[*EXAMPLES, "grammar"])
@pytest.mark.parametrize("auth", AUTHS)
def test_the_readme_of_a_plugin_is_short(bake_once: Bake, auth: str, endpoints: str) -> None:
    """A new owner reads how to run, call, edit and test; the rest is in the plugin's docs/."""
    plugin = bake_once(auth=auth, endpoints=endpoints)
    assert len(plugin.read("README.md").splitlines()) <= 100


def test_only_the_answers_decide(bake: Bake) -> None:
    """The same answers give the same files, byte for byte."""
    one, two = (bake(endpoints=GRAMMAR, name="Same").path for _ in range(2))
    files = sorted(file.relative_to(one) for file in one.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(two) for file in two.rglob("*") if file.is_file())
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)


@pytest.mark.parametrize("command", ["ruff check --no-cache", "ruff format --check --no-cache"])
def test_the_template_keeps_the_rules_of_its_plugins(command: str) -> None:
    """The template's own code passes the checks that every plugin's code passes; test_types.py asks mypy."""
    Plugin(TEMPLATE).run(*command.split())


def test_no_lock_file_and_no_registry_is_committed() -> None:
    """A lock or a registry's host name would tie users to one place and time."""
    hosts = re.compile("py" + r"pi\.org|python" + r"hosted|registry\.npm" + "js")
    for file in TEMPLATE.rglob("*"):
        inside = file.relative_to(TEMPLATE).parts
        if not file.is_file() or any(part.startswith(".venv") or part == ".git" for part in inside):
            continue
        if file.suffix in (".py", ".toml", ".md", ".yml", ".yaml", ".json", ".html"):
            assert not hosts.search(file.read_text(encoding="utf-8", errors="replace")), file
