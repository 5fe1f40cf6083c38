"""Who can call the plugin: anyone. To ask for credentials, check them in authenticate()."""

# Whether authenticate() waits for something, such as a database, and so needs a thread.
BLOCKING = False


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The same name for every caller.
    """
    return "anyone"


def on_start() -> list[str]:
    """Check that the plugin can be served.

    Returns:
        Lines for the person who starts the server; none.
    """
    return []
