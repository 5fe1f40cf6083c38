"""Write YAML that every reader, of YAML 1.1 or 1.2, takes for the same data."""

import re
from typing import Any

import yaml

# What YAML 1.2 takes for a number, though PyYAML, which knows YAML 1.1, writes it without quotes.
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)


class _Dumper(yaml.SafeDumper):
    """Writes text so that every reader takes it for text.

    It is not libyaml's dumper, which is faster, but escapes emoji and is not installed everywhere.
    """


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if _NUMBER.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def write_yaml(document: dict[str, Any]) -> str:
    """Write a document.

    Parameters:
        document: Plain data.

    Returns:
        YAML, with the keys in their order.
    """
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
