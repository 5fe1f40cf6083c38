"""The rules for the icons: 192 x 192 in colour, and 32 x 32 in white on transparent (Microsoft)."""

import struct
import zlib

from ... import files
from ...problem import Level

Found = list[tuple[Level, str]]


def color(data: bytes) -> Found:
    """Check the bytes of the icon in colour."""
    return _size(data, 192)


def outline(data: bytes) -> Found:
    """Check the bytes of the outline icon."""
    found = _size(data, 32)
    if not found and not _is_white(data):
        found.append(("error", "the image must be white on transparent"))
    return found


def _size(data: bytes, side: int) -> Found:
    size = files.png_size(data) if data.startswith(files.PNG) else None
    if size is None:
        return [("error", "the file is no PNG that can be read; save it again")]
    if size != (side, side):
        message = f"the image is {size[0]} x {size[1]} pixels; make it {side} x {side}"
        return [("error", message)]
    return []


def _is_white(data: bytes) -> bool:
    """Whether all that can be seen is white; True where the pixels are stored in a rarer form."""
    depth, kind, *_, interlace = struct.unpack(">BBBBB", data[24:29])
    channels = {2: 0, 4: 2, 6: 4, 0: 0}.get(kind)
    if channels == 0 and b"tRNS" not in data:
        return False
    if not channels or depth != 8 or interlace:
        return True
    rows = _rows(data, 32 * channels, channels)
    pixels = (row[at : at + channels] for row in rows for at in range(0, len(row), channels))
    return all(not pixel[-1] or set(pixel[:-1]) == {255} for pixel in pixels)


def _rows(data: bytes, length: int, step: int) -> list[bytearray]:
    """The rows of an image without their filters (PNG, third edition, 9.2)."""
    packed, start = b"", len(files.PNG)
    while start < len(data):
        size, kind = struct.unpack(">I4s", data[start : start + 8])
        packed += data[start + 8 : start + 8 + size] if kind == b"IDAT" else b""
        start += 12 + size
    try:
        plain = zlib.decompressobj().decompress(packed, 33 * length)
    except zlib.error:
        return []
    above, rows = bytearray(length), []
    for begin in range(0, len(plain) - length, length + 1):
        kind_of_filter, row = plain[begin], bytearray(plain[begin + 1 : begin + 1 + length])
        for index in range(length):
            left = row[index - step] if index >= step else 0
            corner = above[index - step] if index >= step else 0
            guesses = (0, left, above[index], (left + above[index]) // 2)
            guess = (
                guesses[kind_of_filter]
                if kind_of_filter < 4
                else _nearest(left, above[index], corner)
            )
            row[index] = (row[index] + guess) & 255
        rows.append(row)
        above = row
    return rows


def _nearest(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda each: abs(guess - each))
