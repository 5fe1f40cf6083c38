"""Documents as YAML that every reader, of YAML 1.1 or 1.2, takes for the same data."""

from __future__ import annotations

import re
from typing import Any

import yaml

# libyaml's dumper where PyYAML has it, for speed; both write the same.
_Base: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# What YAML 1.2 takes for a number, though PyYAML, which knows YAML 1.1, writes it without quotes.
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)


class _Dumper(_Base):  # type: ignore[misc,valid-type]
    """Writes text so that every reader takes it for text."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if _NUMBER.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def write(document: dict[str, Any]) -> str:
    """Write a document.

    Parameters:
        document: Plain data.

    Returns:
        YAML, with the keys in their order.
    """
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
