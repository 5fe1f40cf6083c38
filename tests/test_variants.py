"""Every plugin that the questions can give passes its own checks as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import AUTHS, EXAMPLES, FRAMEWORKS, GRAMMAR, Bake, Plugin

SETS = {name: name for name in EXAMPLES} | {"grammar": GRAMMAR}

EVERY = [
    (framework, auth, name, True) for framework in FRAMEWORKS for auth in AUTHS for name in SETS
]
# Without MCP: each framework, each auth type and each kind of endpoints at least once.
WITHOUT_MCP = [
    (FRAMEWORKS[index % len(FRAMEWORKS)], auth, list(SETS)[index % len(SETS)], False)
    for index, auth in enumerate(AUTHS)
]

pytestmark = pytest.mark.parametrize(
    ("framework", "auth", "endpoints", "mcp"),
    [
        pytest.param(
            framework, auth, SETS[name], mcp, id=f"{framework}-{auth}-{name}{'' if mcp else '-off'}"
        )
        for framework, auth, name, mcp in EVERY + WITHOUT_MCP
    ],
)


@pytest.fixture
def plugin(bake_once: Bake, framework: str, auth: str, endpoints: str, mcp: bool) -> Plugin:
    return bake_once(framework=framework, auth=auth, endpoints=endpoints, mcp=mcp)


def test_the_plugins_tests_pass(plugin: Plugin, tmp_path: Path) -> None:
    """Green on day one, whatever was answered."""
    plugin.run(
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-W",
        "error::DeprecationWarning:tests",
    )


def test_the_plugins_code_is_clean(
    plugin: Plugin, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """ruff finds nothing to mend or to lay out, and mypy nothing to doubt."""
    plugin.run("ruff", "check", "--no-cache")
    plugin.run("ruff", "format", "--check", "--no-cache")
    cache = tmp_path_factory.getbasetemp() / "mypy"
    plugin.run("mypy", "--cache-dir", str(cache))


def test_nothing_of_the_template_is_left(plugin: Plugin, endpoints: str) -> None:
    """No mark of a template is in a file, but where it was in an answer."""
    for file in plugin.files:
        if file.endswith((".png", ".yml")) and file != "openapi.yaml":
            continue
        text = plugin.read(file).replace("{{ 7 * 7 }}", "")
        for mark in ("{{", "{%", "{#", "cookiecutter"):
            assert mark not in text, file
    assert "{%" not in plugin.read(".github/workflows/ci.yml")


def test_every_path_is_legal_on_windows(plugin: Plugin) -> None:
    """The plugin can be checked out anywhere: no reserved characters, short paths."""
    for file in plugin.files:
        assert not set('|":?*<>\\') & set(file)
        assert len(file) < 100
        assert not any(part.endswith((".", " ")) for part in file.split("/"))


def test_the_files_are_those_of_the_choices(
    plugin: Plugin, framework: str, auth: str, endpoints: str, mcp: bool
) -> None:
    """A choice brings its own files and no other's."""
    package = f"src/{plugin.package}"
    expected = {
        *(
            f"{package}/{name}.py"
            for name in ("__init__", "__main__", "app", "asgi", "auth", "base")
        ),
        *(f"{package}/{name}.py" for name in ("check", "cors", "documents", "edge", "errors")),
        *(f"{package}/{name}.py" for name in ("middleware", "models", "operations", "settings")),
        *(f"tests/{name}.py" for name in ("conftest", "test_command", "test_documents")),
        *("tests/test_operations.py", ".well-known/ai-plugin.json", "openapi.yaml", "logo.png"),
        *("legal.html", "pyproject.toml", "README.md", "LICENSE", ".gitignore", ".gitattributes"),
        *(".env.example", "Dockerfile", ".dockerignore", ".devcontainer/devcontainer.json"),
        *(".github/workflows/ci.yml", ".github/dependabot.yml"),
        f"{package}/mount.py",
    }
    if mcp:
        expected |= {f"{package}/mcp_server.py", "tests/test_mcp.py", ".mcp.json"}
        expected |= {".codex-plugin/plugin.json", f"skills/{plugin.path.name}/SKILL.md"}
    if mcp and auth == "oauth":
        expected |= {f"{package}/client_documents.py", f"{package}/discovery.py"}
        expected |= {"tests/test_client_documents.py", "tests/test_discovery.py"}
    if framework != "fastapi":
        expected.add(f"{package}/parsing.py")
    if auth != "none":
        expected.add(f"{package}/bearer.py")
    if auth == "oauth":
        names = "access_tokens dev_login identity oauth oauth_pages oauth_server oauth_store"
        expected |= {f"{package}/{name}.py" for name in names.split()} | {"tests/test_oauth.py"}
    if auth in ("user_http", "oauth") or endpoints == "todo":
        expected.add(f"{package}/database.py")
    expected.add("tests/test_todo.py" if endpoints == "todo" else f"{package}/fields.py")
    assert set(plugin.files) == expected


def test_without_mcp_nothing_speaks_of_it(plugin: Plugin, mcp: bool) -> None:
    """With the answer no there is no dependency, no setting and no section of it."""
    named = [
        file
        for file in plugin.files
        if not file.endswith((".png", "check/__init__.py", "test_check.py"))
        # README.md names FastMCP among the programs that load openapi.yaml.
        and (
            "/mcp" in plugin.read(file) or (file != "README.md" and "fastmcp" in plugin.read(file))
        )
    ]
    assert bool(named) == mcp, named
