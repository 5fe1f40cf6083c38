"""Who can call the plugin: users who signed in. To refuse some of them, change authenticate()."""

import click

from .runtime import bearer
from .runtime.oauth import access_tokens, discovery
from .runtime.oauth.command import dev_login, grants, secrets
from .runtime.oauth.setup import on_start

__all__ = ["BLOCKING", "COMMANDS", "SERVE_OPTIONS", "authenticate", "on_start"]

# Whether authenticate() does I/O, such as a database query, and therefore runs in a thread.
BLOCKING = True

# What the auth type adds to the command line, and to `serve` and `chat`.
COMMANDS: list[click.Command] = [secrets, grants]
SERVE_OPTIONS = [dev_login]


def authenticate(authorization: str | None) -> str:
    """Identify the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The user's identifier at the OpenID provider (`sub`).

    Raises:
        Unauthorized: Without a valid access token of this plugin.
    """
    # At this address an MCP client discovers how to sign in (RFC 9728, 5.1).
    metadata = {"resource_metadata": discovery.resource_metadata_url()}
    token = bearer.read_token(authorization, **metadata)
    try:
        return access_tokens.user_of(token)
    except access_tokens.Invalid as error:
        raise bearer.refusal(str(error), **metadata) from None
