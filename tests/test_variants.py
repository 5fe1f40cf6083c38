"""Every plugin that the questions can give passes its own checks as it was written.

Each combination of choices is written, linted and type-checked. What is the same in all frameworks is
held to be the same, so one framework runs its tests; each framework runs the tests of what differs.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, replace

import pytest
from conftest import AUTHS, EXAMPLES, FRAMEWORKS, GRAMMAR, TEMPLATE, Bake, Plugin
from running import run_tests

SETS = {name: name for name in EXAMPLES} | {"grammar": GRAMMAR}
EXTENDED = "todo; GET /forecast/{day:date} -> at:date-time"

# What each framework has of its own, and the tests of it.
OWN_MODULES = {"app.py", "runtime/framework.py"}
OWN_TESTS = ["tests/test_operations.py", "tests/test_documents.py"]


@dataclass(frozen=True)
class Variant:
    """A combination of choices."""

    framework: str
    auth: str
    endpoints: str
    mcp: bool

    def __str__(self) -> str:
        return "-".join([self.framework, self.auth, self.endpoints, *([] if self.mcp else ["off"])])

    @property
    def slug(self) -> str:
        return str(self).replace("_", "-")

    def bake(self, bake_once: Bake) -> Plugin:
        return bake_once(
            slug=self.slug,
            framework=self.framework,
            auth=self.auth,
            endpoints=SETS[self.endpoints],
            mcp=self.mcp,
        )


VARIANTS = [
    Variant(framework, auth, endpoints, mcp)
    for framework in FRAMEWORKS
    for auth in AUTHS
    for endpoints in SETS
    for mcp in (True, False)
]
# One of each auth type, with each framework in turn, and with all that there is to test.
WHOLE = [
    Variant(FRAMEWORKS[index % len(FRAMEWORKS)], auth, EXAMPLES[0], True)
    for index, auth in enumerate(AUTHS)
]

# The template's files, and those in runtime/ and tests/ that are a part which can be left out.
_SOURCE = TEMPLATE / "{{cookiecutter.slug}}"
SOURCES = [
    file.relative_to(_SOURCE).as_posix()
    for file in _SOURCE.rglob("*")
    if file.is_file() and "__pycache__" not in file.parts
]
PART = re.compile(r"(?:^|/)(?:runtime|tests)/(\w+)(?:\.py$|/)")

every_variant = pytest.mark.parametrize("variant", VARIANTS, ids=str)


@pytest.mark.parametrize("variant", WHOLE, ids=str)
def test_the_plugins_tests_pass(bake_once: Bake, variant: Variant) -> None:
    """Green on day one, for each auth type."""
    run_tests(variant.bake(bake_once).path)


@pytest.mark.parametrize(
    "variant", [each for each in VARIANTS if each.mcp and each not in WHOLE], ids=str
)
def test_the_tests_of_what_differs_pass(bake_once: Bake, variant: Variant) -> None:
    """Routes, documents, tools and the example do the same in each framework with each auth type."""
    plugin = variant.bake(bake_once)
    own = [file for file in plugin.files if file.startswith(("tests/mcp/test_", "tests/test_todo"))]
    run_tests(plugin.path, *OWN_TESTS, *own)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_tests_pass_without_mcp(bake_once: Bake, framework: str) -> None:
    """Nothing needs the parts of MCP where they were not chosen."""
    run_tests(Variant(framework, "none", "grammar", False).bake(bake_once).path, *OWN_TESTS)


def test_the_tests_of_an_extended_example_pass(bake_once: Bake) -> None:
    """`todo; GET …` gives the example, and a stub for each endpoint of one's own beside it."""
    plugin = bake_once(endpoints=EXTENDED, auth="user_http")
    code = plugin.read(f"src/{plugin.package}/operations.py")
    assert code.index("def delete_todo(") < code.index("def get_forecast_by_day(")
    run_tests(plugin.path, *OWN_TESTS, "tests/test_todo.py")


@every_variant
def test_frameworks_differ_in_their_own_modules_alone(bake_once: Bake, variant: Variant) -> None:
    """All other modules, and all tests, are the same bytes, so one framework's tests are enough."""
    here = _code(variant.bake(bake_once))
    there = _code(replace(variant, framework=FRAMEWORKS[0]).bake(bake_once))
    assert set(here) == set(there)
    assert {file for file in here if here[file] != there[file]} <= OWN_MODULES


@every_variant
def test_mcp_is_a_part_by_itself(bake_once: Bake, variant: Variant) -> None:
    """With MCP there are more files, and only asgi.py is another, where the parts are put together."""
    without = _code(replace(variant, mcp=False).bake(bake_once))
    with_it = _code(replace(variant, mcp=True).bake(bake_once))
    assert {file for file in without if without[file] != with_it[file]} == {"asgi.py"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_code_of_every_plugin_is_clean(
    bake_once: Bake, framework: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """ruff finds nothing to mend or to lay out, and mypy nothing to doubt."""
    plugins = [each.bake(bake_once) for each in VARIANTS if each.framework == framework]
    plugins.append(bake_once(slug=f"x-{framework}", framework=framework, endpoints=EXTENDED))
    first, folders = plugins[0], [str(plugin.path) for plugin in plugins]
    first.run("ruff", "check", "--no-cache", *folders)
    first.run("ruff", "format", "--check", "--no-cache", *folders)
    sources = [f"{folder}/src" for folder in folders]
    cache = ["--cache-dir", str(tmp_path_factory.getbasetemp() / "mypy")]
    first.run("mypy", *cache, *sources, MYPYPATH=os.pathsep.join(sources))


@pytest.mark.parametrize("variant", WHOLE, ids=str)
def test_the_tests_of_plugins_are_typed(
    bake_once: Bake, variant: Variant, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """mypy finds nothing in what is tested and in its tests, for each auth type."""
    cache = tmp_path_factory.getbasetemp() / "mypy"
    variant.bake(bake_once).run("mypy", "--cache-dir", str(cache))


@every_variant
def test_the_tests_of_a_plugin_are_those_of_its_auth_type(
    bake_once: Bake, variant: Variant
) -> None:
    """Whatever else is chosen, a test file is the one that was typed and run with its auth type."""
    (whole,) = (each for each in WHOLE if each.auth == variant.auth)
    known = _code(whole.bake(bake_once))
    tests = {
        file: text for file, text in _code(variant.bake(bake_once)).items() if "tests/" in file
    }
    assert tests.items() <= known.items()


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
    has_database = variant.auth in ("user_http", "oauth") or variant.endpoints == "todo"
    chosen = {
        "{% if cookiecutter.mcp %}": variant.mcp,
        "{% if cookiecutter.__database %}": has_database,
        "{% if cookiecutter.__example %}": variant.endpoints in EXAMPLES,
        "{% if cookiecutter.__upstream %}": False,
        "{% if cookiecutter.mcp or cookiecutter.__upstream %}": variant.mcp,
    }
    expected = set()
    for name in SOURCES:
        part = PART.search(name)
        if part and part[1] in AUTHS and part[1] != variant.auth:
            continue
        if part and part[1] == "mcp" and not variant.mcp:
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
        # The same bytes in every plugin, whatever is chosen.
        and not re.search(
            "runtime/(check|live|oauth|packages|pages)/|tests/(oauth/|test_pages)", file
        )
        # `check` looks for it in the plugin at any address.
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


def _code(plugin: Plugin) -> dict[str, str]:
    """Read the modules and test files of a plugin, with the same name in each."""
    return {
        file.removeprefix(f"src/{plugin.package}/"): plugin.read(file)
        .replace(plugin.package, "package")
        .replace(plugin.path.name, "slug")
        for file in plugin.files
        if file.endswith(".py")
    }
