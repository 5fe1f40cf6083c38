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
_WORD = r"[\w.+-]+"
_SPACED_WORDS = re.compile(rf"{_WORD}(\s*\|\s*{_WORD})+")
# enum(a, b), Literal["a", "b"], [a, b]
_LISTED_WORDS = re.compile(
    r"(?:(?:str)?enum|literal|choices?|one_?of)?\s*[\[(<{]([^\])>}]*)[\])>}]", re.IGNORECASE
)
_COMMAS = re.compile(rf"{_WORD}(,{_WORD})+")
_WORDS = re.compile(r"(?:str)?enum|literal|choices?|one_?of", re.IGNORECASE)
_LIST_FIRST = re.compile(r"\[\](\w[\w-]*)|\[(\w[\w-]*)\]")
_OBJECT = re.compile(r"(?:object|dict|map|json|struct|record)\b", re.IGNORECASE)
_OBJECTS = re.compile(
    rf"(?:list|array|set)[\[<(](?:\{{|{_OBJECT.pattern})|{_OBJECT.pattern}\[\]|\[\]?\{{",
    re.IGNORECASE,
)
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


def type_hint(text: str) -> str:
    """Suggest what to write instead of text that is not a type.

    Parameters:
        text: The rest of the line, beginning in the place of a type.

    Returns:
        A suggestion such as `did you mean integer?`, or an empty text.
    """
    word = text.split(" ")[0]
    if _OBJECTS.match(text):
        return "a list of objects is written as its fields, as in {title price?:number}[]"
    if meant := _spaced(text) or type_for(word) or _list_first(text) or _listed(text):
        return f"did you mean {meant}?"
    if _OBJECT.match(text):
        return "an object is written as its fields, as in {title price?:number}"
    if _WORDS.match(text):
        return "write the words themselves, as in sunny|cloudy"
    if text.startswith(" "):
        return "there is no space after ':'"
    return "text with spaces is a description, in double quotes after =" if word[:1] == '"' else ""


def words_for(text: str) -> str:
    """Suggest words with `|` between them.

    Parameters:
        text: Words that are separated in another way, such as `sunny, cloudy`.

    Returns:
        The words in the grammar; an empty text if there is nothing to suggest.
    """
    if "'" in text or re.search(r"\S\|\S", text):
        return ""
    words = re.findall(_WORD, text)
    return "|".join(words) if len(words) > 1 else ""


def _spaced(text: str) -> str:
    """Close up words such as `a | b`."""
    found = _SPACED_WORDS.match(text)
    return re.sub(r"\s", "", found[0]) if found else ""


def _listed(text: str) -> str:
    """Make words of `enum(a, b)`, `[a, b]` and `a,b`."""
    found = _LISTED_WORDS.match(text)
    commas = _COMMAS.match(text)
    words = re.findall(_WORD, found[1] if found else commas[0] if commas else "")
    return "|".join(words) if len(words) > 1 else ""


def _list_first(text: str) -> str:
    """Turn `[]string` and `[string]` round."""
    found = _LIST_FIRST.match(text)
    meant = _MEANT.get((found[1] or found[2]).lower(), "") if found else ""
    return f"{meant}[]" if meant and not meant.endswith("[]") else meant


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
