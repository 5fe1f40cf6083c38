"""A plugin from two operations of an API passes all of its own tests, in every framework."""

from __future__ import annotations

import pytest
from conftest import FRAMEWORKS, Bake
from narrowed import CHOSEN, narrowed
from running import run_tests


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("file", CHOSEN)
def test_all_tests_of_two_operations_pass(bake_once: Bake, file: str, framework: str) -> None:
    """Green on day one, whatever the API and the framework."""
    run_tests(narrowed(bake_once, file, framework=framework).path)
