"""Texts that models read, within the limits of the hosts."""

from __future__ import annotations

from typing import Any

from plugin_template.importing.report import Report, at

LONGEST_OF_OPERATION = 300  # characters of a summary or description (GPT Actions)
LONGEST_OF_PARAMETER = 700  # characters of a description (GPT Actions)


def take(
    node: dict[str, Any], place: str, report: Report, longest: int | None, *fields: str
) -> dict[str, str]:
    """Take the texts of a part of the document.

    Parameters:
        node: The part.
        place: Its JSON pointer.
        report: Where repairs are noted.
        longest: How many characters a text may have; None for any number.
        fields: The names of the texts.

    Returns:
        Those that are there, shortened at a word where they are too long.
    """
    found = {}
    for field in fields:
        value = node.get(field)
        if value is None or value == "":
            continue
        if isinstance(value, bool | int | float):
            report.add(at(place, field), f"{field} must be text", "put it in quotes")
            value = str(value)
        if not isinstance(value, str):
            report.add(at(place, field), f"{field} must be text", "dropped it")
            continue
        text = value.strip()
        if longest and len(text) > longest:
            report.add(
                at(place, field),
                f"{field} has {len(text):,} characters, at most {longest} are allowed",
                "shortened it",
            )
            text = shortened(text, longest)
        if text:
            found[field] = text
    return found


def shortened(text: str, longest: int) -> str:
    """Shorten a text at a word.

    Parameters:
        text: Any text.
        longest: How many characters the result may have.

    Returns:
        The text, or its beginning with `…` at the end.
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    words = cut.rsplit(maxsplit=1)
    # A long word is cut itself, rather than to lose most of the text.
    if len(words) == 2 and len(words[0]) > longest // 2:
        cut = words[0]
    return cut.rstrip(" \t\r\n,;:") + "…"
