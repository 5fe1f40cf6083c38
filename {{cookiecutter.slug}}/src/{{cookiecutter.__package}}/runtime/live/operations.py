"""Calls the operations: guarded ones without a right token, and with one only what reads."""

import base64
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..check.openapi.api import Api, Operation
from ..check.values import text
from . import limits, samples
from .addresses import is_local
from .browsers import check_origins
from .fetching import Failed, Page, request
from .installation import Plugin
from .report import Report

# A GET that is named so does more than read, whatever its method says.
_CHANGING = re.compile(
    "add|append|assign|book|buy|cancel|clear|create|delete|destroy|disable|edit|enable|execute|insert|"
    "make|modify|move|order|pay|post|publish|purge|put|register|remove|rename|reset|run|save|send|set|"
    "start|stop|store|submit|trigger|unset|update|upload|write"
)
_FIRST_WORD = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class _Silent(Exception):
    """The API does not answer, so that no other operation is tried."""


def check_operations(plugin: Plugin, token: str, values: Mapping[str, str], report: Report) -> None:
    """Try the operations.

    Parameters:
        plugin: The plugin.
        token: A valid token, or nothing.
        values: What is sent for parameters, by their names.
        report: Gets the lines.
    """
    api = Api(plugin.spec, plugin.auth, "")
    operations = api.operations[: limits.MOST_OPERATIONS]
    if not operations:
        report.failed("operations", "the API description has none")
        return
    first = operations[0]
    url = plugin.server + samples.address(api, first, values, unknown=True)
    check_origins(first.method, url, report)
    try:
        for operation in operations:
            _Trial(plugin, api, operation, token, values, report).run()
    except _Silent as silent:
        message = f"{silent}; the operations that are left are not tried"
        report.failed("operations", message)
        return
    if left := len(api.operations) - len(operations):
        report.skipped("operations", f"{left} more are not tried")


def authorization(plugin: Plugin, token: str) -> dict[str, str]:
    """Write the header that hosts send with a token.

    Parameters:
        plugin: The plugin, whose manifest says how.
        token: The token.
    """
    kind = text(plugin.auth.get("authorization_type"))
    name = text(plugin.auth.get("custom_auth_header"))
    if kind == "custom" and re.fullmatch("[A-Za-z0-9-]+", name):
        return {name: token}
    if kind == "basic":
        return {"Authorization": f"Basic {token}"}
    return {"Authorization": f"Bearer {token}"}


def wrong_authorization(plugin: Plugin) -> dict[str, str]:
    """Write the header with a token that is none."""
    wrong = secrets.token_urlsafe()
    is_basic = plugin.auth.get("authorization_type") == "basic"
    pair = base64.b64encode(f"nobody:{wrong}".encode()).decode()
    return authorization(plugin, pair if is_basic else wrong)


@dataclass(frozen=True)
class _Trial:
    """Tries one operation."""

    plugin: Plugin
    api: Api
    operation: Operation
    token: str
    values: Mapping[str, str]
    report: Report

    @property
    def name(self) -> str:
        return text(self.operation.node.get("operationId")) or str(self.operation)

    @property
    def only_reads(self) -> bool:
        node = self.operation.node
        return (
            self.operation.method == "GET"
            and node.get("x-openai-isConsequential") is not True
            and not any(map(_names_a_change, [self.name, *self.operation.path.split("/")]))
        )

    @property
    def is_guarded(self) -> bool:
        needed = self.operation.node.get("security", self.api.spec.get("security"))
        is_open = isinstance(needed, list) and (not needed or {} in needed)
        return self.plugin.asks_for_token and not is_open

    def run(self) -> None:
        if self.is_guarded:
            self.try_guard()
        if not self.only_reads:
            return
        if not self.is_guarded:
            self.read({}, "without a token")
        elif self.token:
            if urlsplit(self.plugin.server).scheme != "https" and not self.is_local:
                self.report.skipped(self.name, "the token is not sent without https")
            else:
                self.read(authorization(self.plugin, self.token), "with the token")

    @property
    def is_local(self) -> bool:
        return is_local(urlsplit(self.plugin.server))

    def try_guard(self) -> None:
        """Expect 401. No body is sent, so that little happens if there is no guard."""
        wrong: dict[str, dict[str, str]] = {
            "without a token": {},
            "with a wrong token": wrong_authorization(self.plugin),
        }
        for how, headers in wrong.items():
            page = self.call(headers)
            if page is None:
                return
            if problem := _not_refused(page.answer.status):
                self.report.failed(self.name, f"answers with {page.answer.status} {how}: {problem}")
                return
        self.report.ok(self.name, "refuses callers without a token and with a wrong one (401)")

    def read(self, headers: Mapping[str, str], how: str) -> None:
        page = self.call(headers)
        if page is None:
            return
        status, length = page.answer.status, len(page.body.decode("utf-8", "replace"))
        if status in (401, 403) and not self.is_guarded:
            message = (
                f"answers with {status} {how}, but neither the manifest nor the API asks for one"
            )
            self.report.failed(self.name, message)
        elif status == 401:
            self.report.failed(self.name, f"answers with 401 {how}: is the token right?")
        elif status >= 500 or 300 <= status < 400:
            self.report.failed(self.name, f"answers with {status} {how}: {_reason(status)}")
        elif status >= 400:
            message = f"answers with {status} {how} at {self.address}"
            self.report.note(self.name, f"{message}; to send other values, use --value NAME=VALUE")
        elif length > limits.LONGEST_ANSWER:
            message = f"answers with {length:,} characters; hosts accept {limits.LONGEST_ANSWER:,}"
            self.report.failed(self.name, message)
        elif problem := _content_problem(page):
            self.report.failed(self.name, problem)
        else:
            self.report.ok(
                self.name, f"answers {how} ({status}, {page.size} in {page.seconds:.2f} s)"
            )

    def call(self, headers: Mapping[str, str]) -> Page | None:
        """Call the operation; with what it changes, for values that most likely do not exist."""
        url = urlsplit(self.plugin.server + self.address)
        try:
            return request(
                self.operation.method,
                url,
                seconds=limits.CALL_SECONDS,
                longest=4 * limits.LONGEST_ANSWER,  # UTF-8 has at most 4 bytes a character.
                headers={"Accept": "application/json", **headers},
            )
        except Failed as error:
            message = str(error)
            self.report.failed(self.name, message)
            if message.startswith("answers"):
                return None
            raise _Silent("the API does not answer") from None

    @property
    def address(self) -> str:
        given = self.values if self.only_reads else {}
        return samples.address(self.api, self.operation, given, unknown=not self.only_reads)


def _names_a_change(name: str) -> bool:
    found = _FIRST_WORD.match(name)
    return bool(found and _CHANGING.fullmatch(found[0].lower()))


def _not_refused(status: int) -> str:
    """Say what is wrong with an answer to a caller who has no right token."""
    if status == 401:
        return ""
    if 200 <= status < 300:
        return "anyone can call it; answer with 401"
    if status == 403:
        return "answer with 401, so that hosts ask the user to sign in"
    if status in (404, 405):
        return "is it served at this address?"
    if 300 <= status < 500:
        return "check the token before anything else, and answer with 401"
    return "it fails; answer with 401"


def _reason(status: int) -> str:
    return "it fails" if status >= 500 else "hosts need not follow a redirect"


def _content_problem(page: Page) -> str:
    kind = page.answer.kind
    if not page.body or not (kind == "application/json" or kind.endswith("+json")):
        return ""
    try:
        json.loads(page.body)
    except (ValueError, RecursionError):
        return f"answers with {kind}, but its body is not JSON"
    return ""
