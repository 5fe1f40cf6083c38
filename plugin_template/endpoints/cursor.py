"""Moves through a text in the grammar, and says what was expected where it does not go on."""

from __future__ import annotations

import json
import re

from plugin_template.endpoints.model import shown

REST_OF_WORD = re.compile(r"[^\s;#]+")


class Unexpected(Exception):
    """What was expected, and the index in the text where it was not found."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class Cursor:
    """Reads a text from the left; `at` is the index of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def blank(self) -> bool:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in " \t\r":
            self.at += 1
        return self.at > start

    def peek(self, *marks: str) -> bool:
        return self.text.startswith(marks, self.at)

    def take(self, mark: str) -> bool:
        if found := self.peek(mark):
            self.at += len(mark)
        return found

    def match(self, pattern: re.Pattern[str]) -> str:
        found = self.next(pattern)
        self.at += len(found)
        return found

    def next(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        return found.group() if found else ""

    def at_end(self) -> bool:
        return self.at >= len(self.text) or self.text[self.at] in "\n;"

    def expected(
        self, what: str, hint: str = "", pattern: re.Pattern[str] = REST_OF_WORD
    ) -> Unexpected:
        if self.at >= len(self.text):
            found = "the end"
        elif self.text[self.at] == "\n":
            found = "the end of the line"
        else:
            word = self.next(pattern) or self.text[self.at]
            found = "a space" if word.isspace() else f'"{shown(word[:20])}"'
        if found == '";"':
            hint = " (a ';' begins a new endpoint; separate fields by spaces)"
        elif hint:
            hint = f"; {hint}"
        return Unexpected(f"expected {what}, found {found}{hint}", self.at)

    def json_text(self, what: str) -> str:
        """Read a text in double quotes."""
        if not self.peek('"'):
            raise self.expected(what)
        try:
            text, self.at = json.JSONDecoder(strict=False).raw_decode(self.text, self.at)
        except ValueError:
            raise self.expected(
                'a text that ends with ", with \\" and \\\\ for these two'
            ) from None
        return str(text)
