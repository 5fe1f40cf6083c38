"""Who can call the plugin: the users whose tokens TOKENS lists."""

from secrets import compare_digest

from .runtime import bearer
from .runtime.errors import NotReady
from .settings import settings

# Whether authenticate() waits for something, such as a database, and so needs a thread.
BLOCKING = False


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The user whose token it is.

    Raises:
        Unauthorized: Without a token that TOKENS lists.
    """
    token = bearer.read_token(authorization)
    found = [
        user
        for user, listed in settings().tokens.items()
        if compare_digest(listed.encode(), token.encode())
    ]
    if not found:
        raise bearer.refusal("The token is not in TOKENS")
    return found[0]


def on_start() -> list[str]:
    """Check that the plugin can be served.

    Returns:
        Lines for the person who starts the server; none.

    Raises:
        NotReady: If no token is listed and other machines can call the plugin.
    """
    if not settings().tokens and not settings().on_loopback:
        raise NotReady("TOKENS is empty: set it to a JSON object of users and their tokens")
    return []
