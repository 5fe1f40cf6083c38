"""Copy Python values into plain data."""

from typing import Any

from ..place import TOP, Place
from .model import (
    DEEPEST,
    MOST_VALUES,
    Oddity,
    Reading,
    Unreadable,
    duplicate,
    odd_key,
    too_deep,
    too_large,
)


def read_value(value: object) -> Reading:
    """Copy a Python value, such as a document that was parsed elsewhere.

    Raises:
        Unreadable: It is too deep, too large or contains itself.
    """
    return Copy({}).read(value)


# A mapping by its id, which it keeps as long as it is here, and the keys that it had more than once.
Repeated = dict[int, tuple[dict[str, Any], list[str]]]


class Copy:
    """Copies a value to plain data."""

    def __init__(self, repeated: Repeated) -> None:
        self.repeated = repeated
        self.oddities: list[Oddity] = []
        self.count = 0

    def read(self, value: object) -> Reading:
        return Reading(self.copy(value, TOP, 0), self.oddities)

    def copy(self, value: object, place: Place, depth: int) -> Any:
        self.count += 1
        if self.count > MOST_VALUES:
            raise too_large()
        if isinstance(value, dict):
            self._check(depth)
            _, repeated = self.repeated.get(id(value), ({}, []))
            self.oddities += [duplicate(place, key) for key in repeated]
            return {
                (name := self._key(key, place)): self.copy(each, place / name, depth + 1)
                for key, each in value.items()
            }
        if isinstance(value, list):
            self._check(depth)
            return [
                self.copy(each, place / str(index), depth + 1) for index, each in enumerate(value)
            ]
        if isinstance(value, str) and not value.isascii() and not _is_unicode(value):
            raise Unreadable(f"has half of a surrogate pair at {place}; write the character itself")
        return value

    def _check(self, depth: int) -> None:
        if depth >= DEEPEST:
            raise too_deep()

    def _key(self, key: object, place: Place) -> str:
        if isinstance(key, str) and (key.isascii() or _is_unicode(key)):
            return key
        try:
            name = str(key).encode(errors="replace").decode()
        except Exception:  # a number that is too long for text, or an object of any kind
            name = type(key).__name__
        self.oddities.append(odd_key(place, name))
        return name


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
