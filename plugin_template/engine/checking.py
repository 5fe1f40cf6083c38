"""Checks a plugin's documents with the very code that its owner runs later as `check`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugin_template.importing.runtime_check import load


def problems(manifest: Mapping[str, Any], openapi: Mapping[str, Any]) -> list[str]:
    """Check documents against the rules of the hosts that load `ai-plugin.json`.

    Parameters:
        manifest: The manifest.
        openapi: The API description.

    Returns:
        A line for each broken rule, which begins with its level: error, warning or hint.
    """
    check = load("check")
    found = [*check.check_manifest(dict(manifest)), *check.check_spec(dict(openapi), manifest)]
    return [str(problem) for problem in found]
