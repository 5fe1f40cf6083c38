"""The schemas that others refer to: gathered, freed of circles, and named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from plugin_template.importing.report import Report

Mode = Literal["request", "answer"]
LONGEST_NAME = 80  # characters of a component's name
# The plugin's own, which describes its refusals.
RESERVED = "Error"


class Target(NamedTuple):
    """What is referred to: a place in the source, and what the schema there describes."""

    pointer: str
    mode: Mode


class Edge(NamedTuple):
    """A reference: the mapping with its `$ref`, and where it is in the source."""

    node: dict[str, Any]
    target: Target
    place: str


class Components:
    """Gathers the schemas that others refer to.

    Parameters:
        report: Where circles are noted.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.schemas: dict[Target, dict[str, Any]] = {}
        self._pending: list[Target] = []
        self._known: dict[Target, None] = {}
        # The references in each component, and under None those outside of them.
        self._edges: dict[Target | None, list[Edge]] = {None: []}
        self._current: Target | None = None

    def refer(self, pointer: str, mode: Mode) -> Target:
        """Note that a schema is referred to."""
        target = Target(pointer, mode)
        if target not in self._known:
            self._known[target] = None
            self._pending.append(target)
        return target

    def edge(self, node: dict[str, Any], target: Target, place: str) -> None:
        """Note which mapping has a `$ref`."""
        self._edges.setdefault(self._current, []).append(Edge(node, target, place))

    def moved(self, node: dict[str, Any], into: dict[str, Any]) -> None:
        """Note that another mapping has taken over a `$ref`."""
        edges = self._edges.get(self._current, [])
        for index, each in enumerate(edges):
            if each.node is node:
                edges[index] = each._replace(node=into)

    def mark(self) -> tuple[int, int]:
        """Remember how much is known outside of components; see `back_to`."""
        return len(self._known), len(self._edges[None])

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was referred to since a mark, before anything of it was repaired."""
        for target in [*self._known][mark[0] :]:
            del self._known[target]
            self._pending.remove(target)
        del self._edges[None][mark[1] :]

    def next(self) -> Target | None:
        """Give the next schema to repair; references that are noted from now on are in it."""
        self._current = self._pending.pop(0) if self._pending else None
        return self._current

    def put(self, target: Target, schema: dict[str, Any]) -> None:
        """Take the repaired schema of a target."""
        self.schemas[target] = schema

    def cut_circles(self) -> None:
        """Remove each reference that leads back to a component that contains it."""
        done: set[Target] = set()
        for first in [*(each.target for each in self._edges[None]), *self._known]:
            if first in done:
                continue
            entered = {first}
            stack = [(first, iter(self._edges.get(first, [])))]
            while stack:
                target, edges = stack[-1]
                edge = next(edges, None)
                if edge is None:
                    stack.pop()
                    entered.remove(target)
                    done.add(target)
                elif edge.target in entered:
                    edge.node.pop("$ref", None)
                    self.report.add(
                        edge.place,
                        "the schema contains itself, which hosts refuse",
                        "left it open to any value here",
                    )
                elif edge.target not in done:
                    entered.add(edge.target)
                    stack.append((edge.target, iter(self._edges.get(edge.target, []))))

    def names(self) -> dict[Target, str]:
        """Name the components.

        Returns:
            The name of each target. A schema of which requests and answers need different forms
            has `Input` at the end of its name in requests; else both have one name.
        """
        differ = self._differing()
        used = {RESERVED.casefold()}
        named: dict[tuple[str, bool], str] = {}
        names: dict[Target, str] = {}
        for target in self.schemas:
            special = target.mode == "request" and target.pointer in differ
            key = (target.pointer, special)
            if key not in named:
                named[key] = _unique(_base(target.pointer) + ("Input" if special else ""), used)
            names[target] = named[key]
        return names

    def _differing(self) -> set[str]:
        """Find the pointers whose schemas differ in requests and in answers."""
        both = {
            each.pointer
            for each in self.schemas
            if each.mode == "request" and Target(each.pointer, "answer") in self.schemas
        }
        differ = {
            each
            for each in both
            if _bare(self.schemas[Target(each, "request")])
            != _bare(self.schemas[Target(each, "answer")])
        }
        users: dict[str, set[str]] = {}
        for each in both:
            for mode in ("request", "answer"):
                for used in _targets(self.schemas[Target(each, mode)]):
                    users.setdefault(used.pointer, set()).add(each)
        pending = list(differ)
        while pending:
            for user in users.get(pending.pop(), ()):
                if user not in differ:
                    differ.add(user)
                    pending.append(user)
        return differ


def written(node: Any, names: dict[Target, str]) -> Any:
    """Copy a document with the names of components in its references.

    Parameters:
        node: Plain data with targets in it.
        names: The name of each target.

    Returns:
        Plain data.
    """
    if isinstance(node, Target):
        return f"#/components/schemas/{names[node]}"
    if isinstance(node, dict):
        return {key: written(each, names) for key, each in node.items()}
    return [written(each, names) for each in node] if isinstance(node, list) else node


def _bare(node: Any) -> Any:
    """Copy a schema with pointers in its references."""
    if isinstance(node, Target):
        return node.pointer
    if isinstance(node, dict):
        return {key: _bare(each) for key, each in node.items()}
    # True and 1 are equal in Python.
    return [_bare(each) for each in node] if isinstance(node, list) else (type(node), node)


def _targets(node: Any) -> Iterator[Target]:
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, Target):
            yield each
        elif isinstance(each, dict):
            stack += each.values()
        elif isinstance(each, list):
            stack += each


def _base(pointer: str) -> str:
    keys = [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
    if len(keys) == 3 and keys[:2] == ["components", "schemas"]:
        keys = keys[2:]
    name = re.sub("[^A-Za-z0-9._-]+", "_", "_".join(keys)).strip("_")
    return name[-LONGEST_NAME:].lstrip("_") or "Schema"


def _unique(name: str, used: set[str]) -> str:
    number, unique = 1, name
    while unique.casefold() in used:
        number += 1
        unique = f"{name}{number}"
    used.add(unique.casefold())
    return unique
