"""How Microsoft 365 Copilot gets access to the plugin."""

from __future__ import annotations

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


# The kind for each auth type, and the placeholder, which the Agents Toolkit replaces.
_KINDS = {
    "none": ("None", ""),
    "service_http": ("ApiKeyPluginVault", "${{APIKEYAUTH_REGISTRATION_ID}}"),
    "oauth": ("OAuthPluginVault", "${{OAUTH2AUTHCODE_CONFIGURATION_ID}}"),
}


def access(facts: Facts, reference_id: str) -> Access:
    """Say how Copilot gets access.

    Parameters:
        facts: With the auth type.
        reference_id: That of the Teams developer portal, or nothing.

    Raises:
        Unsupported: Copilot has no such kind.
    """
    if facts.auth not in _KINDS:
        raise Unsupported(
            f"Microsoft 365 Copilot cannot send a token of each user ({facts.auth}): it needs a plugin "
            "that was made with oauth, service_http or none"
        )
    kind, placeholder = _KINDS[facts.auth]
    return Access(kind, (reference_id or placeholder) if placeholder else "")
