"""What is kept of a document in the answers, so that a plugin can be rendered without the file.

Cookiecutter's replay file and cruft's .cruft.json contain the answer to `endpoints`; the chosen
operations with all that they reach stand in it, compressed, as text.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from plugin_template.endpoints import METHODS
from plugin_template.importing.finding import Found
from plugin_template.importing.report import DocumentError, Repair
from plugin_template.importing.runtime_check import Unreadable, read_yaml

LARGEST = 20_000_000  # bytes of the document when it is unpacked
_FORM = 1


@dataclass(frozen=True)
class Kept:
    """What of a document a plugin is made from.

    Parameters:
        name: The document's file name.
        document: The document as it came, without what the operations do not need.
        operations: The chosen operations.
        explicit: The places of those that were named by their operationIds.
        repairs: What was noted while the document was read.
    """

    name: str
    document: dict[str, Any]
    operations: tuple[Found, ...]
    explicit: frozenset[str]
    repairs: tuple[Repair, ...]


def encode(kept: Kept) -> str:
    """Write what is kept as text.

    Parameters:
        kept: A document.

    Returns:
        Letters, digits, `-`, `_` and `=`; the same for the same document.
    """
    value = {
        "form": _FORM,
        "name": kept.name,
        "document": kept.document,
        "operations": [asdict(each) for each in kept.operations],
        "explicit": sorted(kept.explicit),
        "repairs": [[each.place, each.rule, each.done] for each in kept.repairs],
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode()


def decode(text: str) -> Kept:
    """Read what `encode` wrote.

    Parameters:
        text: Any text.

    Returns:
        What was kept.

    Raises:
        DocumentError: The text is damaged.
    """
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, b"-_", validate=True), LARGEST)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ValueError("is too large, or ends too soon")
        value, _ = read_yaml(data)
        return _kept(value)
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        Unreadable,
        binascii.Error,
        zlib.error,
    ):
        raise DocumentError(
            ["contains a document that is damaged: name the file of the document instead"]
        ) from None


def _kept(value: Any) -> Kept:
    if value["form"] != _FORM or not isinstance(value["document"]["paths"], dict):
        raise ValueError("is of another form")
    return Kept(
        str(value["name"]),
        value["document"],
        tuple(_found(each) for each in value["operations"]),
        frozenset(map(str, value["explicit"])),
        tuple(Repair(*map(str, _three(each))) for each in value["repairs"]),
    )


def _found(value: dict[str, Any]) -> Found:
    if value["method"] not in METHODS:
        raise ValueError("has an unknown method")
    tags = tuple(map(str, value.pop("tags")))
    return Found(**{key: str(each) for key, each in value.items()}, tags=tags)


def _three(values: Sequence[Any]) -> Sequence[Any]:
    if len(values) != 3:
        raise ValueError("has another number of parts")
    return values
