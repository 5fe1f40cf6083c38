"""The plugin's documents, as they are in the repository and as they are served.

The files say http://localhost:3333. PUBLIC_URL replaces it once, when the server starts.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..settings import settings
from .check.reading import Reading, Unreadable, read_json, read_yaml
from .check.writing import write_yaml
from .errors import NotReady

_PACKAGE = Path(__file__).parents[1]
# In a wheel the documents are in the package, otherwise at the top of the repository.
ROOT = _PACKAGE if (_PACKAGE / "openapi.yaml").is_file() else _PACKAGE.parents[1]

MANIFEST = ".well-known/ai-plugin.json"
OPENAPI = "openapi.yaml"


class Served(NamedTuple):
    """A document with its address."""

    path: str
    media_type: str
    read: Callable[[], bytes]


@cache
def shipped(name: str) -> bytes:
    """Read a document as it is in the repository.

    Raises:
        NotReady: If the file is missing or cannot be read.
    """
    try:
        return (ROOT / name).read_bytes()
    except FileNotFoundError:
        raise NotReady(f"{name} is missing from {ROOT}") from None
    except OSError as error:
        raise NotReady(f"{name} cannot be read: {error.strerror}") from None


@cache
def manifest() -> dict[str, Any]:
    """The manifest, ai-plugin.json, with the public origin.

    Raises:
        NotReady: If the file cannot be used.
    """
    return manifest_at(settings().public_url)


@cache
def openapi() -> dict[str, Any]:
    """The API description, openapi.yaml, with the public origin.

    Raises:
        NotReady: If the file cannot be used.
    """
    return openapi_at(settings().public_url)


def manifest_at(origin: str, sign_in: str | None = None) -> dict[str, Any]:
    """The manifest with another origin.

    Parameters:
        origin: Where the documents and the API are.
        sign_in: Where users sign in, if that is elsewhere.

    Raises:
        NotReady: If the file cannot be used.
    """
    document = shipped_manifest()
    _move(document, origin, "logo_url", "legal_info_url")
    _move(document["api"], origin, "url")
    _move(document["auth"], sign_in or origin, "client_url", "authorization_url")
    if (token := settings().openai_verification_token) and "verification_tokens" in document[
        "auth"
    ]:
        document["auth"]["verification_tokens"]["openai"] = token
    return document


def openapi_at(origin: str, sign_in: str | None = None) -> dict[str, Any]:
    """The API description with another origin; otherwise the same as `manifest_at`."""
    document = shipped_openapi()
    document["servers"] = [{"url": origin}]
    schemes = document.get("components", {}).get("securitySchemes", {})
    for scheme in schemes.values():
        for flow in scheme.get("flows", {}).values():
            _move(flow, sign_in or origin, "authorizationUrl", "tokenUrl", "refreshUrl")
    return document


def shipped_manifest() -> dict[str, Any]:
    """The manifest as it is in the repository, parsed anew by each call."""
    return _parse(MANIFEST, read_json, needs=("api", "auth"))


def shipped_openapi() -> dict[str, Any]:
    """The API description as it is in the repository, parsed anew by each call."""
    return _parse(OPENAPI, read_yaml, needs=("paths",))


def written_json(document: dict[str, Any]) -> bytes:
    """Write a manifest as JSON."""
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


def written_yaml(document: dict[str, Any]) -> bytes:
    """Write an API description as YAML."""
    return write_yaml(document).encode()


@cache
def manifest_json() -> bytes:
    """The manifest as it is served."""
    return written_json(manifest())


@cache
def openapi_yaml() -> bytes:
    """The API description as it is served."""
    return written_yaml(openapi())


SERVED = (
    Served("/.well-known/ai-plugin.json", "application/json", manifest_json),
    Served("/openapi.yaml", "application/yaml", openapi_yaml),
    Served("/logo.png", "image/png", lambda: shipped("logo.png")),
    Served("/legal", "text/html", lambda: shipped("legal.html")),
)
PATHS = tuple(document.path for document in SERVED)


def _parse(name: str, read: Callable[[bytes], Reading], needs: tuple[str, ...]) -> dict[str, Any]:
    try:
        document = read(shipped(name)).data
    except Unreadable as error:
        raise NotReady(f"{name} {error}") from None
    if not isinstance(document, dict):
        raise NotReady(f"{name} is empty, or is not an object: restore it")
    for field in needs:
        if not isinstance(document.get(field), dict):
            raise NotReady(f"{name} has no {field}: `check` lists all that is wrong with it")
    return document


def _move(document: dict[str, Any], origin: str, *fields: str) -> None:
    """Move URLs from the shipped origin to another one; URLs elsewhere stay."""
    servers = shipped_openapi().get("servers") or [{}]
    here = urlsplit(str(servers[0].get("url", "")))
    there = urlsplit(origin)
    for field in fields:
        url = urlsplit(str(document.get(field, "")))
        if (url.scheme, url.netloc) == (here.scheme, here.netloc) and url.netloc:
            document[field] = url._replace(scheme=there.scheme, netloc=there.netloc).geturl()
