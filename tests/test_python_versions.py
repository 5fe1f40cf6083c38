"""An older Python ends a run with one sentence."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TEMPLATE, environment

# Runs Cookiecutter as Python 3.10 would, as far as this template can see.
AS_OLD = """
import sys
from cookiecutter.cli import main
sys.version_info = (3, 10, 14, "final", 0)
main(prog_name="cookiecutter")
"""


@pytest.mark.parametrize("file", ["__init__.py", "engine/__init__.py", "engine/refused.py"])
def test_what_checks_the_version_runs_on_any(file: str) -> None:
    """A newer syntax would be a SyntaxError before the check."""
    source = (TEMPLATE / "plugin_template" / file).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    names = {name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in [node]}
    assert {node.module for node in names} <= {
        "cookiecutter.exceptions",
        "plugin_template.engine.refused",
    }


def test_an_older_python_writes_nothing(tmp_path: Path) -> None:
    """One sentence that says what to do, exit code 1, no traceback and no folder."""
    out = tmp_path / "out"
    result = subprocess.run(
        [sys.executable, "-c", AS_OLD, str(TEMPLATE), "--no-input", "-o", str(out)],
        env=environment(HOME=str(tmp_path), USERPROFILE=str(tmp_path)),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.returncode == 1
    (line,) = (result.stdout + result.stderr).splitlines()
    assert line.startswith("This template needs Python 3.11 or newer, ")
    assert not out.exists()
