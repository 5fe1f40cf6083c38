"""Suggestions for text that other tools accept and the grammar does not."""

from __future__ import annotations

import re

_TYPES = {
    "string": "str text char varchar uuid email url uri",
    "integer": "int long int32 int64 bigint smallint",
    "number": "float double decimal real num numeric",
    "boolean": "bool",
    "date-time": "datetime timestamp time",
    "date": "day",
    "string[]": "list array strings",
}
_MEANT = {word: type_ for type_, words in _TYPES.items() for word in [type_, *words.split()]}
# list[str], List<int>, array(string)
_LIST = re.compile(r"(?:list|array|set)[\[<(](\w[\w-]*)[\])>]", re.IGNORECASE)
_MANY = re.compile(r"(\w[\w-]*)(\[\]|\*)?")
_ANGLED = re.compile(r"<(?:(\w+):)?(\w+)>")
_COLON = re.compile(r":(\w+)")
_SQUARE = re.compile(r"\[(\w+)\]")


def type_for(word: str) -> str:
    """Suggest a type for a word that is not one.

    Parameters:
        word: The word in the place of a type, such as `int`, `list[str]` or `datetime[]`.

    Returns:
        A type of the grammar, or an empty text.
    """
    if found := _LIST.match(word):
        inner = _MEANT.get(found[1].lower(), "")
        return f"{inner}[]" if inner and not inner.endswith("[]") else inner
    found = _MANY.match(word)
    meant = _MEANT.get(found[1].lower().replace("_", "-"), "") if found else ""
    many = "[]" if found and found[2] and not meant.endswith("[]") else ""
    return f"{meant}{many}" if meant else ""


def parameter_for(segment: str) -> str:
    """Suggest a path parameter for a segment that frameworks write in another way.

    Parameters:
        segment: The text between two slashes, such as `:city`, `<int:id>` or `[city]`.

    Returns:
        The parameter in the grammar, or an empty text.
    """
    if found := _ANGLED.fullmatch(segment):
        type_ = type_for(found[1] or "")
        return f"{{{found[2]}:{type_}}}" if type_ not in ("", "string") else f"{{{found[2]}}}"
    found = _COLON.fullmatch(segment) or _SQUARE.fullmatch(segment)
    return f"{{{found[1]}}}" if found else ""


def path_for(path: str) -> str:
    """Suggest a path for one that has spaces.

    Parameters:
        path: A path, as in `/todo list/{user}`.

    Returns:
        The path with `-` for its spaces.
    """
    return re.sub(r"\s+", "-", re.sub(r"\s*/\s*", "/", path.strip()))
