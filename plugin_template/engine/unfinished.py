"""Keeps the answers of a run that was stopped, and says how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from plugin_template.engine import command_line

_NAME = "plugin-template-unfinished.yaml"


def keep(answers: Mapping[str, Any]) -> str:
    """Write answers to a configuration with which the command can be run again.

    Cookiecutter's own --replay cannot: its file is written after the last question, and must hold
    every answer.

    Parameters:
        answers: Those that the person gave.

    Returns:
        What to type to go on; empty if there are no answers, the command is not known, or the
        file cannot be written.
    """
    if not answers or not command_line.again(Path()):
        return ""
    settings = command_line.configuration()
    settings["default_context"] = {
        **(settings.get("default_context") or {}),
        **command_line.given_answers(),
        **answers,
    }
    file = Path(settings["replay_dir"]) / _NAME
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(_plain(settings), allow_unicode=True, sort_keys=False)
        file.write_text(text, encoding="utf-8")
    except OSError:
        return ""
    return command_line.again(file)


def _plain(value: Any) -> Any:
    """Turn Cookiecutter's ordered dictionaries into those that YAML has."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value
