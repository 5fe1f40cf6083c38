"""What an answer to `endpoints` may say of a document, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents_to_import import DOCUMENTS

from plugin_template import importing
from plugin_template.answers.rules import problems_of

PETS = DOCUMENTS / "apis" / "pet_store.yaml"


@pytest.fixture(autouse=True)
def _stand_among_the_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PETS.parent)


@pytest.mark.parametrize(
    "answer",
    [
        "petstore.yaml",
        "petstore.yml#listPets,pets",
        " my api.json # a, b ",
        "./api",
        "../api/openapi",
        "~/openapi.json",
        "/srv/api.YAML#x",
        r"C:\apis\pets.json",
        "https://example.com/openapi",
    ],
)
def test_an_answer_that_names_a_document(answer: str) -> None:
    """Paths and addresses are documents, relative or absolute, with a choice or without."""
    assert importing.names_document(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "todo",
        "GET /openapi.yaml",
        "getSpec: GET /openapi.yaml",
        "GET /a # see openapi.yaml",
        "get /x.json",
        "GET /a; GET /b.json",
        "todo; GET /b.json",
        "",
    ],
)
def test_an_answer_that_is_an_endpoint(answer: str) -> None:
    """Endpoints in the grammar, and names of examples, are never taken for files."""
    assert not importing.names_document(answer)


@pytest.mark.parametrize(
    ("choice", "operations"),
    [
        ("#getPetById", ["getPetById"]),
        ("#placeOrder,getPetById", ["getPetById", "placeOrder"]),
        ("#store", ["getInventory", "placeOrder"]),
        (" # store , addPet ", ["addPet", "getInventory", "placeOrder"]),
    ],
)
def test_operations_are_chosen_by_id_or_tag(choice: str, operations: list[str]) -> None:
    """They come in the order of the document, each once, from a file where the user stands."""
    imported = importing.imported(f"pet_store.yaml{choice}")
    assert [each.operation_id for each in imported.operations] == operations


def test_an_operation_is_chosen_by_the_name_that_it_was_given() -> None:
    """The document's own operationId is as good as the one that the plugin has instead."""
    for name in ("get-an-album", "get_an_album"):
        (operation,) = importing.imported(f"music.yaml#{name}").operations
        assert operation.operation_id == "get_an_album"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "pet_store.yaml#getPetByIdd",
            "has no operationId and no tag getPetByIdd, did you mean getPetById? It has the tags pet, store.",
        ),
        (
            "pet_store.yaml#getPetById,uploadFile",
            "a body must be JSON, but is application/octet-stream",
        ),
        ("pet_store.yaml#", "has nothing after #"),
        ("gone.yaml", f"does not exist in {PETS.parent}: check the path"),
        (".//", "cannot be read: Is a directory"),
        (
            "https://example.com/v1/api.json?x=1#pets",
            "nothing is downloaded here: run `curl -L -o api.json 'https://example.com/v1/api.json?x=1'`, then answer api.json#pets",
        ),
        ("../oddities/swagger.yaml", "is a Swagger 2.0 document"),
    ],
)
def test_a_wrong_answer_is_explained(answer: str, message: str) -> None:
    """The line says what is wrong and what to do."""
    (problem,) = problems_of("endpoints", answer)
    assert message in problem


def test_more_operations_than_hosts_take_are_refused(tmp_path: Path) -> None:
    """30 are accepted and reported as many; with 31, tags and operationIds are listed."""
    for count in (30, 31):
        operations = "".join(
            f"  /a{n}: {{get: {{operationId: getA{n}, tags: [t{n % 2}], responses: {{}}}}}}\n"
            for n in range(count)
        )
        (tmp_path / f"{count}.yaml").write_text(f"openapi: 3.0.0\npaths:\n{operations}")
    most = importing.imported(str(tmp_path / "30.yaml"))
    assert "30 operations are many" in str(most.report)
    with pytest.raises(
        importing.DocumentError, match="at most 30 are allowed: name some"
    ) as refused:
        importing.imported(str(tmp_path / "31.yaml"))
    assert "Tags: t0, t1. operationIds: getA0," in str(refused.value)
    assert len(importing.imported(str(tmp_path / "31.yaml#t0")).operations) == 16


def test_operations_are_listed_by_tag() -> None:
    """Each is one line with its operationId, method, path and summary."""
    listed = importing.operations("pet_store.yaml#store")
    assert list(listed) == ["pet", "store"]
    assert [each.operation_id for each in listed["store"]] == ["getInventory", "placeOrder"]
    assert (
        listed["store"][0].line == "getInventory      GET    /store/inventory  Count pets by status"
    )
    assert list(importing.operations("payments.yaml")) == ["other"]
