"""The code blocks of Markdown, with the edits that the text around them asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_END = re.compile(r"at the end of `([^`]+)`", re.IGNORECASE)
_LINE = re.compile(
    r"in `([^`]+)`,\s+(?:directly\s+)?(below|above|in place of)\s+(?:the\s+line\s+)?`([^`]+)`",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the paragraph before it on one line."""

    language: str
    text: str
    before: str


def blocks(markdown: str) -> list[Block]:
    """List the fenced blocks of a text, in order."""
    found, end = [], 0
    for match in _FENCE.finditer(markdown):
        before = markdown[end : match.start()].strip().split("\n\n")[-1]
        found.append(Block(match[1], match[2], " ".join(before.split())))
        end = match.end()
    return found


def sections(markdown: str) -> dict[str, str]:
    """Split a text at its headings of the second level: the text below each."""
    parts = re.split(r"^## (.*)\n", markdown, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def apply(block: Block, folder: Path) -> None:
    """Edit a file as the paragraph before a block says: at its end, or at a line of it."""
    if found := _END.search(block.before):
        file = folder / found[1]
        lines = [file.read_text(encoding="utf-8"), "\n\n", block.text]
    elif found := _LINE.search(block.before):
        file = folder / found[1]
        lines = _edited(file.read_text(encoding="utf-8"), found[2].lower(), found[3], block.text)
    else:
        raise ValueError(f"this does not say where the code goes: {block.before}")
    file.write_text("".join(lines), encoding="utf-8")


def _edited(text: str, place: str, anchor: str, new: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    at = [number for number, line in enumerate(lines) if line.strip() == anchor.strip()]
    if len(at) != 1:
        raise ValueError(f"{anchor!r} is there {len(at)} times")
    start = at[0] + (place == "below")
    end = at[0] + (place != "above")
    return [*lines[:start], new, *lines[end:]]
