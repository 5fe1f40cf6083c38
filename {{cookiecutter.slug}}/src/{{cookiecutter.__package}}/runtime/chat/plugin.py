"""The plugin as a host sees it: its documents, and its answers to requests."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from .. import documents
from ..check.reading import Reading, Unreadable, read_json, read_yaml
from ..check.urls import absolute, site
from ..errors import NotReady
from ..middleware import LONGEST_ANSWER
from ..settings import is_loopback
from .tools import Request, tools

# How long ChatGPT waited for a document, and for a call.
DOCUMENT_SECONDS, CALL_SECONDS = 15.0, 45.0
_LARGEST = 4 * LONGEST_ANSWER  # bytes; a character has at most four.


@dataclass(frozen=True)
class Answer:
    """What the plugin answered.

    Parameters:
        status: The status, such as `200 OK`; nothing if there was no answer.
        text: The body, or why there is none.
    """

    status: str
    text: str

    @property
    def is_error(self) -> bool:
        return not self.status.startswith("2")

    @property
    def for_model(self) -> str:
        """What the model reads: the body, and the status of an error."""
        return f"{self.status}\n{self.text}".strip() if self.is_error else self.text


class Plugin:
    """A plugin at an address.

    Parameters:
        url: Its address, without a path.

    Raises:
        NotReady: If its documents cannot be fetched or used.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self.http = httpx.Client(
            # No proxy is between this machine and itself.
            trust_env=not is_loopback(parts.hostname or ""),
            # Certificates take long to load.
            verify=parts.scheme == "https",
            headers={
                "openai-conversation-id": token_hex(16),
                "openai-ephemeral-user-id": token_hex(16),
            },
        )
        self.manifest = self._document(f"{url}/{documents.MANIFEST}", read_json)
        api = self.manifest.get("api")
        address = urljoin(url, str(api.get("url", "")) if isinstance(api, dict) else "")
        self._require_own(address, "api.url")
        spec = self._document(address, read_yaml)
        try:
            servers = spec.get("servers") or [{"url": "/"}]
            self.base = urljoin(address, servers[0]["url"]).rstrip("/")
            self.tools = tools(spec)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise NotReady(f"{address} is not a valid OpenAPI document: `check` says why") from None
        self._require_own(self.base, "servers")

    @property
    def name(self) -> str:
        return str(self.manifest.get("name_for_human", self.url))

    @property
    def description(self) -> str:
        return str(self.manifest.get("description_for_model", ""))

    @property
    def auth(self) -> dict[str, Any]:
        """What the manifest says of authentication."""
        found = self.manifest.get("auth")
        return found if isinstance(found, dict) else {"type": "none"}

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def call(self, request: Request) -> Answer:
        """Send a request.

        Parameters:
            request: The request.

        Returns:
            The answer, as much of it as ChatGPT would have taken.
        """
        query = f"?{urlencode(request.query)}" if request.query else ""
        content = {} if request.body is None else {"json": request.body}
        try:
            with self.http.stream(
                request.method,
                f"{self.base}{request.path}{query}",
                timeout=CALL_SECONDS,
                **content,
            ) as response:
                return _answer(response, _read(response))
        except httpx.TimeoutException:
            return Answer("", f"The plugin did not answer within {CALL_SECONDS:g} seconds")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Answer("", f"The plugin cannot be reached: {error}")

    def _document(self, address: str, read: Callable[[bytes], Reading]) -> dict[str, Any]:
        try:
            response = self.http.get(address, timeout=DOCUMENT_SECONDS)
        except httpx.TimeoutException:
            raise NotReady(
                f"{address} does not answer within {DOCUMENT_SECONDS:g} seconds"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotReady(f"{address} cannot be reached: {error}") from None
        if response.status_code != HTTPStatus.OK:
            raise NotReady(
                f"{address} answers with {response.status_code}: is the plugin served there?"
            )
        try:
            document = read(response.content).data
        except Unreadable as error:
            raise NotReady(f"{address} {error}") from None
        if not isinstance(document, dict):
            raise NotReady(f"{address} is not an object")
        return document

    def _require_own(self, address: str, field: str) -> None:
        """Keep tokens from other domains than the plugin's own."""
        if site(absolute(address)) != site(absolute(self.url)):
            raise NotReady(f"{field} of {self.url} is {address}, which is not the plugin's domain")


def _read(response: httpx.Response) -> bytes:
    body, deadline = bytearray(), time.monotonic() + CALL_SECONDS
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _LARGEST or time.monotonic() > deadline:
            break
    return bytes(body)


def _answer(response: httpx.Response, body: bytes) -> Answer:
    status = f"{response.status_code} {response.reason_phrase}".strip()
    if b"\0" in body:
        kind = response.headers.get("Content-Type", "no type")
        return Answer(status, f"(an answer that is not text: {kind})")
    text = body.decode("utf-8", "replace")
    if len(text) > LONGEST_ANSWER:
        # Plugins of this template send no longer answer, but others do.
        text = f"{text[:LONGEST_ANSWER]}\n(cut after {LONGEST_ANSWER:,} characters)"
    return Answer(status, text)
