"""The `bake` fixture: writes a plugin from answers, to read and to run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import compiled
import pytest
import yaml
from hypothesis import settings
from pytest_cookies.plugin import Cookies

TEMPLATE = Path(__file__).parents[1]

# Processes share what the first compiled, wherever the tests run.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

compiled.share()

# HYPOTHESIS_PROFILE=thorough draws more, each week on GitHub.
settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=400, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# The choices are found by their folders, so that an added one is tested like the others.
FRAMEWORKS = sorted(folder.name for folder in (TEMPLATE / "templates/frameworks").iterdir())
AUTHS = sorted(folder.name for folder in (TEMPLATE / "templates/auth").iterdir())
EXAMPLES = sorted(folder.name for folder in (TEMPLATE / "templates/examples").iterdir())
# The example that is the default answer to `endpoints`.
DEFAULT_EXAMPLE = "todo"

# Endpoints with everything that the grammar has, names that Python keeps for itself among it.
GRAMMAR = r"""
getForecast: GET /forecast/{city="The \"city\"."}?days?:integer&tags?:string[]&class?:boolean -> from:date highs:number[] at?:date-time # "Forecast; {{ 7 * 7 }} \\ \"quoted\""
POST /things/{id:integer}/{day:date} name size?:number tags:string[] note? -> ok:boolean
GET /things/mine
PUT /things/{id:integer} json?:integer from:date-time
import: GET /ping -> pong
search: GET /search/{kind:hotel|flight}?sky?:sunny|cloudy|'a few clouds'=sunny&days?:integer=3="How many days."&only?:(new|used)[]&q?='it\'s; so'&since?:date=2026-01-31&at?:date-time=2026-01-31T12:00:00+02:00 -> results:{title price?:number tags:string[] place?:{lat:number sky:sunny|rain from:date}}[] best?:{title} kinds:(hotel|flight)[]
order: POST /orders items:{sku count?:integer=1 paint?:{colour:red|blue glossy?:boolean=false}}[] to:{street class?:a|b=b note?=none by?:date-time=2026-01-31T12:00:00Z} weight?:number=1.5 -> parts:{one:{two:{three:{four:{at:date-time}[]}}}}
""".strip()


@dataclass(frozen=True)
class Plugin:
    """A plugin that was written: `path` is its folder, `package` its import name."""

    path: Path

    @property
    def package(self) -> str:
        return self.path.name.replace("-", "_")

    @property
    def manifest(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.read(".well-known/ai-plugin.json"))
        return document

    @property
    def spec(self) -> dict[str, Any]:
        document: dict[str, Any] = yaml.safe_load(self.read("openapi.yaml"))
        return document

    @property
    def files(self) -> list[str]:
        """Every file that was written below the folder, with `/` in its path."""
        found = (file for file in self.path.rglob("*") if file.is_file())
        inside = (file.relative_to(self.path) for file in found)
        # A plugin that has run has caches.
        caches = {".hypothesis", ".venv", "__pycache__"}
        return sorted(file.as_posix() for file in inside if not caches & set(file.parts))

    def read(self, file: str) -> str:
        return (self.path / file).read_text(encoding="utf-8")

    def run(self, *command: str, **variables: str) -> None:
        """Run a Python module in the plugin's folder; the test fails with its output if it does."""
        result = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.path,
            env=environment(PYTHONPATH=str(self.path / "src"), **variables),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )
        if result.returncode:
            pytest.fail(f"{' '.join(command)}\n{result.stdout}\n{result.stderr}", pytrace=False)


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without its virtual environment, for programs that look for one."""
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return kept | {"PYTHONUTF8": "1"} | variables


def copy_template(folder: Path) -> Path:
    """Copy what a plugin is written from, to be changed.

    Parameters:
        folder: Where the copy is made.

    Returns:
        The copy's folder.
    """
    copy = folder / "template"
    copy.mkdir()
    for name in ("hooks", "plugin_template", "templates", "{{cookiecutter.slug}}"):
        ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
        shutil.copytree(TEMPLATE / name, copy / name, ignore=ignored)
    shutil.copy(TEMPLATE / "cookiecutter.json", copy)
    return copy


Bake = Callable[..., Plugin]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with mypy, which takes longest: no worker waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_types.py")


@pytest.fixture
def refuse(cookies: Cookies) -> Callable[..., str]:
    """Give answers that must be refused; returns the message."""

    def give(**answers: object) -> str:
        result = cookies.bake(extra_context=answers)
        if result.exception is None:
            pytest.fail(f"not refused: {answers}")
        return str(result.exception)

    return give


@pytest.fixture
def bake(cookies: Cookies) -> Bake:
    """Write a plugin for answers, with both hooks."""
    return lambda **answers: _bake(cookies, answers)


@pytest.fixture(scope="session")
def bake_once(cookies_session: Cookies, tmp_path_factory: pytest.TempPathFactory) -> Bake:
    """Write a plugin for answers, or take the one that these answers gave before, in any worker.

    Whoever takes it does not change it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def bake(**answers: object) -> Plugin:
        key = sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]
        folder = shared / f"plugin-{key}"
        if not folder.exists():
            written = _bake(cookies_session, answers).path
            with suppress(OSError):  # Another worker was faster.
                written.parent.rename(folder)
        (path,) = folder.iterdir()
        return Plugin(path)

    return bake


def _bake(cookies: Cookies, answers: dict[str, object]) -> Plugin:
    result = cookies.bake(extra_context=answers)
    if result.exception is not None:
        raise result.exception
    return Plugin(Path(result.project_path))
