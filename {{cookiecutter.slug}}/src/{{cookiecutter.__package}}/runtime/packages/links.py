"""Links that install the MCP server in VS Code and Cursor."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from urllib.parse import quote

from .facts import Facts

_VS_CODE = "https://vscode.dev/redirect/mcp/install"
_CURSOR = "https://cursor.com/en/install-mcp"


def vs_code(facts: Facts) -> str:
    """Write the link for VS Code."""
    server = {"type": "http", "url": facts.mcp_url}
    return f"{_VS_CODE}?name={facts.slug}&config={quote(_json(server), safe='')}"


def cursor(facts: Facts) -> str:
    """Write the link for Cursor."""
    config = b64encode(_json({"url": facts.mcp_url}).encode()).decode()
    return f"{_CURSOR}?name={facts.slug}&config={quote(config, safe='')}"


def moved(page: str, facts: Facts) -> str:
    """Renew the links of a page.

    Parameters:
        page: Markdown or HTML.
        facts: With the origin that they shall have.

    Returns:
        The page; nothing but links that install this plugin has changed.
    """
    for start, link in ((_VS_CODE, vs_code(facts)), (_CURSOR, cursor(facts))):
        pattern = rf"{re.escape(start)}\?name={re.escape(facts.slug)}&config=[\w%.~=+/-]*"
        page = re.sub(pattern, link, page)
    return page


def _json(server: dict[str, str]) -> str:
    return json.dumps(server, separators=(",", ":"))
