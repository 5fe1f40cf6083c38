"""Reduces HTML to its text and headings, without scripts and styles."""

import re
from html.parser import HTMLParser

from .document import Document, Outline

_HIDDEN = {"script", "style", "template", "noscript", "svg", "iframe", "object", "select"}
# Between these there is an empty line; between other blocks, a new line.
_PARAGRAPHS = {"p", "pre", "blockquote", "ul", "ol", "dl", "table", "section", "article", "figure"}
_LINES = {"address", "aside", "body", "br", "dd", "div", "dt", "footer", "form", "header", "hr"}
_LINES |= {"li", "main", "nav", "option", "tr", "td", "th", "caption", "figcaption", "head", "html"}
_HEADING = re.compile(r"h[1-6]")


def read(text: str) -> Document:
    """Read HTML.

    Parameters:
        text: A page.

    Returns:
        The document, with what people read of it as its text. Its title is that of the page or
        its first h1; it is empty if there is neither.
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    reader.outline.close()
    return Document(
        "".join(reader.title) or reader.outline.title,
        "\n".join(reader.text).strip(),
        tuple(reader.outline.sections),
    )


class _Reader(HTMLParser):
    """Collects lines of text: a tag that ends a block ends the line."""

    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self.text: list[str] = []
        self.title: list[str] = []
        self._parts: list[str] = []
        self._hidden: list[str] = []
        self._in_title = False
        self._preformatted = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "title" and not self._hidden:
            self._in_title = not self.title
        elif not self._hidden:
            self._end_line(tag)
            self._preformatted |= tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag == "title":
            self._in_title = False
        elif self._hidden:
            pass
        elif _HEADING.fullmatch(tag):
            self._end_heading(int(tag[1]))
        else:
            self._end_line(tag)
            self._preformatted &= tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            self._parts.append(data if self._preformatted else re.sub(r"\s+", " ", data))

    def flush(self) -> None:
        """End a line."""
        line = "".join(self._parts)
        line = line.strip("\n") if self._preformatted else " ".join(line.split())
        self._parts = []
        if line.strip():
            self._write(line)

    def _end_line(self, tag: str) -> None:
        if tag in _PARAGRAPHS or _HEADING.fullmatch(tag):
            self.flush()
            self._write("")
        elif tag in _LINES:
            self.flush()

    def _end_heading(self, level: int) -> None:
        title = " ".join("".join(self._parts).split())
        self._parts = []
        self.outline.heading(level, title)
        self.text += [title, ""]

    def _write(self, line: str) -> None:
        if line or (self.text and self.text[-1]):
            self.text.append(line)
            self.outline.add(line)
