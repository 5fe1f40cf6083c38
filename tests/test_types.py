"""mypy finds nothing to doubt in the template, in its plugins and in their tests.

What takes mypy long is to read the libraries, so all runs share what the first has read of them, and no
run reads what they have for others alone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from conftest import DEFAULT_EXAMPLE, FRAMEWORKS, TEMPLATE, Bake, Plugin
from from_api import from_api
from variants import EXTENDED, VARIANTS, modules

# A third of the modules that mypy would read; nothing that the template or a plugin uses has a type from
# them. Each week they are read all the same.
UNUSED = [
    "beartype.*",
    "graphql.*",
    *(f"openai.types.{name}.*" for name in ("admin", "beta", "live", "realtime", "responses")),
    *(f"sqlalchemy.dialects.{name}.*" for name in ("mssql", "mysql", "oracle")),
]

# A plugin that has a new one of these is checked whole.
TELLING = re.compile(r"tests/.*|app\.py|auth\.py|runtime/framework\.py")

Check = Callable[..., None]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Run mypy with a plugin's own settings, on what they name or on files."""
    folder = tmp_path_factory.mktemp("mypy")
    settings = folder / "pyproject.toml"
    unused = f'[[tool.mypy.overrides]]\nmodule = {json.dumps(UNUSED)}\nfollow_imports = "skip"\n'
    if os.environ.get("HYPOTHESIS_PROFILE") == "thorough":
        unused = ""

    def check(plugin: Plugin, *files: str, **variables: str) -> None:
        settings.write_text(f"{plugin.read('pyproject.toml')}\n{unused}", encoding="utf-8")
        options = ("--config-file", str(settings), "--cache-dir", str(folder / "cache"))
        # What files import, and is not among them, is read for its types alone.
        plugin.run("mypy", *options, "--follow-imports", "silent", *files, **variables)

    return check


def test_every_plugin_is_typed(bake: Bake, bake_once: Bake, check: Check, tmp_path: Path) -> None:
    """Each module, revision and test that a plugin can have.

    Plugins are checked whole until the tests, and the modules of each framework and auth type, are
    known; so what each auth type has was seen with all that calls it. What is new elsewhere is
    checked in one run, among modules that are known: as strict mode has each function say what it
    takes and returns, a text that was checked offers the same types wherever it is.
    """
    files: list[str] = []
    sources: list[str] = []
    plugins = _plugins(bake, bake_once)
    for plugin, new in _in_telling_order(plugins):
        source = plugin.path / "src"
        if any(map(TELLING.fullmatch, new)):
            # With whole paths: mypy takes a file of the same path, length and second for the same file.
            folders = tomllib.loads(plugin.read("pyproject.toml"))["tool"]["mypy"]["files"]
            check(plugin, *(str(plugin.path / folder) for folder in folders))
            continue
        sources.append(str(source))
        for name in new:
            if name.startswith("migrations/"):
                # Revisions of all plugins have the same name, and no package around them.
                copy = tmp_path / f"{plugin.package}_{Path(name).name}"
                shutil.copy(plugin.path / name, copy)
                files.append(str(copy))
            else:
                files.append(str(source / plugin.package / name))
    check(plugins[0], *files, MYPYPATH=os.pathsep.join(sources))


def test_the_template_is_typed(check: Check) -> None:
    """The template's own code passes the check that every plugin's code passes."""
    check(Plugin(TEMPLATE))


def _plugins(bake: Bake, bake_once: Bake) -> list[Plugin]:
    plugins = [each.bake(bake_once) for each in VARIANTS]
    extended = EXTENDED.format(example=DEFAULT_EXAMPLE)
    plugins.append(bake_once(endpoints=extended, auth="user_http"))
    for framework in FRAMEWORKS:
        for mcp in (True, False):
            slug = f"forwarding-{framework}{'-mcp' if mcp else ''}"
            plugins.append(from_api(bake, framework=framework, slug=slug, mcp=mcp))
    return plugins


def _in_telling_order(plugins: Sequence[Plugin]) -> Iterator[tuple[Plugin, list[str]]]:
    """Choose the plugins that have all texts, with the files that are new in each.

    The next is the one with most that is new, and first of what plugins are chosen for.
    """
    unknown = {plugin: {*modules(plugin).items()} for plugin in plugins}

    def is_new(plugin: Plugin) -> tuple[int, int]:
        new = unknown[plugin]
        return sum(bool(TELLING.fullmatch(name)) for name, _ in new), len(new)

    while any(unknown.values()):
        best = max(unknown, key=is_new)
        new = unknown.pop(best)
        yield best, sorted(name for name, _ in new)
        unknown = {plugin: texts - new for plugin, texts in unknown.items()}
