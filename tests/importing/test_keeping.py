"""What is kept of a document in an answer is enough, and whatever damages it is noticed."""

from __future__ import annotations

import base64
import json
import shutil
import zlib
from pathlib import Path

import pytest
from documents_to_import import APIS, ODDITIES

from plugin_template import importing
from plugin_template.answers.rules import problems


@pytest.mark.parametrize("file", APIS, ids=lambda file: file.stem)
def test_an_answer_contains_its_document(file: Path, tmp_path: Path) -> None:
    """Without the file, the same comes out, with the same report."""
    copy = tmp_path / file.name
    shutil.copy(file, copy)
    kept = importing.keep(str(copy))
    before = importing.imported(str(copy))
    copy.unlink()
    assert importing.imported(kept) == before
    assert importing.keep(kept) == kept
    assert importing.named_in(kept) == str(copy)


def test_only_what_is_reached_is_kept() -> None:
    """An answer with one operation is much shorter than the document."""
    (file,) = (each for each in APIS if each.stem == "maps")
    assert len(importing.keep(f"{file}#elevation")) < file.stat().st_size / 5


def test_a_number_in_a_name_does_not_depend_on_the_choice() -> None:
    """The second of two operations of one name is called the same, chosen alone or with the first."""
    (file,) = (each for each in ODDITIES if each.stem == "operation_ids")
    both = importing.imported(f"{file}#getB,get_b2").operations
    assert importing.imported(f"{file}#get_b2").operations == both[1:]


def _packed(value: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(value).encode())).decode()


@pytest.mark.parametrize(
    "kept",
    [
        "x",
        "====",
        _packed([]),
        _packed({"form": 2}),
        _packed({"form": 1, "name": "a", "document": {"paths": []}}),
        _packed(
            {
                "form": 1,
                "name": "a",
                "document": {"openapi": "3.0.0", "paths": {}},
                "operations": [{"method": "EAT", "tags": []}],
                "explicit": [],
                "repairs": [],
            }
        ),
        base64.urlsafe_b64encode(zlib.compress(b"[" + b" " * 30_000_000 + b"]")).decode(),
        _packed({"form": 1})[:-8],
    ],
)
def test_a_damaged_answer_is_refused(kept: str) -> None:
    """It is neither a traceback, nor is more unpacked than a document may have."""
    with pytest.raises(importing.DocumentError, match="damaged: name the file"):
        importing.imported(f"pets.yaml#a zlib:{kept}")


def test_a_message_does_not_show_what_is_kept() -> None:
    """The answer is shown as it was typed."""
    found = [each for each in problems({"endpoints": "pets.yaml#a zlib:x"}) if "damaged" in each]
    assert found[0].startswith("endpoints: 'pets.yaml#a' contains a document that is damaged")
