"""Whether ChatGPT's pages can call a plugin from a browser, as they did on localhost (CORS)."""

from urllib.parse import urlsplit

from .. import cors
from .addresses import is_local
from .fetching import Failed, Page, request
from .report import Report

_SIMPLE = ("GET", "HEAD", "POST")  # Methods that need no permission (Fetch, "CORS-safelisted").


def check_origins(method: str, url: str, report: Report) -> None:
    """Send a preflight for each origin.

    Parameters:
        method: The method of an operation.
        url: The URL of the operation.
        report: Gets a line for each origin. Only plugins on localhost were called from a browser, so
            elsewhere a refusal is a note.
    """
    report_refusal = report.failed if is_local(urlsplit(url)) else report.note
    for origin in cors.ORIGINS:
        try:
            problem = _problem(origin, method, _preflight(origin, method, url))
        except Failed as error:
            problem = f"the preflight {error}"
        if problem:
            report_refusal("CORS", f"pages of {origin} cannot call the plugin: {problem}")
        else:
            report.ok("CORS", f"pages of {origin} can call the plugin")


def _preflight(origin: str, method: str, url: str) -> Page:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": ",".join(sorted(map(str.lower, _asked_for()))),
    }
    return request("OPTIONS", urlsplit(url), headers=headers)


def _asked_for() -> list[str]:
    # GPTs came after plugins, so plugins need not know their header.
    return [name for name in cors.HEADERS if name != "openai-gpt-id"]


def _problem(origin: str, method: str, page: Page) -> str:
    headers, status = page.answer.headers, page.answer.status
    if not 200 <= status < 300:
        return f"the preflight is answered with {status}; answer it with 200 or 204"
    if headers.get("Access-Control-Allow-Origin", "").strip() not in ("*", origin):
        return f"add Access-Control-Allow-Origin: {origin}"
    methods = _listed(headers.get("Access-Control-Allow-Methods", ""))
    if method not in _SIMPLE and not {"*", method.lower()} & methods:
        return f"add {method} to Access-Control-Allow-Methods"
    allowed = _listed(headers.get("Access-Control-Allow-Headers", ""))
    # The wildcard does not stand for Authorization (Fetch, "CORS non-wildcard request-header name").
    lacking = [
        name
        for name in _asked_for()
        if name.lower() not in allowed and ("*" not in allowed or name == "Authorization")
    ]
    return f"add {', '.join(lacking)} to Access-Control-Allow-Headers" if lacking else ""


def _listed(header: str) -> set[str]:
    return {each.strip().lower() for each in header.split(",") if each.strip()}
