"""The pages that a person sees while signing in."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from .. import documents
from .authorization_server import HEADERS

_STYLE = """
:root { color-scheme: light dark; }
body {
  margin: 0 auto;
  padding: 12vh 1.25rem 2rem;
  max-width: 26rem;
  font: 1.0625rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
img { display: block; border-radius: 0.75rem; }
h1 { margin: 1.25rem 0 0; font-size: 1.5rem; line-height: 1.25; }
form { display: flex; gap: 0.75rem; margin: 2rem 0; }
button {
  flex: 1;
  padding: 0.75rem;
  border: 1px solid GrayText;
  border-radius: 0.5rem;
  font: inherit;
  color: inherit;
  background: none;
  cursor: pointer;
}
button[value=allow] { border-color: #0b6b4f; background: #0b6b4f; color: #fff; font-weight: 600; }
small { opacity: 0.75; }
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
# Without form-action: browsers apply it to the redirect that follows the form, which goes to the
# host, and to wherever that sends them on.
_POLICY = (
    f"default-src 'none'; img-src 'self'; style-src 'sha256-{_HASH}'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def consent(request: dict[str, str], user: str, ticket: str) -> HTMLResponse:
    """Ask a person whether a host may call in their name.

    Parameters:
        request: What the host asked for: who it is, and where it is told.
        user: Who signed in.
        ticket: What the form sends back, so that no other page can send it.
    """
    name = escape(str(documents.manifest()["name_for_human"]))
    told = urlsplit(request["redirect_uri"]).netloc
    # A client whose id is an address is known by that, wherever on a machine it listens.
    host = escape(urlsplit(request["client_id"]).netloc or told)
    elsewhere = f" The answer goes to <strong>{escape(told)}</strong>." if told != host else ""
    return _page(
        f"Allow {host} to use {name}?",
        f"<p><strong>{host}</strong> asks to use <strong>{name}</strong> in your name. "
        f"You are signed in as <strong>{escape(user)}</strong>.{elsewhere}</p>"
        '<form method="post" action="/oauth/consent">'
        f'<input type="hidden" name="ticket" value="{escape(ticket)}">'
        '<button name="answer" value="allow">Allow</button>'
        '<button name="answer" value="deny">Deny</button>'
        "</form>"
        '<p><small><a href="/legal">Terms and privacy</a></small></p>',
    )


def refusal(detail: str, status: int = 400) -> HTMLResponse:
    """Tell a person why sign-in stops here.

    Parameters:
        detail: What is wrong, and what to do.
        status: The HTTP status.
    """
    return _page("Sign-in stopped", f"<p>{escape(detail)}</p>", status)


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        '<img src="/logo.png" width="64" height="64" alt="">\n'
        f"<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
    policy = {"Content-Security-Policy": _POLICY, "X-Frame-Options": "DENY"}
    return HTMLResponse(html, status, {**HEADERS, **policy})
