"""Documents in the shape of well-known APIs become sound ones, whole and by two operations."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from documents_to_import import APIS, broken, document

from plugin_template import importing

by_file = pytest.mark.parametrize("file", APIS, ids=lambda file: file.stem)


@by_file
def test_an_api_becomes_a_sound_document(file: Path) -> None:
    """All operations that can be forwarded are there, and no rule of any host is broken."""
    imported = importing.imported(str(file))
    assert len(imported.operations) >= 3
    assert broken(imported) == []


@by_file
def test_two_operations_are_described_as_they_are_among_all(file: Path) -> None:
    """Less is chosen, and what is chosen is the same, but for the names of components."""
    every = importing.imported(str(file)).operations
    for first, second in pairwise(every):
        chosen = importing.imported(f"{file}#{first.operation_id},{second.operation_id}")
        assert [each.operation_id for each in chosen.operations] == [
            first.operation_id,
            second.operation_id,
        ]
        assert broken(chosen) == []
        for here, there in zip(chosen.operations, (first, second), strict=True):
            assert here.path == there.path
            assert here.upstream_path == there.upstream_path
            assert here.node.get("parameters") == there.node.get("parameters")


@by_file
@pytest.mark.parametrize("auth", ["none", "user_http", "oauth"])
def test_the_plugins_own_security_and_refusals_are_added(file: Path, auth: str) -> None:
    """Whatever the API asks for, callers of the plugin need what the plugin asks for."""
    written = document(importing.imported(str(file)), auth)
    assert written["servers"] == [{"url": "http://localhost:3333"}]
    assert len(written["components"].get("securitySchemes", {})) == (auth != "none")
    for operation in _operations(written):
        assert len(operation["security"]) == (auth != "none")
        assert {"413", "502", "504"} <= set(operation["responses"])
        assert ("401" in operation["responses"]) or auth == "none"


def _operations(written: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for item in written["paths"].values() for operation in item.values()]
