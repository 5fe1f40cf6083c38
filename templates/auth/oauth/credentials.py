"""What the host sends for a user who signed in: an access token."""

from functools import cache
from secrets import token_urlsafe

from support import Client

ENVIRONMENT = {
    "OIDC_ISSUER": "https://provider.example.com",
    "OIDC_CLIENT_ID": "the-plugin-at-the-provider",
    "OIDC_CLIENT_SECRET": "the-secret-at-the-provider",
    "OAUTH_CLIENT_ID": "the-host",
    "OAUTH_CLIENT_SECRET": "the-secret-of-the-host",
    "OAUTH_REDIRECT_URIS": "https://host.example.com/callback",
    "SECRET_KEY": "the-key-of-the-tests-has-enough-characters",
    # All tests come from the same address.
    "OAUTH_RATE_LIMIT": "off",
    "OPENAI_VERIFICATION_TOKEN": "0123456789abcdef0123456789abcdef",
}
# What `serve` needs on this machine.
SERVE_OPTIONS: tuple[str, ...] = ("--dev-login",)


@cache
def credentials(user: str) -> dict[str, str]:
    """Get the headers that the host sends for a user, with a token that it got for a code."""
    from {{ cookiecutter.__package }}.runtime.oauth import (
        access_tokens,
        store,
    )

    form = {
        "grant_type": "authorization_code",
        "client_id": ENVIRONMENT["OAUTH_CLIENT_ID"],
        "client_secret": ENVIRONMENT["OAUTH_CLIENT_SECRET"],
        "code": token_urlsafe(),
        "redirect_uri": ENVIRONMENT["OAUTH_REDIRECT_URIS"],
    }
    store.allow(
        form["code"],
        challenge="",
        client_id=form["client_id"],
        redirect_uri=form["redirect_uri"],
        scope=access_tokens.SCOPE,
        user=user,
    )
    answer = Client().send("POST", "/oauth/token", json=form).json()
    return {"Authorization": f"Bearer {answer['access_token']}"}
