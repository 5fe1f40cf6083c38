"""What sign-in needs to be set before the plugin can be served."""

from ...settings import settings
from .. import SLUG
from ..errors import NotReady
from . import keys
from .provider import is_secure

# What --dev-login prints for the person who starts the server.
lines: list[str] = []


def on_start() -> list[str]:
    """Check that everything is set that sign-in needs.

    Returns:
        Lines for the person who starts the server, with --dev-login.

    Raises:
        NotReady: With all that is missing, and how to get it.
    """
    if problems := list(_problems()):
        raise NotReady(
            "Sign-in is not set up. Set in the environment or in .env:\n"
            + "\n".join(f"  {name}: {what}" for name, what in problems)
            + f"\n`uv run {SLUG} secrets` makes the secrets, docs/sign-in.md explains the rest, and"
            f"\n`uv run {SLUG} serve --dev-login` needs none of it on your own machine."
        )
    return lines


def _problems() -> list[tuple[str, str]]:
    """List the settings that are missing or wrong, and what each should be."""
    now = settings()
    secret_key = now.secret_key.get_secret_value()
    checks = [
        ("PUBLIC_URL", is_secure(now.public_url), "https://…, since http is for localhost alone"),
        ("OIDC_ISSUER", is_secure(now.oidc_issuer), "https://…, the address of your provider"),
        ("OIDC_CLIENT_ID", now.oidc_client_id, "this plugin's client id at the provider"),
        ("OIDC_CLIENT_SECRET", now.oidc_client_secret, "this plugin's secret at the provider"),
        ("OAUTH_CLIENT_ID", now.oauth_client_id, "the client id that you give the host"),
        ("OAUTH_CLIENT_SECRET", now.oauth_client_secret, "the secret that you give the host"),
        (
            "SECRET_KEY",
            len(secret_key) >= keys.SHORTEST_SECRET,
            f"{keys.SHORTEST_SECRET} random characters or more",
        ),
    ]
    return [(name, what) for name, is_good, what in checks if not is_good]
