"""ai-plugin.json, schema v1, from the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugin_template.answers import choices

ORIGIN = "http://localhost:3333"


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
        "auth": choices.auth(answers["auth"])["manifest"],
        "api": {"type": "openapi", "url": f"{ORIGIN}/openapi.yaml"},
        "logo_url": f"{ORIGIN}/logo.png",
        "contact_email": answers["email"],
        "legal_info_url": f"{ORIGIN}/legal",
    }
