"""What a user sends: a token of their own."""

from functools import cache

from click.testing import CliRunner

ENVIRONMENT: dict[str, str] = {}
# What `serve` needs on this machine.
SERVE_OPTIONS: tuple[str, ...] = ()


@cache
def credentials(user: str) -> dict[str, str]:
    """The headers that a user sends, with a token that the command made."""
    from {{ cookiecutter.__package }}.__main__ import main

    made = CliRunner().invoke(main, ["token", "add", user])
    return {"Authorization": f"Bearer {made.output.strip()}"}
