"""ai-plugin.json, schema v1, out of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ORIGIN = "http://localhost:3333"

# Stands in the file; the server puts OPENAI_VERIFICATION_TOKEN in its place.
PLACEHOLDER = "OPENAI_VERIFICATION_TOKEN"

# Where people sign in, where hosts get tokens, and the one scope that the tokens have.
AUTHORIZE = f"{ORIGIN}/oauth/authorize"
TOKEN = f"{ORIGIN}/oauth/token"
SCOPE = "plugin"


def manifest(answers: Mapping[str, str]) -> dict[str, Any]:
    """Write the manifest of a plugin that is served on this machine.

    Parameters:
        answers: Cookiecutter's context, with `name`, `auth`, `description`, `email` and the
            computed `__name_for_model` and `__description_for_model`.

    Returns:
        The document as plain data, in the order in which plugins list its fields.
    """
    return {
        "schema_version": "v1",
        "name_for_human": answers["name"],
        "name_for_model": answers["__name_for_model"],
        "description_for_human": answers["description"],
        "description_for_model": answers["__description_for_model"],
        "auth": AUTH[answers["auth"]],
        "api": {"type": "openapi", "url": f"{ORIGIN}/openapi.yaml"},
        "logo_url": f"{ORIGIN}/logo.png",
        "contact_email": answers["email"],
        "legal_info_url": f"{ORIGIN}/legal",
    }


AUTH: dict[str, dict[str, Any]] = {
    "none": {"type": "none"},
    "service_http": {
        "type": "service_http",
        "authorization_type": "bearer",
        "verification_tokens": {"openai": PLACEHOLDER},
    },
    "user_http": {"type": "user_http", "authorization_type": "bearer"},
    "oauth": {
        "type": "oauth",
        "client_url": AUTHORIZE,
        "authorization_url": TOKEN,
        "scope": SCOPE,
        "authorization_content_type": "application/json",
        "verification_tokens": {"openai": PLACEHOLDER},
    },
}
