"""What FastAPI supplies arrives, after the caller is known."""

from support import Client

from PACKAGE import operations

CALLER = {"Authorization": "Bearer the-service-token-of-the-tests"}


def test_dependencies_headers_and_the_request_arrive() -> None:
    headers = CALLER | {"X-Tenant": "a", "User-Agent": "test"}
    assert Client(headers).send("GET", "/plain/x?limit=2").json() == {
        "user": "x",
        "limit": 2,
        "connection": "connection of a",
        "path": "/plain/x",
        "agent": "test",
    }
    assert operations.asked[-2:] == ["a", "closed"]


def test_a_background_task_runs() -> None:
    assert Client(CALLER).send("GET", "/coroutine/late").text == "late"
    assert operations.asked[-1] == "late"


def test_no_dependency_runs_for_a_stranger() -> None:
    before = list(operations.asked)
    assert Client({"X-Tenant": "b"}).send("GET", "/plain/x?limit=2").status_code == 401
    assert operations.asked == before


def test_a_header_that_is_missing_is_refused() -> None:
    client = Client(CALLER | {"X-Tenant": "c"})
    answer = client.send("GET", "/plain/x?limit=many")
    assert answer.status_code == 422
    assert "query.limit" in answer.json()["detail"]
