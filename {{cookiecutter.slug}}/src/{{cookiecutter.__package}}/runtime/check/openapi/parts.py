"""Find the parts of a document, each once, and follow the references between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ..place import TOP, Place
from ..problem import INVALID, TOLERATED, Levels
from .grammar import EVERY_KEY, EXTENSION, GRAMMAR, REQUIRED, Slot

MOST_REFERENCES = 100  # that are followed from one to the next


class Part:
    """A part of a document: `kind` is from the grammar, `value` is whatever is there."""

    __slots__ = ("below", "kind", "place", "target", "value")

    def __init__(self, kind: str, place: Place, value: Any) -> None:
        self.kind, self.place, self.value = kind, place, value
        self.below: list[Part] = []
        self.target: Part | None = None  # what its $ref points to

    @property
    def is_reference(self) -> bool:
        return isinstance(self.value, dict) and "$ref" in self.value


class Parts:
    """All parts of a document, those included that only references lead to.

    Every part is visited once for each kind that it is used as, however many references there are
    and however they are spelled.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.findings: list[tuple[Levels, str]] = []
        self._found: dict[tuple[int, str], Part] = {}
        self._pending: list[Part] = []  # references that are still to be followed
        self._resolved: dict[str, tuple[Any, Place] | None] = {}
        self.top = self._walk(Part("document", TOP, spec))
        while self._pending:
            part = self._pending.pop()
            reference = part.value["$ref"]
            found = self.resolve(reference) if isinstance(reference, str) else None
            if found:
                part.target = self._walk(Part(part.kind, found[1], found[0]))
            else:
                message = f"{part.place}.$ref: points to nothing in this document; correct it"
                self.findings.append((INVALID, message))

    def __iter__(self) -> Iterator[Part]:
        return iter(self._found.values())

    def of(self, kind: str) -> Iterator[Part]:
        """The parts of a kind that are mappings with a content of their own, not references."""
        return (
            part
            for part in self
            if part.kind == kind and isinstance(part.value, dict) and not part.is_reference
        )

    def resolve(self, reference: str) -> tuple[Any, Place] | None:
        """What a reference points to inside the document, and its place."""
        if reference not in self._resolved:
            self._resolved[reference] = self._resolve(reference)
        return self._resolved[reference]

    def follow(self, node: object) -> Any:
        """The value at the end of a node's references; None if they lead nowhere."""
        for _ in range(MOST_REFERENCES):
            if not isinstance(node, dict) or "$ref" not in node:
                return node
            reference = node["$ref"]
            found = self.resolve(reference) if isinstance(reference, str) else None
            node = found[0] if found else None
        return None

    def _resolve(self, reference: str) -> tuple[Any, Place] | None:
        start, *keys = unquote(reference).split("/")
        node, place = self.spec, TOP
        if start != "#":
            return None
        for escaped in keys:
            key = escaped.replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdecimal() and key.isascii():
                if len(key) > 7 or int(key) >= len(node):
                    return None
                node = node[int(key)]
            else:
                return None
            place /= key
        return node, place

    def _walk(self, top: Part) -> Part:
        """Register a part and all below it; return the part that is registered for its value."""
        stack: list[tuple[Part | None, Part]] = [(None, top)]
        registered = top
        while stack:
            above, part = stack.pop()
            # A text or number has no identity of its own, but it has nothing below it either.
            identity = id(part.value) if isinstance(part.value, dict | list) else id(part)
            same = self._found.setdefault((identity, part.kind), part)
            if above:
                above.below.append(same)
            else:
                registered = same
            if same is part:
                if part.is_reference:
                    self._pending.append(part)
                stack += [(part, below) for below in reversed(self._below(part))]
        return registered

    def _below(self, part: Part) -> list[Part]:
        value, kind = part.value, part.kind
        if kind == "schema" and isinstance(value, bool):
            return []
        if not isinstance(value, dict):
            expected = "a schema" if kind == "schema" else f"a mapping ({kind.replace('-', ' ')})"
            self._say(part.place, f"must be {expected}")
            return []
        slots = GRAMMAR.get(kind, {})
        if every := slots.get(EVERY_KEY):
            slots = {key: every for key in value if not key.startswith(EXTENSION)}
        below = []
        for key in (key for key in value if key in slots):
            if value[key] is None and EVERY_KEY not in GRAMMAR[kind]:
                if (kind, key) not in REQUIRED:
                    self.findings.append(
                        (TOLERATED, f"{part.place / key}: is empty; fill it in or remove it")
                    )
            else:
                below += self._fill(slots[key], part.place / key, value[key])
        return below

    def _fill(self, slot: Slot, place: Place, value: Any) -> list[Part]:
        if slot.shape == "list" and isinstance(value, list):
            return [Part(slot.kind, place / str(index), each) for index, each in enumerate(value)]
        if slot.shape == "mapping" and isinstance(value, dict):
            return [Part(slot.kind, place / name, each) for name, each in value.items()]
        if slot.shape == "one":
            return [Part(slot.kind, place, value)]
        self._say(place, f"must be a {slot.shape}")
        return []

    def _say(self, place: Place, message: str) -> None:
        self.findings.append((INVALID, f"{place}: {message}"))
