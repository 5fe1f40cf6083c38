"""An operation that takes too long is answered all the same, and nobody else waits for it."""

import gc
import logging
import time
from collections.abc import Callable, Iterator

import pytest
from slow_plugin import ENOUGH, SECONDS, Slow

from {{ cookiecutter.__package }}.runtime import time_limit
from {{ cookiecutter.__package }}.settings import Settings, settings


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """A plugin whose operations wait until they are released."""
    plugin = Slow(monkeypatch)
    yield plugin
    plugin.released.set()


def test_an_operation_that_takes_too_long_is_504(
    slow: Slow, caplog: pytest.LogCaptureFixture
) -> None:
    """The caller reads why, as does a page of ChatGPT; each is one line in the owner's log."""
    with caplog.at_level(logging.ERROR):
        answers = slow.send(("GET", "/thread"), ("POST", "/thread"), ("GET", "/coroutine"))
    why = f"The operation took longer than {SECONDS} seconds"
    assert [answer.status_code for answer in answers] == [504] * 3
    assert [answer.json()["detail"] for answer in answers] == [
        why,
        f"{why}; it may still have taken effect",
        why,
    ]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "https://chatgpt.com"
    lines = [each.message for each in caplog.records if "OPERATION_TIMEOUT" in each.message]
    names = sorted(line.partition(" has not returned within")[0] for line in lines)
    assert names == ["addThread", "getCoroutine", "getThread"]


def test_a_coroutine_is_cancelled(slow: Slow) -> None:
    """It does not go on when nobody waits for it."""
    events: list[str] = []
    slow.send(("GET", "/coroutine"), then=lambda: events.extend(slow.events))
    assert events == ["cancelled"]


def test_the_answer_of_a_thread_is_dropped(slow: Slow, caplog: pytest.LogCaptureFixture) -> None:
    """A thread cannot be stopped; what it returns too late reaches nobody."""

    def release() -> None:
        caplog.clear()
        slow.released.set()
        assert until(lambda: not time_limit.threads.are_busy())

    (answer,) = slow.send(("GET", "/thread"), then=release)
    assert answer.status_code == 504
    assert slow.events == ["returned"]
    gc.collect()  # An answer that nobody has dropped would be reported now.
    assert caplog.records == []


def test_functions_that_never_return_do_not_fill_the_threads_silently(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While they keep all threads, others learn at once to come back later."""
    threads = time_limit.Threads(2)
    monkeypatch.setattr(time_limit, "threads", threads)

    def quick() -> int:
        with monkeypatch.context() as patient:
            patient.setattr(settings(), "operation_timeout", ENOUGH)
            return slow.send(("GET", "/quick"))[0].status_code

    slow.send(("GET", "/thread"))
    assert quick() == 200
    slow.send(("GET", "/thread"))
    assert threads.overdue() == 2
    (answer,) = slow.send(("GET", "/quick"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "No thread was free" not in caplog.text  # It did not wait.
    assert answer.headers["Access-Control-Allow-Origin"] == "https://chatgpt.com"
    slow.released.set()
    assert until(lambda: not threads.are_busy())
    assert quick() == 200


def test_what_gets_no_thread_in_time_is_not_done(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller that is told to come back later finds nothing done twice."""
    threads = time_limit.Threads(1)
    monkeypatch.setattr(time_limit, "threads", threads)
    answers = slow.send(("POST", "/thread"), ("POST", "/thread"))
    assert sorted(answer.status_code for answer in answers) == [429, 504]
    slow.released.set()
    assert until(lambda: not threads.are_busy())
    assert slow.events == ["began"]


@pytest.mark.parametrize("path", ["/timeout", "/stop"])
def test_an_error_of_the_function_is_500(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A TimeoutError of its own is not the limit's, and StopIteration leaves nobody waiting."""
    assert Slow(monkeypatch, ENOUGH).send(("GET", path))[0].status_code == 500


@pytest.mark.parametrize("wrong", ["0", "-1", "inf", "nan", "soon"])
def test_the_limit_is_a_number_of_seconds(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    """Hosts wait 30 seconds, so the default is less; there is always a limit."""
    assert 0 < Settings.model_fields["operation_timeout"].default < 30
    monkeypatch.setenv("OPERATION_TIMEOUT", wrong)
    with pytest.raises(ValueError, match="operation_timeout"):
        Settings()


def until(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so."""
    for _ in range(1_000):
        if is_so():
            return True
        time.sleep(0.01)
    return False
