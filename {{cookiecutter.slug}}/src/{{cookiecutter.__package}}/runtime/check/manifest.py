"""The rules for ai-plugin.json, schema v1 (Plugins)."""

import re
from typing import Any

from .problem import Messages
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
OPTIONAL = """
    auth auth.instructions auth.verification_tokens
    api api.is_user_authenticated api.has_user_authentication
"""
PRESCRIPTION = r"""(?ix)
    \b(be|sound|stay)\ (always\ )?(friendly|polite|cheerful|funny|formal|happy)\b
    | \b(if|when|whenever)\ (the\ |a\ )?users?\ (says?|asks?|mentions?|types?)\b
    | \balways\ (use|call|invoke)\b
    | \b(respond|reply|answer|say)\b [^.]{0,30} \b(exactly|verbatim)\b
"""


def rules(manifest: dict[Any, Any]) -> Messages:
    """Check every field of a manifest."""
    fields = dict(manifest)
    for parent in ("auth", "api"):
        below = mapping(manifest.get(parent))
        fields |= {f"{parent}.{key}": value for key, value in below.items()}
    kind = fields.get("auth.type")
    for field, kinds, pattern, words in REQUIRED:
        value: Any = fields.get(field)
        if kinds != KINDS and kind not in kinds.split("|"):
            continue
        is_right = isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL)
        if not is_right or (URL in pattern and value[:4].lower() == "http" and not absolute(value)):
            yield "error", f"{field}: {'' if field in fields else 'is missing; it '}must be {words}"
        else:
            yield from _style(field, value, site(plugin_url(manifest)))
    if kind in ("service_http", "oauth"):
        yield from _tokens(fields.get("auth.verification_tokens"))
    for field in fields:
        if field not in (*OPTIONAL.split(), *(required for required, *_ in REQUIRED)):
            yield "warning", f"{field}: is not a field of schema v1; remove it"


def _style(field: str, value: str, own: str) -> Messages:
    """Check a field that has the right form; `own` is the plugin's own domain."""
    url = absolute(f"https://{value.rpartition('@')[2]}" if field == "contact_email" else value)
    domain, is_oauth = site(url), field in ("auth.client_url", "auth.authorization_url")
    if field == "description_for_human" and len(value) > 100:
        yield "warning", f"{field}: has {len(value)} characters; some hosts show at most 100"
    if field == "description_for_model" and not value.startswith("Plugin for "):
        yield "warning", f"{field}: should start with 'Plugin for'"
    if field == "description_for_model" and (phrase := re.search(PRESCRIPTION, value)):
        yield (
            "warning",
            f"{field}: prescribes behavior ({phrase[0]!r}); only describe what the plugin does",
        )
    if field == "auth.type" and value != "none" and own == "localhost":
        yield (
            "warning",
            f"{field}: is {value}, but ChatGPT calls plugins on localhost only without auth",
        )
    if field in ("contact_email", "legal_info_url") and own not in ("", "localhost", domain):
        yield "warning", f"{field}: should be at the plugin's own domain, {own}"
    if field == "logo_url" and re.match(r"(?i)data:image/gif|[^?#]*\.gif([?#]|\Z)", value):
        yield "error", f"{field}: is a GIF, which hosts refuse; use a PNG"
    if field == "logo_url" and url and url.scheme == "http" and (own or domain) != "localhost":
        yield "warning", f"{field}: should use https unless it is on localhost"
    if is_oauth and domain == "localhost":
        yield "warning", f"{field}: is on localhost, where hosts cannot reach it"
    if (is_oauth or field == "api.url") and is_insecure(url):
        yield "error", f"{field}: must use https on port 443 unless it is on localhost"


def _tokens(tokens: object) -> Messages:
    field = "auth.verification_tokens"
    if not isinstance(tokens, dict) or not all(isinstance(token, str) for token in tokens.values()):
        yield "error", f"{field}: must be an object with one token per service"
        return
    token = tokens.get("openai") if tokens else ""
    if token is not None and not re.fullmatch(r"(?!(.)\1{31})[0-9a-fA-F]{32}", token):
        yield "warning", f"{field}: has a placeholder; replace it with the host's token"
