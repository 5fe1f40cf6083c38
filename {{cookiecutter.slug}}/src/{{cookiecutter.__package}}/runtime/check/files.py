"""The plugin's files: how they are read, and the rules for the logo and the legal page."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .problem import Level
from .reading import Unreadable, decode

LARGEST_FILE = 1_000_000  # bytes (Actions)
LOGO_SIZE = (512, 512)  # pixels (Plugins)
PNG = b"\x89PNG\r\n\x1a\n"

Parsed = TypeVar("Parsed")


def load(path: Path, parse: Callable[[bytes], Parsed]) -> Parsed:
    """Read and parse a file.

    Raises:
        Unreadable: The file is missing, cannot be read, is too large or cannot be parsed.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise Unreadable("is missing; add it") from None
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"is larger than {LARGEST_FILE:,} bytes; shorten it")
    return parse(data)


def logo(data: bytes) -> list[tuple[Level, str]]:
    """Check the bytes of logo.png."""
    if data.startswith(b"GIF8"):
        return [("error", "the image is a GIF, which hosts refuse; save it as a PNG")]
    if not data.startswith(PNG):
        return [("error", "the image is not a PNG; save it as a PNG of 512 x 512 pixels")]
    size = png_size(data)
    if size is None:
        return [("error", "the image is truncated or damaged; save it again")]
    if size != LOGO_SIZE:
        return [("warning", f"the image is {size[0]} x {size[1]} pixels; make it 512 x 512")]
    return []


def legal(data: bytes) -> list[tuple[Level, str]]:
    """Check the bytes of legal.html."""
    return [] if decode(data).strip() else [("error", "the file is empty; write the legal page")]


def png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG with all its chunks intact, else None (PNG, third edition)."""
    size: tuple[int, int] | None = None
    has_pixels, start = False, len(PNG)
    while True:
        head = data[start : start + 8]
        if len(head) < 8:
            return None
        length, kind = struct.unpack(">I4s", head)
        body, end = data[start + 8 : start + 8 + length], start + 12 + length
        if end > len(data) or data[end - 4 : end] != struct.pack(">I", zlib.crc32(kind + body)):
            return None
        if kind == b"IHDR" and length == 13:
            size = struct.unpack(">II", body[:8])
        has_pixels = has_pixels or kind == b"IDAT"
        if kind == b"IEND":
            return size if has_pixels else None
        start = end
