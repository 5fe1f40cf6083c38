"""Only users who signed in can call the plugin; tests/oauth has the rest."""

import re
from urllib.parse import parse_qsl

import httpx
from support import TOKEN, status


def test_dev_login_gets_a_token(server: tuple[str, str]) -> None:
    """The printed address leads through the provider to a command that gets a token."""
    url, printed = server
    with httpx.Client(follow_redirects=True) as browser:
        start = re.search(r"start here +(\S+)", printed)
        assert start
        login = browser.get(start[1])
        page = browser.post(login.url, data={"sub": "alice"})
        ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)[0]
        answer = {"ticket": ticket, "answer": "allow"}
        shown = browser.post(f"{url}/oauth/consent", data=answer).text
        form = dict(parse_qsl("&".join(re.findall(r"-d (\S+)", shown))))
        tokens = browser.post(f"{url}/oauth/token", data=form).json()
        assert status(url, tokens["access_token"]) != 401
        assert status(url, TOKEN.findall(printed)[0]) == 401
        # Clients register, because a machine that is offline cannot fetch their documents.
        metadata = browser.get(f"{url}/.well-known/oauth-authorization-server").json()
        assert metadata["registration_endpoint"]
        assert not metadata["client_id_metadata_document_supported"]
