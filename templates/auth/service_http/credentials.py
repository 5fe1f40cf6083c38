"""What the host sends: the service token."""

ENVIRONMENT = {
    "SERVICE_TOKEN": "the-service-token-of-the-tests",
    "OPENAI_VERIFICATION_TOKEN": "0123456789abcdef0123456789abcdef",
}
# What `serve` needs on this machine.
SERVE_OPTIONS: tuple[str, ...] = ()


def credentials(user: str) -> dict[str, str]:
    """The headers that the host sends, for whichever user."""
    return {"Authorization": f"Bearer {ENVIRONMENT['SERVICE_TOKEN']}"}
