"""Texts of limited length."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
ENDS = ".!?…。！？"


def one_line(text: str) -> str:
    """Join the lines of a text."""
    return " ".join(text.split())


def cut(text: str, longest: int, otherwise: str) -> str:
    """Shorten a text at the end of a word.

    Parameters:
        text: Any text.
        longest: How many characters are allowed.
        otherwise: What is used if no word of the text fits, as in scripts without spaces.

    Returns:
        One line: the text, its first words with `…`, or `otherwise`.
    """
    text = one_line(text)
    if len(text) <= longest:
        return text or otherwise
    words, _, _ = text[:longest].rpartition(" ")
    words = words.rstrip(" ,;:-–—(")
    return f"{words}…" if words else otherwise


def subtitle(text: str, longest: int, otherwise: str) -> str:
    """Make a subtitle: the first sentence if it is short enough, or else what `cut` makes of it."""
    first = SENTENCE.split(one_line(text))[0]
    return cut(first.rstrip(ENDS) or first, longest, otherwise)
