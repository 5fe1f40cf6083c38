"""Who may call: everyone. This is the file to edit if that should change."""


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The same name for everyone.
    """
    return "anyone"


def prepare() -> list[str]:
    """Make ready to serve.

    Returns:
        Lines for the person who starts the server; none here.
    """
    return []
