"""The forms in which an answer names an OpenAPI document: `petstore.yaml#listPets,pets`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugin_template.endpoints import METHODS
from plugin_template.importing.report import DocumentError

_ENDPOINT = re.compile(rf"\s*(\w+\s*:)?\s*({'|'.join(METHODS)})\s", re.IGNORECASE)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_FILE = re.compile(r"[^\n;#]+\.(ya?ml|json)|(\.{0,2}|~)/[^\n;#]+", re.IGNORECASE)
_KEPT = re.compile(r"(?P<named>.*) zlib:(?P<kept>[A-Za-z0-9_=-]+)", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What an answer says.

    Parameters:
        file: The document's path, as it was typed.
        chosen: operationIds and tags, in their order; all operations if there are none.
        kept: What `keeping.encode` wrote, if the answer contains the document; else empty.
    """

    file: str
    chosen: tuple[str, ...] = ()
    kept: str = ""

    @property
    def named(self) -> str:
        """The answer without the document."""
        return f"{self.file}#{','.join(self.chosen)}" if self.chosen else self.file


def names_document(text: str) -> bool:
    """Say whether an answer to `endpoints` names a document, and is not an endpoint.

    Parameters:
        text: Any text.

    Returns:
        Whether it is a URL, a path that ends in .yaml, .yml or .json, or a path that begins with
        `/`, `./`, `../` or `~/`; `#` and what is chosen may follow.
    """
    named = named_in(text).strip()
    if _ENDPOINT.match(named):
        return False
    file = named.partition("#")[0].strip()
    return bool(_URL.match(named) or _FILE.fullmatch(file))


def named_in(text: str) -> str:
    """Shorten an answer to what a person typed: without the document that it may contain.

    Parameters:
        text: An answer to `endpoints`.

    Returns:
        The file and what is chosen of it.
    """
    found = _KEPT.fullmatch(text)
    return found["named"] if found else text


def file_in(text: str) -> str:
    """Shorten an answer to the document's path.

    Parameters:
        text: An answer to `endpoints` for which `names_document` holds.

    Returns:
        The path, as it was typed.
    """
    return named_in(text).partition("#")[0].strip()


def parse(text: str) -> Answer:
    """Read an answer that names a document.

    Parameters:
        text: One for which `names_document` holds.

    Returns:
        Its parts.

    Raises:
        DocumentError: It is a URL, which is not fetched, or `#` is followed by nothing.
    """
    found = _KEPT.fullmatch(text)
    named, kept = (found["named"], found["kept"]) if found else (text, "")
    named = named.strip()
    if url := _URL.match(named):
        address, _, choice = url[0].partition("#")
        name = re.sub(r"[^\w.-]", "", address.rstrip("/").rpartition("/")[2].partition("?")[0])
        if not re.search(r"\.(ya?ml|json)$", name, re.IGNORECASE):
            name = "api.yaml"
        answer = f"{name}#{choice}" if choice else name
        raise DocumentError(
            [
                f"is an address, and nothing is downloaded here: run `curl -L -o {name} "
                f"'{address}'`, then answer {answer}"
            ]
        )
    file, mark, choice = named.partition("#")
    chosen = tuple(dict.fromkeys(each.strip() for each in choice.split(",") if each.strip()))
    if mark and not chosen:
        raise DocumentError(["has nothing after #: name operationIds or tags, or leave out the #"])
    return Answer(file.strip(), chosen, kept)
