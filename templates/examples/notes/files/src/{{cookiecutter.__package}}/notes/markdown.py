"""Reads Markdown (CommonMark 0.31): its headings, outside of code, and the text below each."""

import re

from .document import Document, Outline

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
# A line that begins with one of these is not the text of a heading, so `---` below it is a rule.
_BLOCK = re.compile(r" {0,3}(?:[-*+>|]|\d+[.)])(?:\s|$)| {4}|\t")
_LINK = re.compile(r"!?\[([^][]*)\](?:\([^()\s]*\)|\[[^][]*\])")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n([\w-]+[ \t]*:.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL
)
_FRONT_TITLE = re.compile(r"""^title:[ \t]*(["']?)(.+?)\1[ \t]*$""", re.MULTILINE)


def read(text: str) -> Document:
    """Read Markdown.

    Parameters:
        text: The text, in which lines end with `\\n`.

    Returns:
        The document, with the text as it is. Its title is that of the front matter or the first
        heading of the highest level; it is empty if there is neither.
    """
    outline = Outline()
    front = _FRONT_MATTER.match(text)
    _read_lines(outline, text[front.end() :] if front else text)
    titled = _FRONT_TITLE.search(front[1]) if front else None
    title = titled[2] if titled else outline.title
    return Document(title, text, tuple(outline.sections))


def _read_lines(outline: Outline, text: str) -> None:
    fence = ""  # What ends the code block, if there is one.
    paragraph: list[str] = []
    for line in text.split("\n"):
        if fence:
            outline.add(line)
            if _ends(line, fence):
                fence = ""
        elif found := _FENCE.match(line):
            fence = found[1]
            paragraph.clear()
            outline.add(line)
        elif found := _ATX.match(line):
            paragraph.clear()
            outline.heading(len(found[1]), _plain(_CLOSING.sub("", found[2] or "")))
        elif paragraph and not _BLOCK.match(paragraph[0]) and (found := _SETEXT.match(line)):
            title = outline.take_back(len(paragraph))
            paragraph.clear()
            outline.heading(1 if found[1][0] == "=" else 2, _plain(title))
        else:
            outline.add(line)
            if line.strip():
                paragraph.append(line)
            else:
                paragraph.clear()
    outline.close()


def _ends(line: str, fence: str) -> bool:
    mark = line.strip()
    return len(mark) >= len(fence) and set(mark) == {fence[0]} and not _BLOCK.match(line)


def _plain(heading: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", heading[:1000]))
