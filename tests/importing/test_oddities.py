"""Each oddity of real documents is repaired as the file beside it says, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from documents_to_import import ODDITIES, at, broken, document

from plugin_template import importing


def expectation(file: Path) -> dict[str, Any]:
    """Read what is expected: `chosen`, then `refused`, or `repairs` and what came out."""
    text = file.with_suffix(".expected.yaml").read_text(encoding="utf-8")
    expected: dict[str, Any] = yaml.safe_load(text)
    return expected


@pytest.mark.parametrize("file", ODDITIES, ids=lambda file: file.stem)
def test_an_oddity_is_repaired_or_refused(file: Path) -> None:
    """Every repair is reported with its place, and what cannot be repaired is named."""
    expected = expectation(file)
    answer = f"{file}#{expected['chosen']}" if "chosen" in expected else str(file)
    if "refused" in expected:
        with pytest.raises(importing.DocumentError) as refused:
            importing.imported(answer)
        assert refused.value.problems == expected["refused"]
        return
    imported = importing.imported(answer)
    assert [str(each) for each in imported.report] == expected["repairs"]
    assert broken(imported) == []
    written = document(imported)
    for pointer, value in expected.get("result", {}).items():
        assert at(written, pointer) == value
    if "operations" in expected:
        assert [each.operation_id for each in imported.operations] == expected["operations"]
    table = importing.table(imported)
    assert table["operations"] == expected.get("upstream", table["operations"])
    assert table["url"] == expected.get("url", "https://api.example.com/v1")


@pytest.mark.parametrize("file", ODDITIES, ids=lambda file: file.stem)
def test_nothing_is_kept_that_is_not_reached(file: Path) -> None:
    """Each component is what an operation, or another component, refers to."""
    if "refused" in expectation(file):
        pytest.skip("nothing comes out")
    written = document(importing.imported(str(file)))
    text = yaml.safe_dump(written)
    for name in written["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text
