"""What a caller of the plugin sends: nothing."""

ENVIRONMENT: dict[str, str] = {}
# What `serve` needs on this machine.
SERVE_OPTIONS: tuple[str, ...] = ()


def credentials(user: str) -> dict[str, str]:
    """The headers of a caller, whoever it is."""
    return {}
