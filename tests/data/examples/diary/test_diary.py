"""Notes are kept."""

from credentials import credentials
from support import Client, Invoke


def test_notes_are_kept() -> None:
    """What was added is listed."""
    client = Client(credentials("alice"))
    assert client.send("POST", "/notes/birds", json={"note": "a robin"}).json() == {}
    assert client.send("GET", "/notes/birds").json() == {"notes": ["a robin"]}


def test_what_an_example_adds_is_there(invoke: Invoke) -> None:
    """Its command, its setting, and a file that is shipped with the plugin."""
    assert invoke("topics").output.split() == ["Hello", "birds", "trees"]
