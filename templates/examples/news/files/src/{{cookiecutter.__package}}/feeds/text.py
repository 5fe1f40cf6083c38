"""Reduces HTML to text on one line."""

import unicodedata
from html.parser import HTMLParser

# Enough for the text that is kept, whatever markup is around it.
_LONGEST = 20_000
_HIDDEN = {"script", "style", "template", "noscript"}
_INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "s", "span", "strong", "u"}


def plain(text: str, is_html: bool, longest: int) -> str:
    """Reduce a text of a feed to what people read of it.

    Parameters:
        text: Text, or HTML.
        is_html: Whether it is HTML.
        longest: How many characters are kept.

    Returns:
        Text on one line, without markup and without characters that cannot be printed; if it was
        cut, it ends with `…`.
    """
    if is_html:
        reader = _Reader()
        reader.feed(text[:_LONGEST] + " ")
        text = "".join(reader.parts)
    kept = "".join(" " if each.isspace() else each for each in text if _is_kept(each))
    line = " ".join(kept.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _is_kept(character: str) -> bool:
    # Neither control characters nor halves of a pair, which JSON cannot have.
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cs")


class _Reader(HTMLParser):
    """Collects the text of a page; a tag that is cut off at the end is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append(" ")
