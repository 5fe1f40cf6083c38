"""A browser that signs in: it follows the redirects, types a name and presses Allow.

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
    """Open the address that a client asks a person to open, and do what a person does there.

    Parameters:
        url: The address: a plugin's, that is served with `--dev-login`.
        user: The name to sign in as.

    Returns:
        What the client shows the person in the end.
    """
    with httpx.Client(follow_redirects=True, timeout=PATIENCE) as browser:
        form = browser.get(url)
        page = browser.post(form.url, data={"sub": user})
        ticket = re.search(r'name="ticket" value="([^"]*)"', page.text)
        if not ticket:
            raise RuntimeError(f"no consent page at {page.url}: {page.status_code} {page.text}")
        answer = {"ticket": ticket[1], "answer": "allow"}
        return browser.post(urljoin(url, "/oauth/consent"), data=answer)


def token(url: str, printed: str) -> str:
    """Sign in as `serve --dev-login` says, and change the code into a token.

    Parameters:
        url: Where the plugin is.
        printed: What `serve --dev-login` printed.

    Returns:
        An access token.
    """
    start = re.search(r"start here +(\S+)", printed)
    if not start:
        raise RuntimeError(f"nothing to start at in what was printed: {printed}")
    shown = sign_in(start[1]).text
    sent = dict(parse_qsl("&".join(re.findall(r"-d (\S+)", shown))))
    answer = httpx.post(f"{url}/oauth/token", json=sent, timeout=PATIENCE)
    return str(answer.raise_for_status().json()["access_token"])


if __name__ == "__main__":
    print(sign_in(sys.argv[1]))
