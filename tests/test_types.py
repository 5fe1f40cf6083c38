"""mypy finds nothing to doubt in the template, in its plugins and in their tests.

What takes mypy long is to read the libraries, so all runs share what the first has read of them.
"""

from __future__ import annotations

import os

import pytest
from conftest import DEFAULT_EXAMPLE, FRAMEWORKS, TEMPLATE, Bake, Plugin
from from_api import from_api
from variants import EXTENDED, OTHERS, VARIANTS, WHOLE, Variant, modules


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder for what mypy has read."""
    return str(tmp_path_factory.mktemp("mypy"))


def test_the_code_of_every_plugin_is_typed(bake: Bake, bake_once: Bake, cache: str) -> None:
    """Each module that a plugin can have, in each framework with each auth type."""
    plugins = [each.bake(bake_once) for each in _telling(bake_once)]
    extended = EXTENDED.format(example=DEFAULT_EXAMPLE)
    plugins.append(bake_once(endpoints=extended, auth="user_http"))
    for framework in FRAMEWORKS:
        for mcp in (True, False):
            slug = f"forwarding-{framework}{'-mcp' if mcp else ''}"
            plugins.append(from_api(bake, framework=framework, slug=slug, mcp=mcp))
    sources = [str(plugin.path / "src") for plugin in plugins]
    variables = {"MYPYPATH": os.pathsep.join(sources)}
    plugins[0].run("mypy", "--cache-dir", cache, *sources, **variables)


def _telling(bake_once: Bake) -> list[Variant]:
    """Choose variants that have all modules, and every framework with every auth type."""
    chosen = []
    known: set[object] = set()
    for variant in VARIANTS:
        texts = modules(variant.bake(bake_once))
        parts: set[object] = {each for each in texts.items() if not each[0].startswith("tests/")}
        parts.add((variant.framework, variant.auth))
        if not parts <= known:
            chosen.append(variant)
            known |= parts
    return chosen


@pytest.mark.parametrize("variant", [*WHOLE, *(each[0] for each in OTHERS.values())], ids=str)
def test_the_tests_of_plugins_are_typed(bake_once: Bake, variant: Variant, cache: str) -> None:
    """Those that are the same in all plugins, and those of each auth type and example."""
    variant.bake(bake_once).run("mypy", "--cache-dir", cache)


def test_the_template_is_typed(cache: str) -> None:
    """The template's own code passes the check that every plugin's code passes."""
    Plugin(TEMPLATE).run("mypy", "--cache-dir", cache)
