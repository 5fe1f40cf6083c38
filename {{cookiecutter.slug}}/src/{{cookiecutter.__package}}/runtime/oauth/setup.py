"""The settings without which sign-in cannot work."""

from ...settings import settings
from .. import SLUG
from ..errors import NotReady
from . import keys
from .provider import is_secure

# Outside this machine, a shorter secret could be guessed.
SHORTEST_CLIENT_SECRET = 16

# What --dev-login prints for the person who starts the server.
lines: list[str] = []


def on_start() -> list[str]:
    """Check the settings of sign-in.

    Returns:
        Lines for the person who starts the server; empty without --dev-login.

    Raises:
        NotReady: If settings are missing or wrong. The message lists them all, and what to do.
    """
    if problems := list(_problems()):
        raise NotReady(
            "Sign-in is not set up. Set in the environment or in .env:\n"
            + "\n".join(f"  {name}: {what}" for name, what in problems)
            + f"\nTo generate the secrets, run `uv run {SLUG} secrets`. docs/authentication.md has"
            f"\nthe rest. On your own machine, `uv run {SLUG} serve --dev-login` needs none of it."
        )
    return lines


def _problems() -> list[tuple[str, str]]:
    """List the settings that are missing or wrong, and what each should be."""
    now = settings()
    client_secret = now.oauth_client_secret.get_secret_value()
    shortest = 1 if now.on_loopback else SHORTEST_CLIENT_SECRET
    secret_key = now.secret_key.get_secret_value()
    checks = [
        ("PUBLIC_URL", is_secure(now.public_url), "https://…; http works only on localhost"),
        ("OIDC_ISSUER", is_secure(now.oidc_issuer), "https://…, the address of your provider"),
        ("OIDC_CLIENT_ID", now.oidc_client_id, "this plugin's client id at the provider"),
        ("OIDC_CLIENT_SECRET", now.oidc_client_secret, "this plugin's secret at the provider"),
        ("OAUTH_CLIENT_ID", now.oauth_client_id, "the client id that you give the host"),
        (
            "OAUTH_CLIENT_SECRET",
            len(client_secret) >= shortest,
            f"the secret that you give the host, {SHORTEST_CLIENT_SECRET} characters or more",
        ),
        (
            "SECRET_KEY",
            len(secret_key) >= keys.SHORTEST_SECRET,
            f"{keys.SHORTEST_SECRET} random characters or more",
        ),
    ]
    return [(name, what) for name, is_valid, what in checks if not is_valid]
