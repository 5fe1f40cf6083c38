"""Only users who signed in can call the plugin; tests/oauth has the rest."""

import re
from urllib.parse import parse_qsl

import httpx
import pytest
from support import TOKEN, Client, status

from {{ cookiecutter.__package }}.runtime import documents

PATHS = documents.openapi()["paths"]
OPERATIONS = [(method.upper(), path) for path in PATHS for method in PATHS[path]]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("authorization", [None, "Basic dXNlcjpwYXNz", "Bearer", "Bearer wrong"])
def test_without_a_valid_token_nothing_is_done(
    stranger: Client, authorization: str | None, method: str, path: str
) -> None:
    """No token, another scheme and a wrong token get 401 and a challenge."""
    headers = {"Authorization": authorization} if authorization else {}
    path = re.sub(r"{[^}]*}", "1", path)
    response = stranger.send(method, path, headers=headers, content=b"not even JSON")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert response.json()["detail"]


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
