"""`chat` alone serves the plugin, signs in and calls it."""

import os
import re
import webbrowser
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from credentials import SERVE_OPTIONS
from scripted_endpoint import Endpoint, calls, says, served

from PACKAGE.__main__ import main
from PACKAGE.runtime import documents
from PACKAGE.runtime.chat import local
from PACKAGE.runtime.chat.browser import sign_in
from PACKAGE.runtime.chat.plugin import Plugin
from PACKAGE.runtime.chat.tools import Request
from PACKAGE.settings import settings

KIND = documents.manifest()["auth"]["type"]
needs_a_token = pytest.mark.skipif(KIND not in ("service_http", "user_http"), reason="no token")
oauth = pytest.mark.skipif(KIND != "oauth", reason="nobody signs in")
ADD = calls(("addTodo", {"username": "me", "todo": "buy milk"}))
READ = calls(("getTodos", {"username": "me"}))

pytestmark = [
    # The mock provider uses deprecated parts of Authlib.
    pytest.mark.filterwarnings("ignore:get_jwt_config", 'ignore:JWS algorithm "none"'),
]


@pytest.fixture(autouse=True)
def _variables() -> Iterator[None]:
    """`chat` sets variables for its own process."""
    before = dict(os.environ)
    for name in ("HOST", "PORT", "PUBLIC_URL", "SERVICE_TOKEN", "OPENAI_MODEL", "PLUGIN_TOKEN"):
        os.environ.pop(name, None)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with served() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        yield running


def forget() -> None:
    """Forget the run before: otherwise each is a process of its own."""
    for each in (
        settings,
        documents.manifest,
        documents.openapi,
        documents.manifest_json,
        documents.openapi_yaml,
    ):
        each.cache_clear()


def chat(*arguments: str) -> Result:
    forget()
    result = CliRunner().invoke(main, ["chat", "--yes", *arguments])
    assert "Traceback" not in result.output
    return result


class Browser:
    """Somebody who signs in as `me`, and allows the program or does not."""

    answer = "allow"
    said = ""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        Thread(target=self.visit, args=(url,), daemon=True).start()
        return True

    def visit(self, url: str) -> None:
        with httpx.Client(follow_redirects=True, trust_env=False) as http:
            assert http.get(f"{url}/callback", params={"state": "x"}).status_code == 404
            page = http.get(url)
            page = http.post(page.url, data={"sub": "me"})
            (ticket,) = re.findall(r'name="ticket" value="([^"]*)"', page.text)
            form = {"ticket": ticket, "answer": self.answer}
            self.said = http.post(page.url.join("/oauth/consent"), data=form).text


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setenv("BROWSER", "scripted")
    scripted: Any = Browser()
    webbrowser.register("scripted", None, scripted, preferred=True)
    return scripted


def test_chat_alone_calls_the_plugin(endpoint: Endpoint, browser: Browser) -> None:
    """Without a second terminal, with what the auth type asks for."""
    endpoint.script(ADD, READ, says("Added"))
    result = chat(*SERVE_OPTIONS, "Add milk")
    assert result.exit_code == 0, result.output
    assert result.stdout == "Added\n"
    assert endpoint.read_last == ["{}", '{"todos":["buy milk"]}']
    assert "TODO List at http://localhost:" in result.stderr


@needs_a_token
def test_a_token_that_is_given_is_sent(endpoint: Endpoint) -> None:
    """Before the one that is made for this run; here it is a wrong one."""
    endpoint.script(READ, says("Sorry"))
    chat("--token", "wrong", "?")
    assert endpoint.read_last[0].startswith("401 Unauthorized")
    assert "not printable ASCII" in chat("--token", "a token ✓", "?").stderr


@oauth
def test_an_expired_access_token_is_renewed(browser: Browser) -> None:
    """A conversation can last longer than an access token."""
    from PACKAGE.runtime.oauth import dev_login

    forget()
    _, stop = dev_login.start()
    with local.served(has_provider=True) as (url, _), closing(Plugin(url)) as plugin:
        signed_in = sign_in(plugin)
        signed_in.tokens = {**signed_in.tokens, "access_token": "expired"}
        plugin.http.auth = signed_in
        answers = [plugin.call(Request("GET", "/todos/me", (), None)) for _ in range(2)]
    stop()
    assert [answer.status for answer in answers] == ["200 OK", "200 OK"]
    assert signed_in.tokens["access_token"] != "expired"


@oauth
def test_a_user_can_deny(endpoint: Endpoint, browser: Browser) -> None:
    """Then nothing is called, and it is said why."""
    browser.answer = "deny"
    result = chat("--dev-login", "?")
    assert result.exit_code == 1
    assert "Sign-in failed: access_denied" in result.stderr
    assert "To sign in, open http://127.0.0.1:" in result.stderr
    assert not endpoint.requests


@oauth
def test_it_is_said_how_to_sign_in(endpoint: Endpoint) -> None:
    """Without a provider for this machine, and without the plugin at its own address."""
    result = chat("?")
    assert result.exit_code == 1
    assert "Add --dev-login to sign in as anyone, on this machine" in result.stderr
    both = chat("--dev-login", "--url", "https://plugin.example.com", "?")
    assert both.exit_code == 2
    assert "leave out --url" in both.stderr
