"""The plugin's documents as they are served: with the origin that the world sees.

The files say http://localhost:3333. PUBLIC_URL takes its place, once, when the server starts.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from .settings import settings

_PACKAGE = Path(__file__).parent
# In a wheel the documents lie in the package, else at the top of the repository.
ROOT = _PACKAGE if (_PACKAGE / "openapi.yaml").is_file() else _PACKAGE.parents[1]

# Where the documents are served; they are no operations.
PATHS = ("/", "/.well-known/ai-plugin.json", "/openapi.yaml", "/logo.png", "/legal")


@cache
def shipped(name: str) -> bytes:
    """Read a document as it lies in the repository."""
    return (ROOT / name).read_bytes()


@cache
def manifest() -> dict[str, Any]:
    """The plugin's manifest, ai-plugin.json."""
    document: dict[str, Any] = json.loads(shipped(".well-known/ai-plugin.json"))
    _move(document, "logo_url", "legal_info_url")
    _move(document["api"], "url")
    _move(document["auth"], "client_url", "authorization_url")
{% if cookiecutter.__verified %}
    if token := settings().openai_verification_token:
        document["auth"]["verification_tokens"]["openai"] = token
{% endif %}
    return document


@cache
def openapi() -> dict[str, Any]:
    """The plugin's API, openapi.yaml."""
    document = _openapi()
    document["servers"] = [{"url": settings().public_url}]
    for scheme in document["components"].get("securitySchemes", {}).values():
        for flow in scheme.get("flows", {}).values():
            _move(flow, "authorizationUrl", "tokenUrl", "refreshUrl")
    return document


@cache
def manifest_json() -> bytes:
    """The manifest as it is served."""
    return json.dumps(manifest(), indent=2, ensure_ascii=False).encode()


@cache
def openapi_yaml() -> bytes:
    """The API as it is served."""
    return yaml.safe_dump(openapi(), allow_unicode=True, sort_keys=False).encode()


def _openapi() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(shipped("openapi.yaml"))
    return document


def _move(document: dict[str, Any], *fields: str) -> None:
    """Move URLs from the shipped origin to the public one; URLs elsewhere stay."""
    here = urlsplit(_openapi()["servers"][0]["url"])
    there = urlsplit(settings().public_url)
    for field in fields:
        url = urlsplit(document.get(field, ""))
        if (url.scheme, url.netloc) == (here.scheme, here.netloc):
            document[field] = url._replace(scheme=there.scheme, netloc=there.netloc).geturl()
