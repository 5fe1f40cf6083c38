"""The pages that users see while they sign in."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape

from starlette.responses import HTMLResponse

from ...settings import settings
from .. import documents
from . import clients, redirects, registration
from .answers import HEADERS

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
# Without form-action, because browsers apply it to the redirects that follow the form: to the host,
# and to wherever the host redirects.
_POLICY = (
    f"default-src 'none'; img-src 'self'; style-src 'sha256-{_HASH}'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def consent(request: dict[str, str], user: str, ticket: str) -> HTMLResponse:
    """Ask a user whether a host may call the plugin on their behalf.

    Parameters:
        request: The parameters of the host's authorization request.
        user: The user who signed in.
        ticket: A secret that the form sends back, so that no other page can send the form.
    """
    name = escape(str(documents.manifest()["name_for_human"]))
    destination = redirects.destination(request["redirect_uri"])
    # A client with a document is shown by the domain of its document, even if it runs locally.
    host = clients.domain(request["client_id"]) or destination
    sentences = [
        # Not at the beginning of the sentence: it can be "a program on your computer".
        f"If you choose Allow, <strong>{escape(host)}</strong> can use <strong>{name}</strong> on "
        "your behalf.",
        f"You are signed in as <strong>{escape(user)}</strong>.",
    ]
    registered = registration.read(request["client_id"])
    if registered and registered.name:
        sentences.append(
            f"The client calls itself <strong>{escape(registered.name)}</strong>; "
            "this name is not verified."
        )
    if destination != host:
        sentences.append(f"You will be sent to <strong>{escape(destination)}</strong>.")
    sentences.append(
        f"The access is valid only at <strong>{escape(settings().public_url)}</strong>."
    )
    return _page(
        f"Allow {escape(host)} to use {name}?",
        f"<p>{' '.join(sentences)}</p>"
        '<form method="post" action="/oauth/consent">'
        f'<input type="hidden" name="ticket" value="{escape(ticket)}">'
        '<button name="answer" value="allow">Allow</button>'
        '<button name="answer" value="deny">Deny</button>'
        "</form>"
        '<p><small><a href="/legal">Terms and privacy</a></small></p>',
    )


def refusal(
    detail: str, status: int = 400, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Make a page that says why sign-in cannot continue.

    Parameters:
        detail: What is wrong, and what to do.
        status: The HTTP status.
        headers: The headers of the error, of which Retry-After is sent.
    """
    page = _page("Sign-in stopped", f"<p>{escape(detail)}</p>", status)
    if headers and "Retry-After" in headers:
        page.headers["Retry-After"] = headers["Retry-After"]
    return page


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<link rel="icon" href="/logo.png">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        '<img src="/logo.png" width="64" height="64" alt="">\n'
        f"<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
    policy = {"Content-Security-Policy": _POLICY, "X-Frame-Options": "DENY"}
    return HTMLResponse(html, status, {**HEADERS, **policy})
