"""What is known of the command that runs this template, Cookiecutter's or cruft's."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

# Where the user stands: Cookiecutter imports this before it changes the folder.
_STARTED_IN = Path.cwd()

# They say what the answers are, so that a file with all answers takes their place.
_SOURCES_OF_ANSWERS = {
    "config_file",
    "default_config",
    "extra_context",
    "extra_context_file",
    "no_input",
    "replay",
    "replay_file",
}


def output_folder() -> Path | None:
    """Find the folder in which the command makes the plugin's folder.

    Returns:
        An absolute path, or None if no command makes a plugin: a program does, or the command is
        one like `cruft update`, which works in temporary folders.
    """
    parameters = _parameters()
    if "output_dir" not in parameters:
        return None
    return Path(os.path.normpath(_STARTED_IN / str(parameters["output_dir"])))


def taken(slug: str) -> Path | None:
    """Find the folder that keeps the command from making the plugin's folder.

    Parameters:
        slug: The name of the plugin's folder.

    Returns:
        The folder, or None if it does not exist, may be overwritten, or the command is not known.
    """
    output = output_folder()
    if not slug or output is None or _parameters().get("overwrite_if_exists"):
        return None
    folder = output / slug
    return folder if folder.exists() else None


def keeps_files() -> bool:
    """Say whether the command is to leave files as they are that exist in the plugin's folder.

    Returns:
        Whether it has --skip-if-file-exists; no if the command is not known.
    """
    return bool(_parameters().get("skip_if_file_exists"))


def keeps(slug: str, path: str) -> bool:
    """Say whether the command is to leave a file as it is.

    Parameters:
        slug: The name of the plugin's folder.
        path: The file's path in it.

    Returns:
        Whether the file exists and the command has --skip-if-file-exists.
    """
    output = output_folder()
    return keeps_files() and output is not None and (output / slug / path).exists()


def way_to(slug: str) -> str:
    """Say what to type after `cd` to be in the plugin's folder.

    Parameters:
        slug: The name of the plugin's folder.

    Returns:
        The shortest path, quoted for a shell; empty if no command makes a plugin.
    """
    output = output_folder()
    if output is None:
        return ""
    folder = str(output / slug)
    try:
        return _quoted(min(os.path.relpath(folder, _STARTED_IN), folder, key=len))
    except ValueError:  # On another drive of Windows.
        return _quoted(folder)


def given_answers() -> dict[str, Any]:
    """Read the answers that the command line gives, as `k=v` or as cruft's JSON.

    Returns:
        A value for each variable that was given.
    """
    parameters = _parameters()
    given: Any = parameters.get("extra_context") or {}
    if isinstance(given, str):
        given = json.loads(given)
    file = parameters.get("extra_context_file")
    from_file = json.loads(Path(file).read_text(encoding="utf-8")) if file else {}
    return {**given, **from_file}


def configuration() -> dict[str, Any]:
    """Read the user's configuration as the command does.

    Returns:
        Cookiecutter's settings, all of them.
    """
    from cookiecutter.config import get_user_config

    parameters = _parameters()
    file = parameters.get("config_file")
    settings: dict[str, Any] = get_user_config(
        config_file=str(file) if file else None,
        default_config=bool(parameters.get("default_config")),
    )
    return settings


def again(config_file: Path) -> str:
    """Write the command that starts this run again.

    Parameters:
        config_file: The configuration that holds the answers.

    Returns:
        A line for a shell; empty if the command is not known, or takes no configuration.
    """
    context = _context()
    if context is None or "config_file" not in context.params:
        return ""
    words = [*_runner(os.environ), *context.command_path.split()]
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name)
        if parameter.name in _SOURCES_OF_ANSWERS or source is None or source.name != "COMMANDLINE":
            continue
        value = context.params[parameter.name]
        if parameter.param_type_name == "argument":
            words.append(str(value))
        elif value is True:
            words.append(max(parameter.opts, key=len))
        else:
            words += [max(parameter.opts, key=len), str(value)]
    return " ".join(map(_quoted, [*words, "--config-file", str(config_file)]))


def _runner(environment: Mapping[str, str]) -> list[str]:
    """Say what uv's user typed before the command: `uv run`, `uvx`, or nothing."""
    if "UV_RUN_RECURSION_DEPTH" in environment:
        return ["uv", "run"]
    if "UV" in environment:
        return ["uvx", "--with", "questionary"]
    return []


def _quoted(word: str) -> str:
    if os.name == "nt":
        return f'"{word}"' if " " in word else word
    return shlex.quote(word)


def _parameters() -> dict[str, Any]:
    context = _context()
    return context.params if context else {}


def _context() -> Any:
    """Give the context of the running command; typer, and so cruft, has a click of its own."""
    typer_click = sys.modules.get("typer._click.globals")
    for module in (click, typer_click):
        find = getattr(module, "get_current_context", None)
        if context := find(silent=True) if find else None:
            return context
    return None
