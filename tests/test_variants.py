"""Every plugin that the questions can give passes its own checks as it was written.

Each combination of choices is written and linted. What is the same in all frameworks is held to be the
same, so one framework runs its tests; each framework runs the tests of what differs. Of the examples,
one is written in each combination, and the others once for each auth type.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import AUTHS, DEFAULT_EXAMPLE, EXAMPLES, FRAMEWORKS, TEMPLATE, Bake
from running import run_tests
from variants import COMBINATIONS, EXTENDED, OTHERS, VARIANTS, WHOLE, Variant, modules

from plugin_template.answers import examples
from plugin_template.endpoints.naming import function_name

# What each framework has of its own, and the tests of it.
OWN_MODULES = {"app.py", "runtime/framework.py"}
OWN_TESTS = ["tests/test_operations.py", "tests/test_documents.py"]
# Packages are built from files, and a start is a process, which each framework has in its whole suite.
WITHOUT_FRAMEWORK = {"tests/mcp/test_mcp_packages.py", "tests/mcp/test_mcp_start.py"}
# The example in each framework with each auth type.
DIFFERENT = [each for each in COMBINATIONS if each.mcp and each.endpoints == DEFAULT_EXAMPLE]
DIFFERENT = [each for each in DIFFERENT if each not in WHOLE]
# What the grammar has beside it, in each framework once: how a framework takes a value does not depend
# on who sends it. The auth types take turns from the second on; the first is the one without MCP below.
DIFFERENT += [
    Variant(framework, AUTHS[(index + 1) % len(AUTHS)], "grammar", True)
    for index, framework in enumerate(FRAMEWORKS)
]

EXAMPLE_FOLDER = TEMPLATE / "templates/examples"

# The template's files, and those in runtime/ and tests/ that are a part which can be left out.
_SOURCE = TEMPLATE / "{{cookiecutter.slug}}"
SOURCES = [
    file.relative_to(_SOURCE).as_posix()
    for file in _SOURCE.rglob("*")
    if file.is_file() and "__pycache__" not in file.parts
]
PART = re.compile(r"(?:^|/)(?:runtime|tests)/(\w+)(?:\.py$|/)")

every_variant = pytest.mark.parametrize("variant", VARIANTS, ids=str)
every_combination = pytest.mark.parametrize("variant", COMBINATIONS, ids=str)


@pytest.mark.parametrize("variant", WHOLE, ids=str)
def test_the_plugins_tests_pass(bake_once: Bake, variant: Variant) -> None:
    """Green on day one, for each auth type."""
    run_tests(variant.bake(bake_once).path)


@pytest.mark.parametrize("variant", DIFFERENT, ids=str)
def test_the_tests_of_what_differs_pass(bake_once: Bake, variant: Variant) -> None:
    """Routes, documents, tools and the example do the same in each framework with each auth type."""
    plugin = variant.bake(bake_once)
    example = f"tests/test_{variant.endpoints}"
    asked = [file for file in plugin.files if file.startswith(("tests/mcp/test_", example))]
    own = [file for file in asked if file not in WITHOUT_FRAMEWORK]
    run_tests(plugin.path, *OWN_TESTS, *own)


def test_each_framework_and_each_auth_type_has_a_whole_suite() -> None:
    """So the others need run the tests of what differs alone."""
    assert {each.framework for each in WHOLE} == {*FRAMEWORKS}
    assert {each.auth for each in WHOLE} == {*AUTHS}


@pytest.mark.parametrize("example", OTHERS)
def test_the_tests_of_the_other_examples_pass(bake_once: Bake, example: str) -> None:
    """Once over MCP too, and over HTTP in each framework."""
    first, *others = OTHERS[example][: len(FRAMEWORKS)]
    tests = f"tests/test_{example}.py"
    run_tests(first.bake(bake_once).path, *OWN_TESTS, tests, f"tests/mcp/test_{example}_mcp.py")
    for each in others:
        run_tests(each.bake(bake_once).path, tests)


def test_the_tests_pass_without_mcp(bake_once: Bake) -> None:
    """Nothing needs the parts of MCP where they were not chosen; asgi.py alone knows of them."""
    run_tests(Variant(FRAMEWORKS[-1], "none", "grammar", False).bake(bake_once).path, *OWN_TESTS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_tests_of_an_extended_example_pass(bake_once: Bake, example: str) -> None:
    """`todo; GET …` gives the example, and a stub for each endpoint of one's own beside it."""
    plugin = bake_once(endpoints=EXTENDED.format(example=example), auth="user_http")
    code = plugin.read(f"src/{plugin.package}/operations.py")
    (stub,) = (line for line in code.splitlines() if line.startswith("def get_forecast_by_day("))
    known, _ = examples.read(example)
    functions = [f"\ndef {function_name(each.operation_id)}(" for each in known]
    assert max(map(code.index, functions)) < code.index(stub)
    plugin.run("ruff", "check", "--no-cache")
    plugin.run("ruff", "format", "--check", "--no-cache")
    run_tests(plugin.path, *OWN_TESTS)


@every_combination
def test_frameworks_differ_in_their_own_modules_alone(bake_once: Bake, variant: Variant) -> None:
    """All other modules, and all tests, are the same bytes, so one framework's tests are enough.

    And its own modules are the same whatever else is chosen.
    """
    here = modules(variant.bake(bake_once))
    there = modules(replace(variant, framework=FRAMEWORKS[0]).bake(bake_once))
    assert set(here) == set(there)
    assert {file for file in here if here[file] != there[file]} <= OWN_MODULES
    alone = modules(Variant(variant.framework, AUTHS[0], DEFAULT_EXAMPLE, True).bake(bake_once))
    assert {file for file in OWN_MODULES if here[file] != alone[file]} == set()


@every_combination
def test_mcp_is_a_part_by_itself(bake_once: Bake, variant: Variant) -> None:
    """With MCP there are more files, and only asgi.py is another, where the parts are put together."""
    without = modules(replace(variant, mcp=False).bake(bake_once))
    with_it = modules(replace(variant, mcp=True).bake(bake_once))
    assert {file for file in without if without[file] != with_it[file]} == {"asgi.py"}


def test_the_code_of_every_plugin_is_clean(bake_once: Bake) -> None:
    """ruff finds nothing to mend or to lay out; test_types.py asks mypy."""
    plugins = [each.bake(bake_once) for each in VARIANTS]
    extended = EXTENDED.format(example=DEFAULT_EXAMPLE)
    plugins.append(bake_once(endpoints=extended, auth="user_http"))
    folders = [str(plugin.path) for plugin in plugins]
    plugins[0].run("ruff", "check", "--no-cache", *folders)
    plugins[0].run("ruff", "format", "--check", "--no-cache", *folders)


@every_variant
def test_the_tests_of_a_plugin_are_those_of_its_auth_type(
    bake_once: Bake, variant: Variant
) -> None:
    """Whatever else is chosen, a test file is one that was typed and run with its auth type.

    Those of an example are the same bytes with each auth type.
    """
    (whole,) = (each for each in WHOLE if each.auth == variant.auth)
    known = {*modules(whole.bake(bake_once)).items()}
    if variant.endpoints in OTHERS:
        known |= {*modules(OTHERS[variant.endpoints][0].bake(bake_once)).items()}
    tests = {
        (file, text) for file, text in modules(variant.bake(bake_once)).items() if "tests/" in file
    }
    assert tests <= known


@every_variant
def test_nothing_of_the_template_is_left(bake_once: Bake, variant: Variant) -> None:
    """No mark of a template is in a file, but where it was in an answer."""
    plugin = variant.bake(bake_once)
    for file in plugin.files:
        if file.endswith((".png", ".yml")) and file != "openapi.yaml":
            continue
        text = plugin.read(file).replace("{{ 7 * 7 }}", "")
        for mark in ("{{ ", "{%", "{#", "cookiecutter"):
            assert mark not in text, file
    assert "{%" not in plugin.read(".github/workflows/ci.yml")


@every_variant
def test_every_path_is_legal_on_windows(bake_once: Bake, variant: Variant) -> None:
    """The plugin can be checked out anywhere: no reserved characters, short paths."""
    for file in variant.bake(bake_once).files:
        assert not set('|":?*<>\\') & set(file)
        assert len(file) < 100
        assert not any(part.endswith((".", " ")) for part in file.split("/"))


@every_variant
def test_the_files_are_those_of_the_choices(bake_once: Bake, variant: Variant) -> None:
    """A choice brings its own files and no other's."""
    plugin = variant.bake(bake_once)
    example = EXAMPLE_FOLDER / variant.endpoints
    added = [file for file in (example / "files").rglob("*") if file.is_file()]
    has_database = variant.auth in ("user_http", "oauth") or "SQLAlchemy" in _text(
        example / "requirements.txt"
    )
    chosen = {
        "{% if cookiecutter.mcp %}": variant.mcp,
        "{% if cookiecutter.__database %}": has_database,
        "{% if cookiecutter.__example %}": variant.endpoints in EXAMPLES,
        "{% if cookiecutter.__upstream %}": False,
        "{% if cookiecutter.mcp or cookiecutter.__upstream %}": variant.mcp,
    }
    expected = {
        file.relative_to(example / "files")
        .as_posix()
        .replace("{{cookiecutter.__package}}", plugin.package)
        for file in added
    }
    for name in SOURCES:
        part = PART.search(name)
        if part and part[1] in AUTHS and part[1] != variant.auth:
            continue
        if part and part[1] == "mcp" and not variant.mcp:
            continue
        if part and part[1] in ("migrations", "pool") and not has_database:
            continue
        if part and part[1] == "upstream":
            continue
        if all(chosen[condition] for condition in re.findall(r"{% if [^}]*}", name)):
            expected.add(
                re.sub(r"{%.*?%}", "", name)
                .replace("{{cookiecutter.__package}}", plugin.package)
                .replace("{{cookiecutter.slug}}", variant.slug)
                .replace("{{ cookiecutter.__example }}", variant.endpoints)
            )
    assert set(plugin.files) == expected


@every_variant
def test_without_mcp_nothing_speaks_of_it(bake_once: Bake, variant: Variant) -> None:
    """With the answer no there is no dependency, no setting and no section of it."""
    plugin = variant.bake(bake_once)
    named = [
        file
        for file in plugin.files
        if not file.endswith(".png")
        # The same in every plugin, whatever is chosen: `check URL` looks at other plugins too.
        and not re.search(
            "runtime/(check|live|oauth|packages|pages|telemetry)/|tests/(oauth/|test_pages)", file
        )
        and file != "docs/live.md"
        # The documentation names FastMCP among the programs that load openapi.yaml.
        and (
            "/mcp" in plugin.read(file)
            or (not file.endswith(".md") and "fastmcp" in plugin.read(file))
        )
    ]
    assert bool(named) == variant.mcp, named


@every_variant
def test_each_requirement_is_there_once(bake_once: Bake, variant: Variant) -> None:
    """A package is required with one range of versions, and the list is in order."""
    document = tomllib.loads(variant.bake(bake_once).read("pyproject.toml"))
    for required in (document["project"]["dependencies"], document["dependency-groups"]["dev"]):
        names = [re.split(r"[\[<>=~]", each)[0].casefold() for each in required]
        assert names == sorted(set(names))
        assert all(">=" in each and ",<" in each for each in required)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
