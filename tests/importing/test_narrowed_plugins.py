"""A plugin from two operations of an API passes its own tests of what is made from a document.

tests/clients runs all tests of each such plugin, in every framework.
"""

from __future__ import annotations

import pytest
from conftest import AUTHS, FRAMEWORKS, Bake
from narrowed import APIS, CHOSEN, narrowed
from running import run_tests

# The tests that depend on openapi.yaml: the others are run for one document, in test_forwarding.py.
OWN_TESTS = [
    "tests/test_operations.py",
    "tests/test_documents.py",
    "tests/test_forwarding.py::test_what_the_caller_is_known_by_stays_here",
]


# The others take minutes, since it takes long to make requests for them; tests/clients runs them all.
QUICK = ["weather.json"]


def test_two_operations_are_chosen_of_every_api() -> None:
    """No document is forgotten."""
    assert sorted(CHOSEN) == sorted(file.name for file in APIS.iterdir())


@pytest.mark.parametrize(
    ("file", "framework", "auth"),
    [
        (file, FRAMEWORKS[index % len(FRAMEWORKS)], AUTHS[index % len(AUTHS)])
        for index, file in enumerate(CHOSEN)
        if file in QUICK
    ],
)
def test_the_tests_of_two_operations_pass(
    bake_once: Bake, file: str, framework: str, auth: str
) -> None:
    """Both are described as hosts need them, and answer as described; auth and framework rotate."""
    plugin = narrowed(bake_once, file, framework=framework, auth=auth)
    operations = [each for item in plugin.spec["paths"].values() for each in item.values()]
    assert sorted(each["operationId"] for each in operations) == sorted(CHOSEN[file])
    run_tests(plugin.path, *OWN_TESTS)


def test_a_refusal_that_the_api_declares_is_the_plugins_too(bake_once: Bake) -> None:
    """Where both answer with the same status, the document describes both bodies."""
    spec = narrowed(bake_once, "recipes.yaml").spec
    content = spec["paths"]["/recipes"]["get"]["responses"]["422"]["content"]
    assert content["application/json"]["schema"]["anyOf"] == [
        {"$ref": "#/components/schemas/HTTPValidationError"},
        {"$ref": "#/components/schemas/Error"},
    ]
