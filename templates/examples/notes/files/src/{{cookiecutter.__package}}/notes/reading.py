"""Reads a file as what its name says: Markdown, text, HTML or PDF."""

import codecs
import re
from collections.abc import Callable
from pathlib import PurePath

from . import html_text, markdown, pdf
from .document import Document, Section, clean, one_line
from .unreadable import Unreadable

LONGEST_TEXT = 2_000_000
_MOST_BYTES, _MOST_PDF_BYTES = 5_000_000, 50_000_000
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def _read_text(text: str) -> Document:
    return Document("", text, (Section((), text),))


_READERS: dict[str, Callable[[str], Document]] = {
    ".htm": html_text.read,
    ".html": html_text.read,
    ".markdown": markdown.read,
    ".md": markdown.read,
    ".text": _read_text,
    ".txt": _read_text,
}


def is_read(name: str) -> bool:
    """Whether a file with this name is one that can become a note."""
    ending = PurePath(name).suffix.lower()
    return ending == ".pdf" or ending in _READERS


def most_bytes(name: str) -> int:
    """How large a file with this name can be."""
    return _MOST_PDF_BYTES if name.lower().endswith(".pdf") else _MOST_BYTES


def read(name: str, data: bytes) -> Document:
    """Read a file.

    Parameters:
        name: Its name, for which `is_read` holds.
        data: What is in it.

    Returns:
        The document; without a title of its own it has the name without its ending.

    Raises:
        Unreadable: If it is not what its name says, is encrypted, has no text, or too much.
    """
    ending = PurePath(name).suffix.lower()
    document = pdf.read(data) if ending == ".pdf" else _READERS[ending](_decode(data, ending))
    if not document.text.strip():
        raise Unreadable("has no text")
    if len(document.text) > LONGEST_TEXT:
        raise Unreadable(f"has more than {LONGEST_TEXT:,} characters")
    title = one_line(document.title) or one_line(PurePath(name).stem) or "Untitled"
    return document._replace(title=title)


def _decode(data: bytes, ending: str) -> str:
    encoding = next((name for bom, name in _BOMS.items() if data.startswith(bom)), "")
    if not encoding and ending.startswith(".htm"):
        found = _CHARSET.search(data[:1024])
        encoding = found[1].decode() if found else ""
    try:
        text = data.decode(encoding or "utf-8").removeprefix("\ufeff")
    except (LookupError, ValueError):
        raise Unreadable("is not UTF-8 text") from None
    if "\0" in text:
        raise Unreadable("is binary")
    return clean(text)
