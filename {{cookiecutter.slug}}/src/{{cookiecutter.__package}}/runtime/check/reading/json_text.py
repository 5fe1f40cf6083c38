"""Read JSON into plain data."""

import json
from collections import Counter
from typing import Any

from .model import Reading, Unreadable, decode, number, too_deep
from .python_values import Copy, Repeated


def read_json(data: bytes) -> Reading:
    """Parse JSON in UTF-8 (RFC 8259).

    Raises:
        Unreadable: It is not JSON, or breaks a limit of this module.
    """
    return parse_json(decode(data))


class NotJson(Unreadable):
    """The text is not JSON, but may be YAML."""


def parse_json(text: str) -> Reading:
    """Parse JSON.

    Raises:
        NotJson: It is not JSON.
        Unreadable: It breaks a limit of this module.
    """
    if not text.strip():
        raise Unreadable("is empty")
    repeated: Repeated = {}

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            keys = [key for key, count in counts.items() if count > 1]
            repeated[id(found)] = (found, keys)
        return found

    try:
        value = json.loads(
            text,
            object_pairs_hook=mapping,
            parse_int=number,
            parse_float=number,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NotJson(f"is not valid JSON ({where}): {error.msg}") from None
    except RecursionError:
        raise too_deep() from None
    return Copy(repeated).read(value)


def _refuse_constant(name: str) -> None:
    raise NotJson(f"is not valid JSON: it contains {name}; use a number or null")
