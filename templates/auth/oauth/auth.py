"""Who can call the plugin: users who signed in. To turn some of them away, change authenticate()."""

import click

from .runtime import bearer
from .runtime.oauth import access_tokens, discovery
from .runtime.oauth.command import dev_login, grants, secrets
from .runtime.oauth.setup import on_start

__all__ = ["BLOCKING", "COMMANDS", "SERVE_OPTIONS", "authenticate", "on_start"]

# Whether authenticate() waits for something, such as a database, and so needs a thread.
BLOCKING = True

# What the auth type adds to the command line and to `serve`.
COMMANDS: list[click.Command] = [secrets, grants]
SERVE_OPTIONS = [dev_login]


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The user, as the OpenID provider names them.

    Raises:
        Unauthorized: Without a valid access token of this plugin.
    """
    # From this address an MCP client finds out by itself how to sign in (RFC 9728, 5.1).
    metadata = {"resource_metadata": discovery.resource_metadata_url()}
    token = bearer.read_token(authorization, **metadata)
    try:
        return access_tokens.user_of(token)
    except access_tokens.Invalid as error:
        raise bearer.refusal(str(error), **metadata) from None
