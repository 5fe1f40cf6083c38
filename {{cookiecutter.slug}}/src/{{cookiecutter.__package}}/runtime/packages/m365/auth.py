"""How Microsoft 365 Copilot gets access to the plugin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..facts import Facts


class Unsupported(ValueError):
    """Copilot cannot send what the plugin's auth type needs; the message says what to do."""


@dataclass(frozen=True)
class Access:
    """What the manifests say.

    Parameters:
        kind: `None`, `ApiKeyPluginVault` or `OAuthPluginVault`.
        reference_id: Which credentials of the Teams developer portal are meant; empty for none.
    """

    kind: str
    reference_id: str = ""

    @property
    def is_placeholder(self) -> bool:
        """Whether the reference id has to be filled in."""
        return self.reference_id.startswith("${{")


# The kind for each auth type, and how the variable ends that the Agents Toolkit writes for it
# (`apiKey/register` and `oauth/register` in m365agents.yml).
_KINDS = {
    "none": ("None", ""),
    "service_http": ("ApiKeyPluginVault", "REGISTRATION_ID"),
    "oauth": ("OAuthPluginVault", "CONFIGURATION_ID"),
}


def access(facts: Facts, reference_id: str) -> Access:
    """Say how Copilot gets access.

    Parameters:
        facts: With the auth type.
        reference_id: That of the Teams developer portal, or nothing; then the placeholder is written
            that the Agents Toolkit replaces.

    Raises:
        Unsupported: Copilot has no such kind.
    """
    if facts.auth not in _KINDS:
        raise Unsupported(
            f"Microsoft 365 Copilot cannot send a token of each user ({facts.auth}): it needs a plugin "
            "that was made with oauth, service_http or none"
        )
    kind, ending = _KINDS[facts.auth]
    return Access(kind, (reference_id or _placeholder(facts.scheme, ending)) if ending else "")


def _placeholder(scheme: str, ending: str) -> str:
    """The variable that the Agents Toolkit makes of a security scheme's name (its spec parser)."""
    name = re.sub("[^A-Z0-9_]", "_", f"{scheme}_{ending}".upper())
    return f"${{{{{name if name[0].isalpha() else f'PREFIX_{name}'}}}}}"
