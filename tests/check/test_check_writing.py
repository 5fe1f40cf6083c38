"""What writing a document promises: every reader takes it for the same data."""

from __future__ import annotations

import pytest
import yaml
from documents_to_check import reading

from plugin_template.importing.runtime_check import write_yaml

LIKE_DATA = "1e5 1. .5 +5 -.5E-3 0o17 0x1f 0b1 1_000 190:20:30 yes NO on null ~ 2026-01-31 = <<"


@pytest.mark.parametrize(
    "text", [*LIKE_DATA.split(), "", "- x", "a: b", "a #b", "@x", "*x", "\ufeff"]
)
def test_text_stays_text(text: str) -> None:
    """Neither YAML 1.1 nor YAML 1.2 takes it for a number, a date, a truth value or a mark."""
    written = write_yaml({"value": text})
    assert yaml.safe_load(written) == {"value": text}
    read = reading.read_yaml(written.encode())
    assert (read.data, read.oddities) == ({"value": text}, [])


def test_any_script_is_written_as_it_is() -> None:
    """People read the file: letters and emoji stand in it as themselves, and keys in their order."""
    assert write_yaml({"b": "天气 🌦", "a": "Ünï"}) == "b: 天气 🌦\na: Ünï\n"
