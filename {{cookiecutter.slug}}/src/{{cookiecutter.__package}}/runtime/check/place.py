"""Where a value is in a document."""

from __future__ import annotations

LONGEST_KEY = 80  # characters of a key that are shown


class Place:
    """The keys and indexes that lead to a value; `TOP` is the whole document.

    A place only keeps its last key and the place above, so that a long key is not copied to every
    place below it.
    """

    __slots__ = ("above", "key")

    def __init__(self, above: Place | None = None, key: str = "") -> None:
        self.above, self.key = above, key

    def __truediv__(self, key: str) -> Place:
        return Place(self, key)

    def __str__(self) -> str:
        """The keys with dots between them, long ones shortened."""
        return ".".join(map(shortened, self.keys())) or "the top level"

    def keys(self) -> list[str]:
        """The keys and indexes from the top to the value."""
        keys, place = [], self
        while place.above is not None:
            keys.append(place.key)
            place = place.above
        return keys[::-1]

    def pointer(self) -> str:
        """The place as a JSON pointer (RFC 6901)."""
        escaped = (key.replace("~", "~0").replace("/", "~1") for key in self.keys())
        return "".join(f"/{key}" for key in escaped)


TOP = Place()


def shortened(key: str) -> str:
    """A key, path or name of bearable length."""
    return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY - 3]}..."
