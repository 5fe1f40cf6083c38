"""Whatever answers are accepted, what is written of them is right."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from conftest import AUTHS, FRAMEWORKS, GRAMMAR, TEMPLATE, Bake, Plugin
from cookiecutter.main import cookiecutter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from strategies import endpoints, lines

from plugin_template.endpoints import format as format_endpoints
from plugin_template.endpoints.naming import function_name

slugs = st.from_regex(r"[a-z][a-z0-9]{2,12}(-[a-z0-9]{1,12}){1,3}", fullmatch=True)
answers = st.fixed_dictionaries(
    {
        "name": lines(20, 1),
        "slug": slugs.filter(lambda slug: len(slug) <= 50),
        "auth": st.sampled_from(AUTHS),
        "framework": st.sampled_from(FRAMEWORKS),
        "endpoints": st.just("todo") | endpoints.map(format_endpoints),
        "description": lines(120, 1),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers)
def test_accepted_answers_give_a_right_plugin(
    tmp_path_factory: pytest.TempPathFactory, given_answers: dict[str, Any]
) -> None:
    """The manifest and the API are valid, and the code compiles and is laid out as ruff does it."""
    out = tmp_path_factory.mktemp("property")
    config = out / "config.yaml"
    config.write_text(f"replay_dir: '{out}'\ncookiecutters_dir: '{out}'\n", encoding="utf-8")
    # The hook runs check and fails on an error.
    path = cookiecutter(
        str(TEMPLATE),
        no_input=True,
        extra_context=given_answers,
        output_dir=str(out),
        config_file=str(config),
    )
    plugin = Plugin(Path(path))
    assert plugin.manifest["name_for_human"] == given_answers["name"]
    assert plugin.manifest["description_for_human"] == given_answers["description"]
    validate(plugin.spec)
    for file in plugin.files:
        if file.endswith(".py"):
            ast.parse(plugin.read(file))
    plugin.run("ruff", "check", "--no-cache")
    plugin.run("ruff", "format", "--check", "--no-cache")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_no_operation_hides_a_name_of_its_module(bake_once: Bake, framework: str) -> None:
    """An operation may be called anything: what app.py and operations.py import stays in reach."""
    plugin = bake_once(framework=framework, auth="user_http", endpoints=GRAMMAR)
    operations = {
        function_name(operation["operationId"])
        for methods in plugin.spec["paths"].values()
        for operation in methods.values()
    }
    for file in ("app.py", "operations.py"):
        for name in _module_names(plugin.read(f"src/{plugin.package}/{file}")) - operations:
            # An operation's function begins in lower case, so it cannot hide a class.
            assert name[0].isupper() or function_name(name) == f"{name}_", file


def _module_names(source: str) -> set[str]:
    """List the names that a module imports or assigns, and the functions that are no operations."""
    names: set[str] = set()
    for node in ast.parse(source).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
    return names
