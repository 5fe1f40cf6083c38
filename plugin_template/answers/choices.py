"""The questions as cookiecutter.json has them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def questions() -> dict[str, Any]:
    """Read cookiecutter.json.

    Returns:
        Its entries: the questions with their defaults or choices, and what begins with `_`.
    """
    file = Path(__file__).parents[2] / "cookiecutter.json"
    entries: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return entries
