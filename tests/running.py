"""Runs code in the folders of plugins, each time in a process that has the big libraries already.

Importing what a plugin is built on takes seconds, and its own modules a fraction of one. So a process
imports the libraries once and is forked for each run, where the system can do that.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

_OPTIONS = "-q -p no:cacheprovider -p no:xdist -p no:cookies -W ignore::pytest.PytestAssertRewriteWarning -W error::DeprecationWarning:tests"

_CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
_CONTEXT: Any = multiprocessing.get_context("forkserver" if _CAN_FORK else "spawn")


@cache
def _preload() -> None:
    """Start the process that has the libraries."""
    if _CAN_FORK:
        with pytest.MonkeyPatch.context() as changed:
            changed.setenv("PYTHONPATH", str(Path(__file__).parent))
            forkserver.set_forkserver_preload(["preloaded"])
            forkserver.ensure_running()


def run_tests(folder: Path, *arguments: str) -> str:
    """Run pytest in a plugin.

    Parameters:
        folder: The plugin's folder.
        arguments: Files and options.

    Returns:
        What it printed.

    Raises:
        pytest.fail.Exception: If a test fails, with what was printed.
    """
    options = (*_OPTIONS.split(), *arguments)
    # Rewriting assertions takes time, and what it adds is read only if one fails.
    code, printed = outcome(folder, call_pytest, "--assert=plain", *options)
    if code == 0:
        return printed
    _, explained = outcome(folder, call_pytest, *options)
    return pytest.fail(f"exit code {code}\n{printed}\nAgain:\n{explained}", pytrace=False)


def run_script(folder: Path, script: str) -> str:
    """Run Python code that can import a plugin and its tests.

    Parameters:
        folder: The plugin's folder.
        script: The code.

    Returns:
        What it printed.

    Raises:
        pytest.fail.Exception: If it raises an exception.
    """
    return run(folder, _execute, script)


def run(folder: Path, function: Callable[..., None], *arguments: str) -> str:
    """Call a function in a process of its own.

    Parameters:
        folder: The plugin's folder, which becomes the working directory; its package can be imported.
        function: A function of a module.
        arguments: Its arguments.

    Returns:
        What it printed.

    Raises:
        pytest.fail.Exception: If the process ends with another exit code than 0, with what was printed.
    """
    code, printed = outcome(folder, function, *arguments)
    if code != 0:
        pytest.fail(f"exit code {code}\n{printed}", pytrace=False)
    return printed


def outcome(folder: Path, function: Callable[..., None], *arguments: Any) -> tuple[int | None, str]:
    """Call a function in a process of its own, as `run` does.

    Parameters:
        folder: The plugin's folder.
        function: A function of a module.
        arguments: Its arguments.

    Returns:
        The exit code, and what it printed.
    """
    with tempfile.TemporaryDirectory() as temporary:
        output = Path(temporary, "output")
        process = start(folder, output, function, *arguments)
        process.join(300)
        if process.is_alive():
            process.kill()
            process.join()
        printed = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
    return process.exitcode, printed


def start(folder: Path, output: Path, function: Callable[..., None], *arguments: Any) -> Any:
    """Start a function in a process of its own, as `run` does, without waiting for its end.

    Parameters:
        folder: The plugin's folder.
        output: The file that gets what it prints.
        function: A function of a module.
        arguments: Its arguments.

    Returns:
        The process, as `multiprocessing` has it.
    """
    _preload()
    process = _CONTEXT.Process(
        target=_call, args=(str(folder), str(output), function, arguments), daemon=False
    )
    process.start()
    return process


def _call(
    folder: str, output: str, function: Callable[..., None], arguments: tuple[Any, ...]
) -> None:
    for name in [each for each in os.environ if each.startswith(("PYTEST_", "COV_"))]:
        del os.environ[name]
    source = str(Path(folder, "src"))
    os.environ.pop("VIRTUAL_ENV", None)
    os.environ |= {"PYTHONPATH": source, "PYTHONUTF8": "1"}
    os.chdir(folder)
    # Without the template's own folders: its tests have a conftest.py too.
    template = Path(__file__).parents[1]
    sys.path[:] = [
        source,
        *(each for each in sys.path if Path(each).resolve() not in _own(template)),
    ]
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    # What a plugin has is imported once here, and to write it takes longer than to compile it.
    sys.dont_write_bytecode = True
    with contextlib.suppress(ValueError):
        sys.stdin.close()
    function(*arguments)


def _own(template: Path) -> set[Path]:
    return {template, template / "tests"}


def call_pytest(*arguments: str) -> None:
    """Run pytest as its command does, for `run` and `outcome`.

    Parameters:
        arguments: Files and options.
    """
    sys.exit(pytest.main(list(arguments)))


def _execute(script: str) -> None:
    sys.path.insert(1, str(Path("tests").resolve()))
    exec(script, {"__name__": "__main__"})
