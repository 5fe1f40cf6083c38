"""The plugin is open to users who signed in alone; tests/oauth has the rest."""

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
def test_without_a_good_token_nothing_is_done(
    stranger: Client, authorization: str | None, method: str, path: str
) -> None:
    """No token, another scheme and a wrong token are answered with 401 and what is expected."""
    headers = {"Authorization": authorization} if authorization else {}
    path = re.sub(r"{[^}]*}", "1", path)
    response = stranger.send(method, path, headers=headers, content=b"not even JSON")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert response.json()["detail"]


def test_somebody_signs_in_with_dev_login(server: tuple[str, str]) -> None:
    """What is printed leads through the provider to a command that gets a token."""
    url, printed = server
    with httpx.Client(follow_redirects=True) as browser:
        start = re.search(r"start here +(\S+)", printed)
        assert start
        form = browser.get(start[1])
        page = browser.post(form.url, data={"sub": "alice"})
        ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)[0]
        answer = {"ticket": ticket, "answer": "allow"}
        told = browser.post(f"{url}/oauth/consent", data=answer).text
        sent = dict(parse_qsl("&".join(re.findall(r"-d (\S+)", told))))
        tokens = browser.post(f"{url}/oauth/token", data=sent).json()
        assert status(url, tokens["access_token"]) != 401
        assert status(url, TOKEN.findall(printed)[0]) == 401
