"""Read JSON and YAML into plain data, within limits."""

import json
from typing import Any

import yaml

DEEPEST = 100  # levels of nesting


class Unreadable(Exception):
    """A document cannot be used at all; the message continues a sentence that names it."""


def read_json(data: bytes) -> Any:
    """Parse JSON in UTF-8."""
    return json.loads(data.decode())


def read_yaml(data: bytes) -> Any:
    """Parse YAML in UTF-8, without aliases.

    Raises:
        Unreadable: The document has an alias, or is nested more than `DEEPEST` levels deep.
        yaml.YAMLError: It is not YAML.
    """
    text, loader, depth = data.decode(), getattr(yaml, "CSafeLoader", yaml.SafeLoader), 0
    for event in yaml.parse(text, loader):  # deep nesting crashes yaml.load, aliases can hang it
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(f"uses the alias *{event.anchor}; write its value out, or use a $ref")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable(f"is nested more than {DEEPEST} levels deep")
    return yaml.load(text, loader)
