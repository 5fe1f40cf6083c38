"""The rules for security schemes and requirements (OpenAPI, Plugins)."""

from typing import Any

from ..place import shortened
from ..problem import (
    INVALID,
    REFUSED_BY_ACTIONS,
    REFUSED_BY_V1,
    TOLERATED,
    Findings,
)
from ..values import mapping, sequence, text
from .api import Api

AUTH_TYPES = ("none", "service_http", "user_http", "oauth")
TYPES = ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect")


def rules(api: Api) -> Findings:
    """Check the schemes, and what the document and each operation require."""
    for part in api.parts.of("security-scheme"):
        kind = part.value.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            levels = TOLERATED if isinstance(kind, str) else INVALID
            yield levels, f"{part.place}.type: must be one of {', '.join(TYPES)}"
    schemes = mapping(mapping(api.spec.get("components")).get("securitySchemes"))
    if len(schemes) > 1:
        message = f"components.securitySchemes: has {len(schemes)} schemes; use one"
        yield REFUSED_BY_ACTIONS, message
    yield from _requirements("the document", api.spec, schemes)
    for operation in api.distinct:
        if schemes and "security" not in api.spec and "security" not in operation.node:
            message = f"{operation}: security: is missing; use [] if the operation is open to all"
            yield REFUSED_BY_ACTIONS, message
        yield from _requirements(str(operation), operation.node, schemes)
    yield from _contradictions(api, schemes)


def _requirements(at: str, node: dict[str, Any], schemes: dict[str, Any]) -> Findings:
    for requirement in sequence(node.get("security")):
        if requirement == {}:
            message = f"{at}: security: is optional; use [] if it is open to all"
            yield REFUSED_BY_ACTIONS, message
        for name in mapping(requirement):
            if name not in schemes:
                message = f"{at}: security: {shortened(name)!r} is not defined"
                yield TOLERATED, f"{message}; add it to components.securitySchemes"


def _contradictions(api: Api, schemes: dict[str, Any]) -> Findings:
    """Report each requirement that the host cannot meet with the manifest's auth (Plugins)."""
    words = f"{text(api.auth.get('type'))} {text(api.auth.get('authorization_type'))}".strip()
    for node in [api.spec, *(operation.node for operation in api.distinct)]:
        requirements = [mapping(each) for each in sequence(node.get("security"))]
        known = [each for each in requirements if all(name in schemes for name in each)]
        if not api.auth or not known or any(_is_met(each, schemes, api) for each in known):
            continue
        name = next(iter(known[0]))
        message = f"components.securitySchemes.{shortened(name)}: contradicts the manifest"
        yield REFUSED_BY_V1, f"{message}, whose auth is {shortened(words)}; correct one of them"


def _is_met(requirement: dict[str, Any], schemes: dict[str, Any], api: Api) -> bool:
    return all(_fits(mapping(api.parts.follow(schemes[name])), api.auth) for name in requirement)


def _fits(scheme: dict[str, Any], auth: dict[str, Any]) -> bool:
    """Whether a host with this auth sends what the scheme asks for; what is unclear fits."""
    kind, auth_type = text(scheme.get("type")), text(auth.get("type"))
    if auth_type not in AUTH_TYPES:
        return True
    if auth_type == "none":
        return False
    if kind == "http":
        sent = "bearer" if auth_type == "oauth" else text(auth.get("authorization_type"))
        wanted = text(scheme.get("scheme")).lower()
        return wanted in ("", sent) or sent not in ("bearer", "basic")
    if kind == "apiKey":
        headers = ("authorization", text(auth.get("custom_auth_header")).lower())
        return scheme.get("in") == "header" and text(scheme.get("name")).lower() in headers
    return kind not in ("oauth2", "openIdConnect") or auth_type == "oauth"
