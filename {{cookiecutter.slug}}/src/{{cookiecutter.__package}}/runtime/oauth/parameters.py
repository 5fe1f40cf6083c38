"""Reads the parameters that a browser or a host sends: a query, a form or JSON."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.base import invalid_error_characters
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from starlette.requests import Request

from ...settings import settings
from . import resources

LONGEST_BODY = 100_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

# The parameters of an authorization request (RFC 6749, 4.1.1; RFC 7636, 4.3; RFC 8707, 2).
AUTHORIZATION = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "resource",
)
LONGEST_AUTHORIZATION = 4_000  # bytes, as JSON


class HostRequest(OAuth2Request):
    """A host's request, whether its parameters came in a query, a form or JSON."""

    def __init__(
        self, method: str, parameters: dict[str, str], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(method, settings().public_url, headers=headers)
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def form(self) -> dict[str, str]:
        return self.parameters

    @property
    def parameters(self) -> dict[str, str]:
        payload: BasicOAuth2Payload = self.payload  # type: ignore[assignment]
        return payload.data


def host_request(
    method: str, parameters: dict[str, str], headers: Mapping[str, str] | None = None
) -> HostRequest:
    """Make a request for Authlib.

    Parameters:
        method: The HTTP method.
        parameters: The parameters of the query or the body.
        headers: The headers that Authlib needs: Authorization.

    Returns:
        The request.

    Raises:
        InvalidRequestError: If a parameter contains a character that is not allowed (RFC 6749, A).
    """
    for name in ("response_type", "client_id", "redirect_uri", "scope", "grant_type", "resource"):
        if invalid_error_characters(parameters.get(name, "")):
            raise InvalidRequestError(f"{name} contains a character that is not allowed")
    for name in ("state", "code", "refresh_token", "code_challenge", "client_secret", "token"):
        value = parameters.get(name, "")
        if not (value.isascii() and value.isprintable()):
            raise InvalidRequestError(f"{name} contains a character that is not allowed")
    return HostRequest(method, parameters, headers)


def for_authorization(parameters: Mapping[str, str]) -> dict[str, str]:
    """Select the parameters of an authorization request, which are stored during sign-in.

    Parameters:
        parameters: All parameters that a host sent.

    Returns:
        Those of `AUTHORIZATION`.

    Raises:
        InvalidRequestError: If they are too long to be stored.
    """
    selected = {name: parameters[name] for name in AUTHORIZATION if name in parameters}
    if len(json.dumps(selected)) > LONGEST_AUTHORIZATION:
        raise InvalidRequestError(f"The request has more than {LONGEST_AUTHORIZATION:,} bytes")
    return selected


async def from_browser(request: Request) -> dict[str, str]:
    """Read the query, or the form of a POST.

    Raises:
        InvalidRequestError: If it cannot be read, or a parameter is repeated.
    """
    if request.method != "POST":
        return _pairs(request.scope["query_string"].decode("latin-1"))
    return _form(*await _body(request))


async def from_host(request: Request) -> dict[str, str]:
    """Read the form or the JSON object that a host sends.

    Raises:
        InvalidRequestError: If it cannot be read, or a parameter is repeated or is not text.
    """
    kind, body = await _body(request)
    if kind != JSON:
        return _form(kind, body, JSON)
    given = {name: value for name, value in _members(body).items() if value not in (None, "")}
    if not all(isinstance(value, str) for value in given.values()):
        raise InvalidRequestError("A parameter is not text")
    return given


async def members(request: Request) -> dict[str, Any]:
    """Read the JSON object that a host sends.

    Raises:
        InvalidRequestError: If the body is not a JSON object.
    """
    kind, body = await _body(request)
    if kind != JSON:
        raise InvalidRequestError(f"The Content-Type must be {JSON}")
    return _members(body)


async def _body(request: Request) -> tuple[str, bytes]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise InvalidRequestError("The body is too long")
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind, bytes(body)


def _form(kind: str, body: bytes, *other_kinds: str) -> dict[str, str]:
    if kind != FORM:
        raise InvalidRequestError(f"The Content-Type must be {' or '.join([FORM, *other_kinds])}")
    return _pairs(body.decode("utf-8", "replace"))


def _pairs(text: str) -> dict[str, str]:
    pairs = parse_qsl(text)
    resource = [value for name, value in pairs if name == "resource"]
    others = [pair for pair in pairs if pair[0] != "resource"]
    parameters = dict(others)
    if len(parameters) < len(others):
        raise InvalidRequestError("A parameter is repeated")
    if resource:
        # RFC 8707, 2: `resource` can be repeated. A token would be for all of them, so one that is
        # foreign is enough to refuse the request.
        foreign = [each for each in resource if not resources.names_plugin(each)]
        parameters["resource"] = (foreign or resource)[0]
    return parameters


def _members(body: bytes) -> dict[str, Any]:
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidRequestError("The body is not JSON") from None
    if not isinstance(members, dict):
        raise InvalidRequestError("The body is not a JSON object")
    return members
