@cache
def credentials(user: str) -> dict[str, str]:
    """The headers that a user sends, with a token that the command made."""
    from {{ cookiecutter.__package }}.__main__ import main

    made = CliRunner().invoke(main, ["token", "add", user])
    return {"Authorization": f"Bearer {made.output.strip()}"}
