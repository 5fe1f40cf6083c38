"""A document as it came: its data, and where its references lead."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from plugin_template.importing.report import DocumentError, at
from plugin_template.importing.runtime_check import Oddity, Unreadable, read_yaml

MOST_REFERENCES = 100  # that lead from one to the next


class Source:
    """An OpenAPI document of plain data.

    Parameters:
        data: The document.
        name: The file's name, for messages.
    """

    def __init__(self, data: dict[str, Any], name: str) -> None:
        self.data, self.name = data, name
        self._resolved: dict[tuple[str, str], str | None] = {}

    @property
    def is_3_0(self) -> bool:
        """Whether it is of a version in which a reference has nothing beside it."""
        return not str(self.data.get("openapi")).strip("'\" v").startswith("3.1")

    def value(self, pointer: str) -> Any:
        """Give what is at a JSON pointer that `resolve` returned."""
        return _look_up(self.data, _keys(pointer))

    def resolve(self, reference: object, section: str) -> tuple[str, bool] | None:
        """Find what a reference points to.

        Parameters:
            reference: The value of a `$ref`.
            section: Where in `components` things of its kind are, such as `schemas`.

        Returns:
            A JSON pointer, and whether the reference had to be corrected: it points to nothing,
            but exactly one component of the section has its name. None if there is none.
        """
        if not isinstance(reference, str):
            return None
        exact = self._exact(reference)
        if exact is not None:
            return exact, False
        key = (reference, section)
        if key not in self._resolved:
            self._resolved[key] = self._by_name(reference, section)
        named = self._resolved[key]
        return None if named is None else (named, True)

    def follow(self, value: Any, place: str, section: str) -> tuple[Any, str, list[str]] | None:
        """Follow references to the first value that is none.

        Parameters:
            value: Any part of the document.
            place: Its JSON pointer.
            section: As for `resolve`.

        Returns:
            The value, its place, and the places of references that had to be corrected; None if
            they lead nowhere, or back to themselves.
        """
        corrected: list[str] = []
        for _ in range(MOST_REFERENCES):
            if not isinstance(value, dict) or "$ref" not in value:
                return value, place, corrected
            found = self.resolve(value["$ref"], section)
            if found is None:
                return None
            if found[1]:
                corrected.append(place)
            place = found[0]
            value = self.value(place)
        return None

    def _exact(self, reference: str) -> str | None:
        start, mark, fragment = reference.partition("#")
        if start or not mark or not fragment.startswith("/"):
            return None
        keys = _keys(unquote(fragment))
        if _look_up(self.data, keys) is None:
            return None
        return at("", *keys)

    def _by_name(self, reference: str, section: str) -> str | None:
        file, mark, fragment = reference.partition("#")
        if (mark and file) or (not mark and re.search(r"[./:]", file)):
            return None  # another file or host
        name = unquote((fragment or file).rpartition("/")[2])
        components = self.data.get("components")
        among = components.get(section) if isinstance(components, dict) else None
        if not isinstance(among, dict) or not name:
            return None
        found = [name] if name in among else [n for n in among if n.casefold() == name.casefold()]
        return at("/components", section, found[0]) if len(found) == 1 else None


def read(data: bytes, name: str) -> tuple[Source, list[Oddity]]:
    """Read an OpenAPI document.

    Parameters:
        data: YAML or JSON in UTF-8.
        name: The file's name, for messages.

    Returns:
        The document, and what other programs read differently in it.

    Raises:
        DocumentError: It cannot be read, or is not an OpenAPI 3 document.
    """
    try:
        value, oddities = read_yaml(data)
    except Unreadable as error:
        raise DocumentError([f"{name} {error}"]) from None
    if not isinstance(value, dict):
        raise DocumentError([f"{name} is not an OpenAPI document: it is not a mapping"])
    if "swagger" in value and "openapi" not in value:
        raise DocumentError(
            [
                f"{name} is a Swagger {value['swagger']} document: convert it to OpenAPI 3 first, "
                "for example at https://converter.swagger.io"
            ]
        )
    version = str(value.get("openapi", "3")).strip("'\" v")
    if not version.startswith("3"):
        raise DocumentError([f"{name} says openapi: {version[:20]}, but should be OpenAPI 3"])
    if not isinstance(value.get("paths"), dict):
        raise DocumentError([f"{name} is not an OpenAPI document: it has no paths"])
    return Source(value, name), oddities


def _keys(pointer: str) -> list[str]:
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]


def _look_up(node: Any, keys: list[str]) -> Any:
    for key in keys:
        if isinstance(node, dict):
            node = node.get(key)
        elif isinstance(node, list) and re.fullmatch("[0-9]{1,7}", key) and int(key) < len(node):
            node = node[int(key)]
        else:
            return None
    return node
