"""Whatever answers are accepted, what is written of them is right."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from conftest import AUTHS, EXAMPLES, FRAMEWORKS, GRAMMAR, TEMPLATE, Bake, Plugin
from cookiecutter.main import cookiecutter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from running import run
from strategies import endpoints, lines

from plugin_template.answers.rules import problems_of
from plugin_template.endpoints import format as format_endpoints


def _is_accepted(text: str) -> bool:
    return not problems_of("endpoints", text)


def _texts(variable: str, longest: int) -> st.SearchStrategy[str]:
    return lines(longest, 1).filter(lambda text: not problems_of(variable, text))


slugs = st.from_regex(r"[a-z][a-z0-9]{2,12}(-[a-z0-9]{1,12}){1,3}", fullmatch=True)
answers = st.fixed_dictionaries(
    {
        "name": _texts("name", 20),
        "slug": slugs.filter(lambda slug: len(slug) <= 50),
        "auth": st.sampled_from(AUTHS),
        "framework": st.sampled_from(FRAMEWORKS),
        "endpoints": st.just("todo")
        | endpoints.map(format_endpoints)
        | endpoints.map(format_endpoints).map("todo\n{}".format).filter(_is_accepted),
        "description": _texts("description", 120),
    }
)


def test_accepted_answers_give_a_right_plugin(tmp_path: Path) -> None:
    """The documents are valid, and the code is laid out as ruff does it and matches openapi.yaml."""
    plugins: list[Plugin] = []

    # To make a failing example smaller takes minutes here, since each is a whole plugin.
    @settings(
        max_examples=max(25, settings().max_examples // 4),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(answers)
    def write(given_answers: dict[str, Any]) -> None:
        plugins.append(_write(tmp_path / str(len(plugins)), given_answers))

    write()
    # One process for all; the answers are beside a plugin that it names.
    folders = [str(plugin.path) for plugin in plugins]
    plugins[0].run("ruff", "check", "--no-cache", *folders)
    plugins[0].run("ruff", "format", "--check", "--no-cache", *folders)


def _write(out: Path, given_answers: dict[str, Any]) -> Plugin:
    out.mkdir()
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
    run(plugin.path, create_app, plugin.package)
    return plugin


def create_app(package: str) -> None:
    """Create the app of a plugin, which binds each operation to its function."""
    import_module(f"{package}.app").create_app()


@pytest.mark.parametrize("beside", ["", *EXAMPLES])
@pytest.mark.parametrize("auth", ["none", "user_http"])
def test_no_operation_hides_a_name_of_its_module(bake_once: Bake, auth: str, beside: str) -> None:
    """An operation may be called anything: what operations.py imports stays in reach."""
    imported = _imported(bake_once(auth=auth, endpoints=beside or GRAMMAR))
    # Each name that is imported, as the name of an operation.
    described = "\n".join(f"{name}: GET /o/{name}" for name in imported if name[0].islower())
    plugin = bake_once(auth=auth, endpoints=f"{beside}\n{described}" if beside else described)
    assert _imported(plugin) >= imported - {"dt", "models"}
    functions = _functions(plugin)
    assert not functions & _imported(plugin)
    assert len(functions) >= described.count(":")


def _imported(plugin: Plugin) -> set[str]:
    return {
        alias.asname or alias.name
        for node in _operations(plugin).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }


def _functions(plugin: Plugin) -> set[str]:
    return {node.name for node in _operations(plugin).body if isinstance(node, ast.FunctionDef)}


def _operations(plugin: Plugin) -> ast.Module:
    return ast.parse(plugin.read(f"src/{plugin.package}/operations.py"))
