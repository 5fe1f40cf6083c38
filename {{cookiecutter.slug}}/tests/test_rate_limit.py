"""Nobody can call the operations more often than RATE_LIMIT allows."""

import sys

import pytest
from rate_limits import ADDRESS, Clock, Limited, nothing_counted
from support import Invoke, loaded_at_start
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from {{ cookiecutter.__package }}.runtime import authentication, errors
from {{ cookiecutter.__package }}.runtime.current_request import USER
from {{ cookiecutter.__package }}.runtime.rate_limit import callers, calls
from {{ cookiecutter.__package }}.settings import settings

PROXY = "10.0.0.1"


def test_over_the_limit_is_429_until_the_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller reads what the limit is, and when to try again."""
    clock, limited = Clock(monkeypatch), Limited(monkeypatch, "2/minute")
    assert limited.send().status_code == 200
    clock.now += 20
    assert limited.send().status_code == 200
    clock.now += 10.6
    refused = limited.send()
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "30"
    why = "Too many requests: the limit is 2 requests per minute. Try again in 30 seconds"
    assert refused.json() == {"detail": why}
    clock.now += 30
    assert limited.send().status_code == 200


def test_all_limits_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several limits are separated by a semicolon, in any order."""
    clock, limited = Clock(monkeypatch), Limited(monkeypatch, "3/hour; 2 per 5 seconds")
    answers = [limited.send() for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert "2 requests in 5 seconds. Try again in 5 seconds" in answers[-1].text
    clock.now += 5
    answers = [limited.send() for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert "3 requests per hour" in answers[-1].text


def test_a_user_is_counted_wherever_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where users are known, nobody uses up the limit of another user, even at the same address."""
    limited = Limited(monkeypatch, "1/minute")
    assert limited.send("alice").status_code == 200
    elsewhere, another = limited.send("alice", "203.0.113.2"), limited.send("robin")
    expected = [429, 200] if authentication._kind() == USER else [200, 429]
    assert [elsewhere.status_code, another.status_code] == expected


def test_the_address_is_the_servers_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """uvicorn believes the headers of the proxies of FORWARDED_ALLOW_IPS, and nobody else's."""
    monkeypatch.setattr(authentication, "_kind", lambda: "service")
    limited = Limited(monkeypatch, "1/minute")
    limited.app = ProxyHeadersMiddleware(limited.app, trusted_hosts=PROXY)
    names = ("X-Forwarded-For", "X-Real-IP", "Forwarded")
    forged = [dict.fromkeys(names, f"198.51.100.{number}") for number in range(2)]
    assert [limited.send(**each).status_code for each in forged] == [200, 429]
    behind = [limited.send(address=PROXY, **each).status_code for each in forged]
    assert behind == [200, 200]
    assert limited.send(address=PROXY, **forged[0]).status_code == 429


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("::ffff:203.0.113.1", "::ffff:203.0.113.2", False),
        ("203.0.113.1", "203.0.113.2", False),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        ("unknown", "", False),
    ],
)
def test_an_ipv6_caller_has_a_whole_64(one: str, other: str, is_same: bool) -> None:
    """Providers give a /64 to a customer, who can call from any address in it."""
    assert (callers.network(one) == callers.network(other)) is is_same


def test_only_calls_that_are_let_in_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents and refused tokens use up nobody's limit."""
    limited = Limited(monkeypatch, "1/minute")
    for _ in range(2):
        assert limited.send(path="/.well-known/ai-plugin.json").status_code == 200
        refused = limited.send(Authorization="Bearer wrong").status_code
        if refused == 200:  # Tokens are not asked for, so this was the call.
            assert limited.send().status_code == 429
            return
        assert refused == 401
    assert [limited.send().status_code for _ in range(2)] == [200, 429]


def test_pages_of_hosts_can_read_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal has the headers for CORS."""
    limited = Limited(monkeypatch, "1/minute")
    answers = [limited.send(Origin="https://chatgpt.com") for _ in range(2)]
    assert answers[1].status_code == 429
    assert answers[1].headers["Access-Control-Allow-Origin"] == "https://chatgpt.com"


def test_a_user_name_can_be_any_text() -> None:
    """What is stored is a hash, which has neither names nor characters that a storage cannot take."""
    keys = {callers._key("user", name) for name in ("a", "a b", "a\n", "é" * 500, "\ud800")}
    assert len(keys) == 5
    assert all(key.isalnum() and len(key) == 32 for key in keys)
    assert callers._key("user", ADDRESS) != callers._key("address", ADDRESS)


@pytest.mark.parametrize("off", ["", "off"])
def test_without_a_limit_nothing_is_done(monkeypatch: pytest.MonkeyPatch, off: str) -> None:
    """It is decided when the app is made, and the library is not loaded."""
    monkeypatch.setattr(settings(), "rate_limit", off)
    assert calls.counted(authentication.caller) is authentication.caller
    assert calls.counted_in_thread(authentication.identify) is authentication.identify
    assert "limits" not in loaded_at_start()


@pytest.mark.parametrize(
    ("variable", "wrong", "why"),
    [
        ("RATE_LIMIT", "lots", "must be limits such as 100/minute"),
        ("RATE_LIMIT", "100", "must be limits such as 100/minute"),
        ("RATE_LIMIT", "1/fortnight", "must be limits such as 100/minute"),
        ("RATE_LIMIT", "10/second;", "must be limits such as 100/minute"),
        ("RATE_LIMIT", "0/minute", "the smallest number is 1"),
        ("RATE_LIMIT", "1000/year", "for at most 30 days"),
        ("RATE_LIMIT_STORAGE", "localhost:6379", "must be an address such as redis://"),
        ("RATE_LIMIT_STORAGE", "redis://", "must be an address such as redis://"),
        ("RATE_LIMIT_STORAGE", "redis://[", "must be an address such as redis://"),
    ],
)
def test_a_wrong_setting_is_named(invoke: Invoke, variable: str, wrong: str, why: str) -> None:
    """In a sentence, with the form that is expected."""
    result = invoke("check", **{variable: wrong})
    assert result.exit_code == 1
    assert f"{variable}: Value error, must be" in result.output
    assert why in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "package"), [("redis://localhost", "redis"), ("memcached://localhost", "pymemcache")]
)
def test_a_storage_without_its_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, url: str, package: str
) -> None:
    """The plugin does not start, and says what to install."""
    nothing_counted(monkeypatch)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(settings(), "rate_limit_storage", url)
    extra = url.partition(":")[0]
    with pytest.raises(errors.NotReady, match=f"RATE_LIMIT_STORAGE needs the extra {extra}"):
        calls.counted(authentication.caller)


def test_processes_that_count_for_themselves_are_mentioned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit in memory is a limit of each process."""
    monkeypatch.setattr(settings(), "rate_limit", "100/minute")
    assert calls.on_start(1) == []
    (line,) = calls.on_start(4)
    assert "RATE_LIMIT: each of the 4 processes counts for itself" in line
    monkeypatch.setattr(settings(), "rate_limit_storage", "redis://localhost")
    assert calls.on_start(4) == []
    monkeypatch.undo()
    assert calls.on_start(4) == []


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows that have ended are removed, and of too many callers the oldest are forgotten."""
    from {{ cookiecutter.__package }}.runtime.rate_limit import (
        memory,
    )

    clock, kept = Clock(monkeypatch), memory.Memory()
    monkeypatch.setattr(memory, "MOST", 10)
    for number in range(100):
        kept.incr(str(number), 60)
    assert [kept.get("89"), kept.get("90"), kept.incr("90", 60)] == [0, 1, 2]
    clock.now += 60
    assert [kept.get("90"), kept.incr("90", 60), kept.reset()] == [0, 1, 1]


def test_a_request_beside_the_server_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers whose address is unknown are counted together, so that nobody is left uncounted."""
    limited = Limited(monkeypatch, "1/minute")
    limited.app = limited.plugin
    assert [limited.send(address=each).status_code for each in ("", ADDRESS)] == [200, 429]
