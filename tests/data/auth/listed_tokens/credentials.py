"""What a user sends: the token that TOKENS lists for them."""

import json

USERS = ["alice", "mallory", "robin", "Robín a/b", "Zoë", "名前", "two words", "a/b", "100%"]
USERS += ["50%2F50", "🙂", "...", "nobody", "bob", "carol", "dave", "erin", "frank"]

TOKENS = {user: f"token-{number}" for number, user in enumerate(USERS)}
ENVIRONMENT = {"TOKENS": json.dumps(TOKENS)}
# What `serve` needs on this machine.
SERVE_OPTIONS: tuple[str, ...] = ()


def credentials(user: str) -> dict[str, str]:
    """The headers of a user."""
    return {"Authorization": f"Bearer {TOKENS[user]}"}
