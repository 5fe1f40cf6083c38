"""`/docs`: Swagger UI on openapi.yaml, to try the operations in a browser.

Swagger UI comes from the package flask-swagger-ui, a development dependency. Nothing of it is
imported, and its files are read when somebody first opens `/docs`.
"""

from functools import cache, partial
from html import escape
from importlib.util import find_spec
from pathlib import Path

from ...settings import settings
from .. import SLUG, documents, errors
from ..asgi import Message, Receive, Send, send_json
from .page import Once, Page

PATH = "/docs"
# The page to which signing in leads back, with a code.
REDIRECT = "/docs/oauth2-redirect.html"
# What the plugin's own authorization server knows the explorer by (runtime/oauth).
CLIENT_ID = f"{SLUG}-docs"

_PACKAGE = "flask-swagger-ui"
_OWN = Path(__file__).parent
_TYPES = {".css": "text/css", ".js": "text/javascript"}
# Swagger UI calls the plugin, at the same origin, and its style sheet has icons as data: URLs.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'"
)


def is_on() -> bool:
    """Whether `/docs` is served: on this machine, or with DOCS=1, and if Swagger UI is installed."""
    return not _absent()


def check_settings() -> None:
    """Check that the plugin can serve what DOCS=1 asks for.

    Raises:
        errors.NotReady: If Swagger UI is not installed.
    """
    if settings().docs and (why := _absent()):
        raise errors.NotReady(why)


def redirect_uri() -> str:
    """The only address to which a sign-in of the explorer may lead back."""
    return settings().public_url + REDIRECT


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Serve the explorer, or say why it is not there."""
    if why := _absent():
        await send_json(404, errors.body(why), [], send)
    else:
        await _PAGES[scope["path"]](scope, receive, send)


def _absent() -> str:
    if not settings().serves_docs:
        return "The API explorer is off. To serve it at this address, set DOCS=1"
    if not _swagger_ui():
        return (
            f"The API explorer needs the package {_PACKAGE}, one of the development dependencies: "
            f"run `uv sync`, or `uv add {_PACKAGE}` to have it in production too"
        )
    return ""


@cache
def _swagger_ui() -> Path | None:
    """The folder with the files of Swagger UI; found without importing the package."""
    found = find_spec(_PACKAGE.replace("-", "_"))
    folders = (found and found.submodule_search_locations) or []
    return next((Path(folder) / "dist" for folder in folders), None)


def page() -> Page:
    """Make the page that loads Swagger UI."""
    manifest = documents.manifest()
    name = escape(str(manifest["name_for_human"]))
    auth = manifest["auth"]
    client_id = CLIENT_ID if auth.get("type") == "oauth" else ""
    html = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API explorer: {name}</title>
<link rel="icon" href="/logo.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/explorer.css">
<script defer src="/docs/explorer.js" data-origin="{escape(settings().public_url)}"
  data-client-id="{escape(client_id)}" data-redirect="{escape(redirect_uri())}"
  data-scope="{escape(str(auth.get("scope", "")))}"></script>
<script defer src="/docs/swagger-ui-bundle.js"></script>
</head>
<body>
<header>
<a href="/"><img src="/logo.png" width="36" height="36" alt=""><span dir="auto">{name}</span></a>
<h1>API explorer</h1>
</header>
<main id="explorer"><noscript><p>The API explorer needs JavaScript. The API is described in
<a href="/openapi.yaml">openapi.yaml</a>.</p></noscript></main>
</body>
</html>
"""
    return Page(html.encode(), "text/html", _POLICY)


# Swagger UI's own page for this has no title and no icon.
_BACK = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Signed in</title>
<link rel="icon" href="/logo.png">
<script src="/docs/oauth2-redirect.js"></script>
</head>
<body></body>
</html>
"""


def _file(name: str, folder: Path | None = None) -> Page:
    file = (folder or _swagger_ui() or _OWN) / name
    return Page(file.read_bytes(), _TYPES[file.suffix])


_PAGES = {
    PATH: Once(page),
    "/docs/explorer.css": Once(partial(_file, "explorer.css", _OWN)),
    "/docs/explorer.js": Once(partial(_file, "explorer.js", _OWN)),
    "/docs/swagger-ui.css": Once(partial(_file, "swagger-ui.css")),
    "/docs/swagger-ui-bundle.js": Once(partial(_file, "swagger-ui-bundle.js")),
    REDIRECT: Once(lambda: Page(_BACK.encode(), "text/html", _POLICY)),
    "/docs/oauth2-redirect.js": Once(partial(_file, "oauth2-redirect.js")),
}
PATHS = tuple(_PAGES)
