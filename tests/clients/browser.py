"""An automated browser that signs in: it follows redirects, enters a name and presses Allow.

python browser.py URL
"""

from __future__ import annotations

import re
import sys
from urllib.parse import parse_qsl, urljoin

import httpx

# Seconds for one page; the machine may be busy.
PATIENCE = 60


def sign_in(url: str, user: str = "alice") -> httpx.Response:
    """Open the address at which a client wants the user to sign in, and sign in there.

    Parameters:
        url: The address, at a plugin that is served with `--dev-login`.
        user: The name to sign in with.

    Returns:
        The last page, which the client shows to the user.
    """
    # A client may start to listen for the answer a little late.
    listening = httpx.HTTPTransport(retries=5)
    with httpx.Client(transport=listening, follow_redirects=True, timeout=PATIENCE) as browser:
        login = browser.get(url)
        page = browser.post(login.url, data={"sub": user})
        ticket = re.search(r'name="ticket" value="([^"]*)"', page.text)
        if not ticket:
            raise RuntimeError(f"no consent page at {page.url}: {page.status_code} {page.text}")
        answer = {"ticket": ticket[1], "answer": "allow"}
        return browser.post(urljoin(url, "/oauth/consent"), data=answer)


def token(url: str, printed: str) -> str:
    """Sign in at the address that `serve --dev-login` printed, and exchange the code for a token.

    Parameters:
        url: The plugin's address.
        printed: The output of `serve --dev-login`.

    Returns:
        An access token.
    """
    start = re.search(r"start here +(\S+)", printed)
    if not start:
        raise RuntimeError(f"the output contains no address to start at: {printed}")
    shown = sign_in(start[1]).text
    form = dict(parse_qsl("&".join(re.findall(r"-d (\S+)", shown))))
    answer = httpx.post(f"{url}/oauth/token", json=form, timeout=PATIENCE)
    return str(answer.raise_for_status().json()["access_token"])


if __name__ == "__main__":
    print(sign_in(sys.argv[1]))
