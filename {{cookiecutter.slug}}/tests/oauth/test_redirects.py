"""Users are sent back only to https, to their own machine or to an app."""

import pytest

from {{ cookiecutter.__package }}.runtime.oauth import redirects

GOOD = {
    "https://client.example.com/callback": "client.example.com",
    "https://client.example.com:8443/a?b=c": "client.example.com:8443",
    "https://[2606:4700::1111]/a": "[2606:4700::1111]",
    "http://localhost:49152/callback": "a program on your computer (localhost:49152)",
    "http://127.0.0.1": "a program on your computer (127.0.0.1)",
    "http://[::1]:1/a": "a program on your computer ([::1]:1)",
    "com.example.app:/callback": "the app com.example.app",
    "com.example.app://callback": "the app com.example.app",
}


@pytest.mark.parametrize(("uri", "shown"), GOOD.items())
def test_a_valid_address_is_accepted_and_described(uri: str, shown: str) -> None:
    """The description says where the user will be sent."""
    assert redirects.problem(uri) is None
    assert redirects.destination(uri) == shown


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "callback",
        "/callback",
        "//client.example.com/callback",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://client.example.com/x",
        "about:blank",
        "app:/callback",
        "http://client.example.com/callback",
        "http://10.0.0.1/callback",
        "http://localhost.example.com/callback",
        "http://localhost@client.example.com/callback",
        "http://127.0.0.2/callback",
        "https:///callback",
        "https:callback",
        "https://:443/callback",
        "https://user@client.example.com/callback",
        "https://client.example.com:0/callback",
        "https://client.example.com:99999/callback",
        "https://client.example.com/callback#fragment",
        "https://client.example.com\\@evil.example.com/",
        "https://client.example.com/ callback",
        "https://client.example.com/\ncallback",
        "https://clïent.example.com/callback",
        'https://client.example.com/"callback',
        f"https://client.example.com/{'a' * 500}",
    ],
)
def test_an_unsafe_address_is_refused(uri: str) -> None:
    """Schemes that run code, http that leaves the machine, and ambiguous addresses are refused."""
    assert redirects.problem(uri)


def test_only_the_port_of_a_local_program_can_differ() -> None:
    """Everything else is compared character by character (RFC 8252, 7.3; RFC 9700, 4.1.3)."""
    assert redirects.matches("http://127.0.0.1:1/a", "http://127.0.0.1:2/a")
    assert redirects.matches("http://localhost/a", "http://localhost:2/a")
    assert not redirects.matches("http://127.0.0.1/a", "http://localhost/a")
    assert not redirects.matches("http://127.0.0.1/a", "http://127.0.0.1/b")
    assert not redirects.matches(
        "https://client.example.com/a", "https://client.example.com:8443/a"
    )
    assert not redirects.matches("https://client.example.com/a", "https://client.example.com/a/")
