"""What ChatGPT fetched to install a plugin: manifest, API description, logo and legal page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from .. import check
from ..check import files
from ..check.problem import Level
from ..check.reading import Reading, Unreadable, read_json, read_yaml
from ..check.urls import absolute
from ..check.values import mapping, text
from ..plugin_url import MANIFEST
from . import limits
from .addresses import insecure, is_local, is_within, may_redirect, root_domain, server_of
from .fetching import Failed, Page, anywhere, get, request
from .report import Report

_JSON = ("application/json", "text/json")
# YAML has had a type of its own only since RFC 9512, and files are often served as text.
_YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/plain")
_VENDOR = "application/vnd.oai.openapi"
_ENOUGH = 100_000  # bytes of a legal page that are read


@dataclass(frozen=True)
class Plugin:
    """What is known of a plugin once it is installed.

    Parameters:
        manifest: Its manifest.
        spec: Its API description.
        root: Its root domain.
        server: Where its API is, without a slash at the end.
    """

    manifest: dict[str, Any]
    spec: dict[str, Any]
    root: str
    server: str

    @property
    def auth(self) -> dict[str, Any]:
        """The manifest's `auth`."""
        return mapping(self.manifest.get("auth"))

    @property
    def asks_for_token(self) -> bool:
        """Whether callers need a token."""
        return text(self.auth.get("type")) not in ("", "none")


def install(origin: str, hosts: Iterable[str], report: Report) -> Plugin | None:
    """Fetch and check the documents.

    Parameters:
        origin: Where the plugin is.
        hosts: Whose rules the documents are checked against.
        report: Gets the lines.

    Returns:
        The plugin, or None if it cannot be called.
    """
    manifest_page = _manifest(urlsplit(origin + MANIFEST), report)
    manifest = _parsed(manifest_page, "manifest", read_json, report)
    if manifest_page is None or manifest is None:
        return None
    root = root_domain(manifest_page.url)
    spec_page = _spec(mapping(manifest.data), root, report)
    spec = _parsed(spec_page, "spec", _read_spec, report)
    for host in hosts:
        if host == "v1":  # No other host reads it.
            _rules("manifest", host, check.check_manifest(manifest, host), report)
        if spec is not None:
            _rules("spec", host, check.check_spec(spec, manifest.data, host), report)
    _logo(mapping(manifest.data), root, report)
    _legal(mapping(manifest.data), root, report)
    if spec_page is None or spec is None or not isinstance(spec.data, dict):
        return None
    server = _server(spec.data, root, spec_page.url, report)
    plugin = Plugin(mapping(manifest.data), spec.data, root, server)
    _sign_in(plugin, report)
    return plugin


def _manifest(url: SplitResult, report: Report) -> Page | None:
    shown = url.geturl()
    if problem := insecure(url):
        report.failed("manifest", f"{shown} {problem}")
    try:
        page = get(url, follow=may_redirect)
    except Failed as error:
        report.failed("manifest", f"{shown} {error}")
        return None
    if page.is_redirected:
        report.note("manifest", f"redirects to {page.url.geturl()}, whose host is the root domain")
    _report_type(page, "manifest", _JSON, "application/json", report)
    return page


def _spec(manifest: dict[str, Any], root: str, report: Report) -> Page | None:
    url = absolute(mapping(manifest.get("api")).get("url"))
    if url is None:
        report.failed("spec", "api.url is no absolute URL, so there is no API description to fetch")
        return None
    shown = url.geturl()
    if not is_within(url, root):
        report.failed("api.url", f"{shown} must be at the root domain, {root}, or below it")
    else:
        report.ok("api.url", f"{shown} is at the root domain, {root}")
    if _is_unreachable(url, root):
        report.failed("spec", f"{shown} is on localhost, where hosts cannot reach it")
        return None
    try:
        page = get(url, follow=lambda here, there: is_within(there, root))
    except Failed as error:
        report.failed("spec", f"{shown} {error}")
        return None
    if page.is_redirected:
        message = (
            f"redirects to {page.url.geturl()}, which hosts need not follow: name that in api.url"
        )
        report.failed("spec", message)
    _report_type(page, "spec", (*_JSON, *_YAML), "application/yaml or application/json", report)
    return page


def _report_type(
    page: Page, name: str, kinds: tuple[str, ...], wanted: str, report: Report
) -> None:
    kind = page.answer.kind
    shown = f"{page.url.geturl()} ({kind or 'no type'}, {page.size})"
    if kind in kinds or kind.endswith(("+json", "+yaml")) or kind == _VENDOR:
        report.ok(name, shown)
    elif kind in ("text/html", "application/xhtml+xml"):
        message = "is a web page: serve the document itself there"
        report.failed(name, f"{shown} {message}, with Content-Type: {wanted}")
    else:
        report.note(name, f"{shown} should have Content-Type: {wanted}")


def _parsed(
    page: Page | None, name: str, read: Callable[[bytes], Reading], report: Report
) -> Reading | None:
    if page is None:
        return None
    try:
        return read(page.body)
    except Unreadable as error:
        report.failed(name, f"the document {error}")
        return None


def _read_spec(body: bytes) -> Reading:
    """Read JSON as JSON, since YAML does not take tabs, and anything else as YAML."""
    if body.lstrip()[:1] == b"{":
        try:
            return read_json(body)
        except Unreadable:
            pass
    return read_yaml(body)


def _rules(name: str, host: str, problems: list[check.Problem], report: Report) -> None:
    for problem in problems[: limits.MOST_PROBLEMS]:
        _LEVELS[problem.level](report, f"{name} ({host})", problem.message)
    if len(problems) > limits.MOST_PROBLEMS:
        report.note(f"{name} ({host})", f"{len(problems) - limits.MOST_PROBLEMS} more problems")
    if not any(problem.level == "error" for problem in problems):
        report.ok(f"{name} ({host})", "has no errors")


_LEVELS: dict[Level, Callable[[Report, str, str], None]] = {
    "error": Report.failed,
    "warning": Report.note,
    "hint": Report.note,
}


def _logo(manifest: dict[str, Any], root: str, report: Report) -> None:
    value = text(manifest.get("logo_url"))
    if value[:5].lower() == "data:":
        report.ok("logo", "is in the manifest itself, as a data URL")
        return
    page = _page("logo", value, root, limits.LONGEST_LOGO, report)
    if page is None:
        return
    kind = page.answer.kind
    problems: list[tuple[Level, str]] = []
    if page.body.startswith((files.PNG, b"GIF8")):
        problems = files.logo(page.body)
    if not kind.startswith("image/"):
        problems.append(("error", f"has Content-Type: {kind or 'nothing'}; it must be image/…"))
    for level, message in problems:
        _LEVELS[level](report, "logo", message)
    if not problems:
        report.ok("logo", f"{page.url.geturl()} ({kind}, {page.size})")


def _legal(manifest: dict[str, Any], root: str, report: Report) -> None:
    value = text(manifest.get("legal_info_url"))
    page = _page("legal", value, root, 2 * _ENOUGH, report, until=_is_enough)
    if page is None:
        return
    if page.body.strip():
        report.ok("legal", f"{page.url.geturl()} ({page.answer.kind or 'no type'})")
    else:
        report.failed("legal", f"{page.url.geturl()} is empty: write the legal page")


def _is_enough(body: bytes) -> bool:
    return len(body) >= _ENOUGH


def _page(
    name: str, value: str, root: str, longest: int, report: Report, **options: Any
) -> Page | None:
    """Get what browsers open, wherever it is."""
    url = absolute(value.strip().replace(" ", "%20"))
    if url is None:
        report.failed(name, "the manifest has no URL that could be opened")
        return None
    if _is_unreachable(url, root):
        report.failed(name, f"{url.geturl()} is on localhost, where hosts cannot reach it")
        return None
    try:
        return get(url, follow=anywhere, longest=longest, **options)
    except Failed as error:
        report.failed(name, f"{url.geturl()} {error}")
        return None


def _server(spec: dict[str, Any], root: str, document: SplitResult, report: Report) -> str:
    server, is_named = server_of(spec, root, document)
    if is_named:
        report.ok("servers", f"{server} is at the root domain, {root}")
    else:
        message = f"none is at the root domain, {root}, or below it: hosts call {server} instead"
        report.failed("servers", message)
    if problem := insecure(urlsplit(server)):
        report.failed("servers", f"{server} {problem}")
    return server


def _sign_in(plugin: Plugin, report: Report) -> None:
    """See whether the page is there where users sign in; without parameters it may refuse."""
    if plugin.auth.get("type") != "oauth":
        return
    url = absolute(plugin.auth.get("client_url"))
    if url is None or _is_unreachable(url, plugin.root):
        return  # A rule of the manifest, which has a line already.
    try:
        page = request("GET", url, until=_is_enough)
    except Failed as error:
        report.failed("sign-in", f"{url.geturl()} {error}")
        return
    status = page.answer.status
    if status in (404, 405, 410) or status >= 500:
        report.failed("sign-in", f"{url.geturl()} answers with {status}: users cannot sign in")
    else:
        report.ok("sign-in", f"{url.geturl()} answers")


def _is_unreachable(url: SplitResult, root: str) -> bool:
    """Whether a public plugin names an address of this machine."""
    return is_local(url) and not is_within(url, root)
