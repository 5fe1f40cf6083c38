"""Reads an answer to a forwarded request, and says whether it can be passed on."""

from collections.abc import Iterable, Mapping
from email.message import Message

import httpx

from ..errors import phrase
from ..operation import Answer

# More than a host accepts, so that a function can pick from it.
LARGEST = 10_000_000
# A page of another server is text here: in a browser it must not act as a page of this plugin.
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class Unfit(Exception):
    """An answer that cannot be passed on.

    Parameters:
        reason: What the server did, such as `failed with 500`.
        headers: Headers for the refusal.
    """

    def __init__(self, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.headers = headers


async def read(response: httpx.Response, passed: Iterable[str]) -> Answer:
    """Read an answer.

    Parameters:
        response: The response, whose body was not read yet.
        passed: The headers that the caller gets beside Content-Type.

    Returns:
        The answer, its text in UTF-8.

    Raises:
        Unfit: If its status is 500 or above, its body is neither JSON nor text, or it is too long.
    """
    status, kind = response.status_code, response.headers.get("Content-Type", "")
    headers = {name: response.headers[name] for name in passed if name in response.headers}
    if status >= 500:
        raise Unfit(f"failed with {status} {_phrase(status)}".strip(), headers)
    body = bytearray()
    async for chunk in response.aiter_bytes():
        if chunk and not _is_text(kind):
            raise Unfit(f"answered with {kind or 'no type'}, where only JSON and text pass")
        body += chunk
        if len(body) > LARGEST:
            raise Unfit(f"answered with more than {LARGEST:,} bytes: narrow the request")
    content, kind = _in_utf8(bytes(body), kind) if body else (b"", "text/plain")
    return Answer(status, content, kind, headers | _HARMLESS)


def _is_text(kind: str) -> bool:
    kind = kind.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind == "application/json" or kind.endswith("+json")


def _in_utf8(body: bytes, kind: str) -> tuple[bytes, str]:
    """Write text in UTF-8, which is all that hosts and MCP clients read."""
    header = Message()
    header["Content-Type"] = kind
    charset = header.get_content_charset("utf-8")
    for each in (charset, "utf-8", "cp1252"):  # The last as the WHATWG has it for unnamed text.
        try:
            text = body.decode(each)
        except (LookupError, ValueError):  # Some encodings have errors of their own.
            continue
        return (body, kind) if each == "utf-8" == charset else (text.encode(), _named(header))
    return body.decode("utf-8", "replace").encode(), _named(header)


def _named(header: Message) -> str:
    kind = header.get_content_type()
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _phrase(status: int) -> str:
    try:
        return phrase(status)
    except ValueError:  # A status of its own.
        return ""
