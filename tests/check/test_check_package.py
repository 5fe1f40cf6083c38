"""What the package promises its callers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents_to_check import PACKAGE, check_manifest, check_spec


@pytest.mark.parametrize("checker", [check_manifest, check_spec])
def test_an_unknown_host_is_the_callers_mistake(checker: Any) -> None:
    """It is an exception that lists the hosts, not a problem of the plugin."""
    with pytest.raises(ValueError, match="v1, actions, mcp"):
        checker({}, host="v2")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_the_modules_are_plain_python_inside_the_template(path: Path) -> None:
    """They contain no Jinja, so the file in the template is the file in the plugin."""
    text = path.read_text(encoding="utf-8")
    assert not any(mark in text for mark in ("{" + "{", "{" + "%", "{" + "#"))
    assert not any(line.lstrip().startswith("# %") for line in text.splitlines())
