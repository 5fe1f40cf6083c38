"""`/`: the plugin at a glance, for whoever opens its address in a browser.

The page is plain HTML and CSS. All texts are the owner's documents', so all of them are escaped.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...settings import settings
from .. import check, documents
from ..check import urls
from ..described import Described, operations
from . import explorer
from .page import Once, Page

_AUTH = {
    "none": "Open to anyone.",
    "service_http": "Callers send the plugin's token in the Authorization header.",
    "user_http": "Users send a token of their own in the Authorization header.",
    "oauth": "Users sign in, and allow a host to call the plugin on their behalf.",
}
_HAS_MCP = find_spec("..mcp", __package__) is not None


def page() -> Page:
    """Make the page, of the documents as they are served.

    Raises:
        errors.NotReady: If a document cannot be used.
    """
    manifest, api = documents.manifest(), documents.openapi()
    style = Path(__file__).with_name("overview.css").read_text(encoding="utf-8")
    name, description = _text(manifest, "name_for_human"), _text(manifest, "description_for_human")
    sections = [
        ("Operations", _operations(operations(api))),
        ("Authentication", _authentication(str(manifest["auth"].get("type", "")))),
        ("Addresses", _addresses(manifest)),
        ("Check", _check(manifest, api)),
    ]
    html = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{description}">
<title>{name}</title>
<link rel="icon" href="/logo.png">
<style>
{style}</style>
</head>
<body>
<header>
<img src="/logo.png" width="96" height="96" alt="">
<div>
<h1 dir="auto">{name}</h1>
<p dir="auto">{description}</p>
</div>
{_TRY if explorer.is_on() else ""}
</header>
<main>
{"".join(_section(title, content) for title, content in sections)}</main>
</body>
</html>
"""
    digest = b64encode(sha256(f"\n{style}".encode()).digest()).decode()
    policy = f"default-src 'none'; img-src 'self'; style-src 'sha256-{digest}'"
    return Page(html.encode("utf-8", "replace"), "text/html", policy)


_TRY = f'<a class="button" href="{explorer.PATH}">Try it</a>'


def _section(title: str, content: str) -> str:
    name = title.lower()
    return (
        f'<section aria-labelledby="{name}">\n<h2 id="{name}">{title}</h2>\n{content}\n</section>\n'
    )


def _operations(listed: Iterable[Described]) -> str:
    return f'<ul class="operations">\n{"".join(map(_operation, listed))}</ul>'


def _operation(described: Described) -> str:
    method, node = described.method, described.node
    # Hosts ask before whatever is not said to be harmless (Actions).
    asks = node.get("x-openai-isConsequential", method != "get")
    summary = _text(node, "summary") or _text(node, "description")
    return (
        f'<li>\n<p class="request"><span class="method {method}">{method.upper()}</span> '
        f"<code>{escape(described.path)}</code></p>\n"
        f'<p dir="auto">{summary}</p>\n'
        f'<p class="notes"><code>{escape(described.id)}</code>'
        f"{_ASKS if asks else ''}</p>\n</li>\n"
    )


_ASKS = ' <span class="asks">asks for confirmation</span>'


def _authentication(kind: str) -> str:
    return f'<p><code class="kind">{escape(kind)}</code> {_AUTH.get(kind, "")}</p>'


def _addresses(manifest: dict[str, Any]) -> str:
    here = settings().public_url
    rows = [
        ("Manifest", _link(f"{here}/{documents.MANIFEST}")),
        ("API", _link(str(manifest["api"].get("url", "")))),
        # An MCP client connects there; a browser would only see an error.
        *([("MCP", f"<code>{escape(here)}/mcp</code>")] if _HAS_MCP else []),
        ("Legal", _link(str(manifest.get("legal_info_url", "")))),
        ("Contact", _mail(str(manifest.get("contact_email", "")))),
    ]
    lines = (f"<dt>{label}</dt>\n<dd>{value}</dd>\n" for label, value in rows)
    return f"<dl>\n{''.join(lines)}</dl>"


def _link(url: str) -> str:
    if not urls.absolute(url):
        return escape(url)
    # Whoever came by another name of this machine stays there.
    inside = url.removeprefix(settings().public_url)
    return f'<a href="{escape(inside if inside.startswith("/") else url)}">{escape(url)}</a>'


def _mail(address: str) -> str:
    return f'<a href="mailto:{escape(quote(address, safe="@"))}">{escape(address)}</a>'


def _check(manifest: dict[str, Any], api: dict[str, Any]) -> str:
    found = [
        *check.check_manifest(manifest),
        *check.check_spec(api, manifest),
        *check.check_files(documents.ROOT, manifest),
    ]
    found.sort(key=lambda problem: _LEVELS.index(problem.level))
    counts: Counter[str] = Counter(problem.level for problem in found)
    words = [_count(counts[each], each) for each in _LEVELS if counts[each] or each == "error"]
    mark = "✗" if counts["error"] else "✓"
    lines = (
        f'<li><strong class="{problem.level}">{problem.level}</strong> '
        f"<span><code>{escape(problem.where)}</code> {escape(problem.message)}</span></li>\n"
        for problem in found
    )
    listed = f'\n<ul class="problems">\n{"".join(lines)}</ul>' if found else ""
    return f'<p><span aria-hidden="true">{mark}</span> {", ".join(words)}</p>{listed}'


_LEVELS = ("error", "warning", "hint")


def _count(count: int, what: str) -> str:
    return f"{count or 'No'} {what}{'' if count == 1 else 's'}"


def _text(node: Any, field: str) -> str:
    return escape(str(node.get(field) or ""))


app = Once(page)
