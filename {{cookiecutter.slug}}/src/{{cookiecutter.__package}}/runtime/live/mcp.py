"""The plugin over MCP (streamable HTTP) at /mcp, if it has one, and how clients sign in there.

Sources: https://modelcontextprotocol.io/specification, RFC 9728, RFC 8414.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from .. import SLUG
from ..check.urls import absolute
from ..check.values import mapping, sequence, text
from . import limits
from .addresses import is_local
from .fetching import Failed, Page, get, request
from .installation import Plugin
from .operations import authorization, wrong_authorization
from .report import Report

_PROTOCOL = "2025-06-18"
_PATH = "/mcp"
_HINTS = ("readOnlyHint", "destructiveHint", "openWorldHint")
_METADATA = re.compile(r'resource_metadata="([^"]*)"')


def check_mcp(plugin: Plugin, token: str, report: Report) -> None:
    """Check the MCP server, and the documents from which its clients learn where to sign in.

    Parameters:
        plugin: The plugin.
        token: A valid token, or nothing.
        report: Gets the lines.
    """
    server = urlsplit(plugin.server)
    url = server._replace(path=_PATH, query="", fragment="")
    try:
        page = _send(url, {}, _INITIALIZE)
    except Failed as error:
        report.skipped("mcp", f"{url.geturl()} {error}")
        return
    challenge = page.answer.headers.get("WWW-Authenticate", "")
    if page.answer.status == 401 and challenge.lower().startswith("bearer"):
        _guarded(plugin, url, challenge, token, report)
    elif _result(page, 1) is None:
        report.skipped("mcp", f"{url.geturl()} is no MCP server ({page.answer.status})")
    elif plugin.asks_for_token:
        report.failed("mcp", f"{url.geturl()} answers anyone, but the API asks for a token")
    else:
        _tools(url, {}, page, report)


def _guarded(plugin: Plugin, url: SplitResult, challenge: str, token: str, report: Report) -> None:
    try:
        status = _send(url, wrong_authorization(plugin), _INITIALIZE).answer.status
    except Failed as error:
        report.failed("mcp", f"{url.geturl()} {error}")
        return
    if status == 401:
        report.ok(
            "mcp", f"{url.geturl()} refuses callers without a token and with a wrong one (401)"
        )
    else:
        message = f"{url.geturl()} answers with {status} to a wrong token; answer with 401"
        report.failed("mcp", message)
    if found := _METADATA.search(challenge):
        _discovery(found[1], url, report)
    elif plugin.auth.get("type") == "oauth":
        message = "WWW-Authenticate must have resource_metadata, or clients cannot sign users in"
        report.failed("mcp", message)
    if not token:
        report.skipped("mcp", "tools are listed with --token only")
    elif url.scheme != "https" and not is_local(url):
        report.skipped("mcp", "the token is not sent without https")
    else:
        headers = authorization(plugin, token)
        try:
            page = _send(url, headers, _INITIALIZE)
        except Failed as error:
            report.failed("mcp", f"{url.geturl()} {error}")
            return
        _tools(url, headers, page, report)


def _tools(url: SplitResult, headers: Mapping[str, str], page: Page, report: Report) -> None:
    started = _result(page, 1)
    if started is None:
        status = page.answer.status
        report.failed("mcp", f"{url.geturl()} does not answer initialize with a result ({status})")
        return
    name = text(mapping(started.get("serverInfo")).get("name"))
    version = text(started.get("protocolVersion"))
    report.ok("mcp", f"{url.geturl()} is {name or 'a server'}, protocol {version}")
    headers = {**headers, "MCP-Protocol-Version": _sendable(version)}
    if session := page.answer.headers.get("Mcp-Session-Id", ""):
        headers["Mcp-Session-Id"] = session
    try:
        _send(url, headers, {"jsonrpc": "2.0", "method": "notifications/initialized"})
        listed = _result(_send(url, headers, _message(2, "tools/list", {})), 2)
    except Failed as error:
        report.failed("mcp", f"tools/list: {url.geturl()} {error}")
        return
    tools = [mapping(each) for each in sequence((listed or {}).get("tools"))]
    if not tools:
        report.failed("mcp", "tools/list has no tools")
        return
    for tool in tools[: limits.MOST_PROBLEMS]:
        lacking = [hint for hint in _HINTS if hint not in mapping(tool.get("annotations"))]
        if lacking:
            message = (
                f"the tool {text(tool.get('name'))} must have {', '.join(lacking)} for ChatGPT"
            )
            report.failed("mcp", message)
    report.ok("mcp", f"lists {len(tools)} {'tool' if len(tools) == 1 else 'tools'}")


def _discovery(address: str, url: SplitResult, report: Report) -> None:
    """Follow the way of a client from the challenge to the endpoints."""
    resource = _document("resource metadata", address, url, report)
    if resource is None:
        return
    if text(resource.get("resource")).rstrip("/") not in (url.geturl(), _origin(url)):
        message = f"resource must be {url.geturl()}, which clients compare (RFC 9728, 3.3)"
        report.failed("resource metadata", message)
        return
    servers = sequence(resource.get("authorization_servers"))
    if not servers or absolute(servers[0]) is None:
        report.failed("resource metadata", "authorization_servers must name one")
        return
    report.ok("resource metadata", f"{address} names {servers[0]}")
    _authorization_server(servers[0], url, report)


def _authorization_server(issuer: str, url: SplitResult, report: Report) -> None:
    name = "authorization server"
    at = urlsplit(issuer)
    path = at.path.rstrip("/")
    # RFC 8414, 3.1; then the places of OpenID Connect Discovery.
    addresses = dict.fromkeys(
        (
            f"{_origin(at)}/.well-known/oauth-authorization-server{path}",
            f"{_origin(at)}/.well-known/openid-configuration{path}",
            f"{_origin(at)}{path}/.well-known/openid-configuration",
        )
    )
    found: dict[str, Any] | None = None
    silent = Report(report.url, is_printed=False)
    for address in addresses:
        found = _document(name, address, url, silent)
        if found is not None:
            break
    if found is None:
        report.failed(name, silent.lines[0].message)
        return
    lacking = [
        field
        for field in ("authorization_endpoint", "token_endpoint")
        if absolute(found.get(field)) is None
    ]
    problems = [f"{field} must be a URL" for field in lacking]
    if text(found.get("issuer")) != issuer:
        problems.append(f"issuer must be {issuer}, which clients compare (RFC 8414, 3.3)")
    if "S256" not in sequence(found.get("code_challenge_methods_supported")):
        problems.append("code_challenge_methods_supported must have S256, which MCP requires")
    for problem in problems:
        report.failed(name, problem)
    registers = found.get("registration_endpoint")
    if not registers and found.get("client_id_metadata_document_supported") is not True:
        report.note(
            name, "clients can neither register nor use a document: the owner must add each"
        )
    if not problems:
        report.ok(name, f"{address} has what clients need")


def _document(name: str, address: str, near: SplitResult, report: Report) -> dict[str, Any] | None:
    url = absolute(address)
    if url is None or (is_local(url) and not is_local(near)):
        report.failed(name, f"{address} is no address that clients could reach")
        return None
    try:
        document = json.loads(get(url).body)
    except Failed as error:
        report.failed(name, f"{address} {error}")
        return None
    except (ValueError, RecursionError):
        report.failed(name, f"{address} is not JSON")
        return None
    if not isinstance(document, dict):
        report.failed(name, f"{address} must be a JSON object")
        return None
    return document


def _message(number: int, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}


_INITIALIZE = _message(
    1,
    "initialize",
    {
        "protocolVersion": _PROTOCOL,
        "capabilities": {},
        "clientInfo": {"name": SLUG, "version": "1"},
    },
)


def _send(url: SplitResult, headers: Mapping[str, str], message: Mapping[str, Any]) -> Page:
    sent = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    number = message.get("id")
    return request(
        "POST",
        url,
        headers={**sent, **headers},
        content=json.dumps(message).encode(),
        # A stream of events may stay open after the answer.
        until=lambda body: number is not None and _event(body, number) is not None,
    )


def _result(page: Page, number: int) -> dict[str, Any] | None:
    """The result of a request, from JSON or from a stream of events."""
    if page.answer.status != 200:
        return None
    if page.answer.kind == "text/event-stream":
        return _event(page.body, number)
    return _of(page.body, number)


def _event(body: bytes, number: int) -> dict[str, Any] | None:
    for event in re.split(rb"\r?\n\r?\n", body)[:-1]:
        data = [line[5:].strip() for line in event.splitlines() if line.startswith(b"data:")]
        if (found := _of(b"\n".join(data), number)) is not None:
            return found
    return None


def _of(body: bytes, number: int) -> dict[str, Any] | None:
    try:
        answer = mapping(json.loads(body))
    except (ValueError, RecursionError):
        return None
    result = answer.get("result")
    return result if answer.get("id") == number and isinstance(result, dict) else None


def _sendable(version: str) -> str:
    return version if re.fullmatch(r"[\w.-]{1,40}", version, re.ASCII) else _PROTOCOL


def _origin(url: SplitResult) -> str:
    return f"{url.scheme}://{url.netloc}"
