"""The schemas that hosts publish for their files. They are read, never copied into this repository."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

# Where each comes from: the repository and the path in it.
SOURCES = {
    "agent-plugins-plugin-1.0.0": (
        "agentplugins/agent-plugins-spec, schemas/1.0.0/plugin.schema.json"
    ),
    "agent-plugins-mcp-1.0.0": "agentplugins/agent-plugins-spec, schemas/1.0.0/mcp.schema.json",
    "m365-app-1.30": "microsoft/json-schemas, teams/v1.30/MicrosoftTeams.schema.json",
    "m365-declarative-agent-1.8": (
        "microsoft/json-schemas, copilot/declarative-agent/v1.8/schema.json"
    ),
    "m365-plugin-2.4": "microsoft/json-schemas, copilot/plugin/v2.4/schema.json",
}


def faults(schema: str, document: object) -> list[str]:
    """Validate a document by a host's schema.

    Parameters:
        schema: One of `SOURCES`.
        document: Plain data.

    Returns:
        What the schema refuses; the test is skipped where the folder with the schemas is not known.
    """
    found = _validator(schema).iter_errors(document)
    return [f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in found]


@cache
def _validator(schema: str) -> Any:
    folder = os.environ.get("HOST_SCHEMAS")
    if not folder:
        pytest.skip(
            f"HOST_SCHEMAS is not set: put {SOURCES[schema]} into a folder as {schema}.json, and "
            "the other schemas of tests/host_schemas.py, and set HOST_SCHEMAS to it"
        )
    document = json.loads(Path(folder, f"{schema}.json").read_text(encoding="utf-8"))
    # Microsoft's declare draft 4 and use keywords of draft 7.
    validator = Draft7Validator if schema.startswith("m365-") else Draft202012Validator
    return validator(document, format_checker=validator.FORMAT_CHECKER)
