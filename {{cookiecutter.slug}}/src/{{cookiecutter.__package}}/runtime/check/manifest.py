"""The rules for ai-plugin.json, schema v1 (Plugins)."""

import re
from typing import Any
from urllib.parse import SplitResult

from .place import shortened
from .problem import Level, Messages
from .urls import absolute, is_insecure, plugin_url, site
from .values import mapping

URL, URL_WORDS = "(?i:https?)://.*", "an absolute URL"
KINDS = "none|service_http|user_http|oauth"
FORMS = "application/json|application/x-www-form-urlencoded"
REQUIRED = (  # a field, the auth types that need it, a pattern for its whole text, and in words
    ("schema_version", KINDS, "v1", "v1"),
    ("name_for_human", KINDS, r"(?=.*\S).{1,20}", "1 to 20 characters"),
    (
        "name_for_model",
        KINDS,
        "[A-Za-z][A-Za-z0-9_]{,49}",
        "a letter, then up to 49 letters, digits or underscores",
    ),
    ("description_for_human", KINDS, r"(?=.*\S).{1,120}", "1 to 100 characters"),
    ("description_for_model", KINDS, r"(?=.*\S).{1,8000}", "1 to 8,000 characters"),
    ("contact_email", KINDS, r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "an email address"),
    ("logo_url", KINDS, f"{URL}|(?i:data:image/).*", f"{URL_WORDS} or a data URL of an image"),
    ("legal_info_url", KINDS, URL, URL_WORDS),
    ("api.type", KINDS, "openapi", "openapi"),
    ("api.url", KINDS, URL, URL_WORDS),
    ("auth.type", KINDS, KINDS, "none, service_http, user_http or oauth"),
    ("auth.authorization_type", "service_http|user_http", "bearer|basic", "bearer or basic"),
    ("auth.client_url", "oauth", URL, URL_WORDS),
    ("auth.authorization_url", "oauth", URL, URL_WORDS),
    ("auth.scope", "oauth", ".*", "text, which may be empty"),
    ("auth.authorization_content_type", "oauth", FORMS, FORMS.replace("|", " or ")),
)
LENIENT = ("contact_email", "legal_info_url")  # any text loads, whatever its form
PLACEHOLDERS = ("example.com", "example.net", "example.org")  # RFC 2606
OPTIONAL = """
    auth auth.instructions auth.verification_tokens
    auth.custom_auth_header auth.pkce_required auth.token_exchange_method
    api api.is_user_authenticated api.has_user_authentication
"""
PRESCRIPTION = r"""(?ix)
    \b(be|sound|stay)\ (always\ )?(friendly|polite|cheerful|funny|formal|happy)\b
    | \b(if|when|whenever)\ (the\ |a\ )?users?\ (says?|asks?|mentions?|types?)\b
    | \balways\ (use|call|invoke)\b
    | \b(respond|reply|answer|say)\b [^.]{0,30} \b(exactly|verbatim)\b
"""


def rules(manifest: dict[str, Any]) -> Messages:
    """Check every field of a manifest."""
    fields = dict(manifest)
    for parent in ("auth", "api"):
        below = mapping(manifest.get(parent))
        fields |= {f"{parent}.{key}": value for key, value in below.items()}
    own, kind = site(plugin_url(manifest)), fields.get("auth.type")
    for field, kinds, pattern, words in REQUIRED:
        value: Any = fields.get(field)
        if kinds != KINDS and kind not in kinds.split("|"):
            continue
        if _is_right(field, value, pattern) or _is_custom(field, fields):
            yield from _style(field, value, own)
        elif field in LENIENT and isinstance(value, str):
            yield "warning", f"{field}: should be {words}"
        else:
            yield "error", f"{field}: {'' if field in fields else 'is missing; it '}must be {words}"
    if kind in ("service_http", "oauth"):
        yield from _tokens(fields.get("auth.verification_tokens"))
    known = {*OPTIONAL.split(), *(required for required, *_ in REQUIRED)}
    for field in fields:
        if field not in known:
            yield "warning", f"{shortened(field)}: is not a field of schema v1; remove it"


def _is_right(field: str, value: Any, pattern: str) -> bool:
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.DOTALL):
        return False
    if URL not in pattern or value[:4].lower() != "http":
        return True
    return absolute(_with_spaces_quoted(value) if field == "logo_url" else value) is not None


def _is_custom(field: str, fields: dict[str, Any]) -> bool:
    """Whether a token goes into a header of its own, as later hosts have it (Actions)."""
    is_custom = field == "auth.authorization_type" and fields.get(field) == "custom"
    return is_custom and isinstance(fields.get("auth.custom_auth_header"), str)


def _with_spaces_quoted(url: str) -> str:
    return url.strip().replace(" ", "%20")


def _style(field: str, value: str, own: str) -> Messages:
    """Check a field that has the right form; `own` is the plugin's own domain."""
    if field == "description_for_human" and len(value) > 100:
        yield "warning", f"{field}: has {len(value)} characters; some hosts show at most 100"
    if field == "description_for_model":
        yield from _prompt(field, value)
    if field == "auth.type" and value != "none" and own == "localhost":
        message = f"{field}: is {value}, but ChatGPT calls plugins on localhost only without auth"
        yield "hint", f"{message}; publish the plugin to try it there"
    if field == "logo_url":
        yield from _logo(field, value, own)
    if field in ("contact_email", "legal_info_url"):
        yield from _owned(field, value, own)
    if field in ("auth.client_url", "auth.authorization_url", "api.url"):
        yield from _called(field, absolute(value))


def _prompt(field: str, value: str) -> Messages:
    if not value.startswith("Plugin for "):
        yield "hint", f"{field}: should start with 'Plugin for'"
    if phrase := re.search(PRESCRIPTION, value):
        message = f"{field}: prescribes behavior ({phrase[0]!r})"
        yield "warning", f"{message}; only describe what the plugin does"


def _logo(field: str, value: str, own: str) -> Messages:
    url = absolute(_with_spaces_quoted(value))
    if re.match(r"(?i)data:image/gif|[^?#]*\.gif([?#]|\Z)", value):
        yield "error", f"{field}: is a GIF, which hosts refuse; use a PNG"
    if url and " " in value:
        yield "warning", f"{field}: contains a space; write %20 instead or remove it"
    if url and url.scheme == "http" and (own or site(url)) != "localhost":
        yield "warning", f"{field}: should use https unless it is on localhost"


def _owned(field: str, value: str, own: str) -> Messages:
    is_email = field == "contact_email"
    domain = site(absolute(f"https://{value.rpartition('@')[2]}" if is_email else value))
    if is_email and domain in PLACEHOLDERS and domain != own:
        yield "hint", f"{field}: is a placeholder; use an address that you read"
    elif own not in ("", "localhost", domain):
        yield "warning", f"{field}: should be at the plugin's own domain, {own}"


def _called(field: str, url: SplitResult | None) -> Messages:
    """Check a URL that hosts or browsers call."""
    if field != "api.url" and site(url) == "localhost":
        yield "warning", f"{field}: is on localhost, where hosts cannot reach it"
    if is_insecure(url):
        is_opened = field == "auth.client_url" and url is not None and url.scheme == "https"
        level: Level = "warning" if is_opened else "error"  # browsers open it, at any port
        yield level, f"{field}: must use https on port 443 unless it is on localhost"


def _tokens(tokens: object) -> Messages:
    field = "auth.verification_tokens"
    if not isinstance(tokens, dict) or not all(isinstance(token, str) for token in tokens.values()):
        yield "error", f"{field}: must be an object with one token per service"
        return
    token = tokens.get("openai") if tokens else ""
    if token is not None and not re.fullmatch(r"(?!(.)\1{31})[0-9a-fA-F]{32}", token):
        yield "warning", f"{field}: has a placeholder; replace it with the host's token"
