"""A document as it was read, and the passages that are searched."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Long enough to answer a question, and short enough for an answer to have many.
LONGEST_PASSAGE = 1200
LONGEST_TITLE = 200
BETWEEN = " › "

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ENDS = ("\n", ". ", "。", " ")


class Section(NamedTuple):
    """A part of a document: the headings above it, the highest first, and its text."""

    headings: tuple[str, ...]
    text: str


class Document(NamedTuple):
    """A document: its title, on one line, its whole text, and its parts in order."""

    title: str
    text: str
    sections: tuple[Section, ...]


class Outline:
    """Collects the text of a document below its headings."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.title = ""
        self._headings: list[tuple[int, str]] = []
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        """Add a line of text."""
        self._lines.append(line)

    def heading(self, level: int, title: str) -> None:
        """Begin a section.

        Parameters:
            level: 1 for the highest, to 6.
            title: Its heading.
        """
        self.close()
        title = one_line(title)
        if not self.title and level == 1:
            self.title = title
        self._headings = [each for each in self._headings if each[0] < level]
        if title:
            self._headings.append((level, title))

    def take_back(self, count: int) -> str:
        """Remove the last lines.

        Parameters:
            count: How many, at least one.

        Returns:
            Their text.
        """
        taken = self._lines[-count:]
        del self._lines[-count:]
        return "\n".join(taken)

    def close(self) -> None:
        """End the last section."""
        text = "\n".join(self._lines).strip()
        self._lines = []
        if text:
            self.sections.append(Section(tuple(title for _, title in self._headings), text))


def clean(text: str) -> str:
    """Remove what databases and JSON cannot contain, and control characters, which nobody reads."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Bring a title on one line of at most 200 characters; what is cut ends with `…`."""
    line = " ".join(clean(text).split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def passages(sections: Iterable[Section]) -> Iterator[Section]:
    """Divide sections into passages of at most 1,200 characters, between paragraphs if possible."""
    for headings, text in sections:
        for part in _joined(_short(re.split(r"\n[ \t]*\n", text))):
            yield Section(headings, part)


def _joined(paragraphs: Iterable[str]) -> Iterator[str]:
    part = ""
    for paragraph in paragraphs:
        if part and len(part) + 2 + len(paragraph) > LONGEST_PASSAGE:
            yield part
            part = ""
        part = f"{part}\n\n{paragraph}" if part else paragraph
    if part:
        yield part


def _short(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        rest = paragraph.rstrip().lstrip("\n")
        while len(rest) > LONGEST_PASSAGE:
            end = _end(rest)
            yield rest[:end].rstrip()
            rest = rest[end:].lstrip()
        if rest.strip():
            yield rest


def _end(text: str) -> int:
    """Find where a passage can end: after a line, a sentence or a word, in its second half."""
    half = LONGEST_PASSAGE // 2
    found = (text.rfind(mark, half, LONGEST_PASSAGE) for mark in _ENDS)
    return next((place + 1 for place in found if place > 0), LONGEST_PASSAGE)
