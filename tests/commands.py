"""Runs modules as `python -m` does, in processes that have the big libraries already."""

from __future__ import annotations

import io
import os
import runpy
import sys
from pathlib import Path

from running import outcome


def output_of(folder: Path, *command: str, **variables: str) -> str:
    """Run a module, or a file of Python, in a plugin's folder.

    Parameters:
        folder: The plugin's folder.
        command: The name of the module or file, and its arguments.
        variables: Environment variables.

    Returns:
        What it printed, even if it failed.
    """
    return outcome(folder, call, command, variables)[1].strip()


def call(command: tuple[str, ...], variables: dict[str, str]) -> None:
    """Be the command from here on, for `running`."""
    os.environ.update(variables)
    sys.argv = [*command]
    sys.stdin = io.StringIO()  # Nobody types anything.
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Whoever waits for a line gets it at once.
        sys.stdout.reconfigure(encoding="utf-8", write_through=True)
    if command[0].endswith(".py"):
        runpy.run_path(command[0], run_name="__main__")
    else:
        runpy.run_module(command[0], run_name="__main__", alter_sys=True)
