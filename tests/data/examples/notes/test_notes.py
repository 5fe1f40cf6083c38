"""Notes are kept."""

from credentials import credentials
from support import Client


def test_notes_are_kept() -> None:
    """What was added is listed."""
    client = Client(credentials("alice"))
    assert client.send("POST", "/notes/birds", json={"note": "a robin"}).json() == {}
    assert client.send("GET", "/notes/birds").json() == {"notes": ["a robin"]}
