"""Read JSON, YAML or Python values into plain data, within limits.

The result has only text as keys, no part of it is shared or contains itself, and it is neither too
deep nor too large to be walked. What other programs would read differently is listed beside it.
"""

from .json_text import read_json
from .model import Oddity, Reading, Unreadable, decode
from .python_values import read_value
from .yaml_text import read_yaml

__all__ = [
    "Oddity",
    "Reading",
    "Unreadable",
    "decode",
    "read_json",
    "read_value",
    "read_yaml",
]
