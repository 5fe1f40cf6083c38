"""Draw a plugin's logo: a monogram of its name, in white, on a colour drawn from the name."""

import colorsys
import hashlib
import re
import struct
import unicodedata
import zlib
from itertools import accumulate, pairwise
from math import ceil, cos, hypot, pi, sin, sqrt

SIZE = 512  # pixels; the hosts' rules ask for a square of this size
BANDS, LEVELS = 28, 9  # tones of the background, and steps from each to white: an 8-bit palette
LINES, PARTS = 4, 16  # a pixel's scan lines, and the parts into which each is divided
CURVE = 10  # straight pieces in a curve
CAP, PEN, GAP = 24, 2.4, 8.6  # letter height, half a stroke, space between letters (GLYPHS' units)
BOX = (312, 228)  # the most that the middles of the strokes may span across and down, in pixels
OUTLINE, OUTLINE_BOX = 32, (22, 19)  # pixels of the icon without a background, and its BOX
LUMINANCE = (0.17, 0.09)  # of the background, top and bottom; white on 0.183 has contrast 4.5

# Each letter or digit, then its strokes as points "xy" (digits in base 36, y downwards). "~xy" is a
# corner that an elliptic curve rounds off; between two such corners lies a point of the stroke.
TABLE = """
A0oa0ko,4ggg B0cac~gcg6~g0a0000oco~ioii~icccac Ci4~g0a0~000c~0oao~eoik D0o0080~i0ic~io8o0o
Eg0000ogo,0cec Fg0000o,0cec Gi4~g0a0~000c~0oao~kokece H000o,i0io,0cic I000o Je0eg~eo8o~2o0i
K000o,g00g,6ago L000oeo M0o00agk0ko N0o00ioi0 Oa0~k0kc~koao~0o0c~00a0 P0o00a0~g0~geae0e
Qa0~k0kc~koao~0o0c~00a0,cikq R0o00a0~g0~geae0e,8ego Sg4~d080~0006~0b~gd~go8o~2o0k T00g0,808o
U000g~0o~ioigi0 V00aok0 W006oc4ioo0 X00io,i00o Y00ack0,acao Z00i00oio
080~g0g8gg~go8o~0o0g08~0080 106808o 206~0080~g0g6~gace0ogo 304~2080~e0e6~ec6c,8c~gcgi~go8o~2o0k
4coc00gig 5e0200a~4888~g8gg~go8o~2o0k 688~g8gg~go8o~0o0g~0888,0g~04c0 700g04o
880~e0e6~ec8c~2c26~2080,8c~gcgi~go8o~0o0i~0c8c 980~g0g8~gg8g~0g08~0080,g8~gk4o
"""
GLYPHS = {word[0]: word[1:].split(",") for word in TABLE.split()}
Point = tuple[float, float]
Piece = tuple[Point, Point]


def monogram(name: str, slug: str) -> str:
    """Return one or two of A-Z and 0-9: the initials of the name's first words.

    Parameters: name, any text; slug, `[a-z][a-z0-9-]*`, used when no letter of the name can be
    folded to A-Z or 0-9 by Unicode's compatibility decomposition (NFKD).
    """
    for text in (name, slug):
        folded = unicodedata.normalize("NFKD", text).upper()
        joined = "".join(c for c in folded if not unicodedata.combining(c) and c not in "'\u2019")
        if words := re.findall("[A-Z0-9]+", joined):
            return "".join(word[0] for word in words[:2])
    raise ValueError(f"no letter to draw in {name!r} or {slug!r}")


def luminance(colour: tuple[int, ...]) -> float:
    """Return the relative luminance, 0 to 1, of an 8-bit sRGB colour (WCAG 2.2, its definition)."""
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def background(name: str) -> list[tuple[int, ...]]:
    """Return the background's top and bottom colour for a name, as 8-bit RGB.

    Hue, turn of the hue and saturation come from a hash of the name; lightness is then searched for
    the luminance wanted, so white is legible on every hue (WCAG 2.2, 1.4.3: at least 4.5:1).
    """
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    hue = 0.34 + 0.64 * int.from_bytes(digest[:4]) / 2**32
    turn = 0.03 + 0.05 * int.from_bytes(digest[4:8]) / 2**32
    saturation = 0.55 + 0.25 * int.from_bytes(digest[8:12]) / 2**32
    colours = []
    for part, wanted in enumerate(LUMINANCE):
        low, high = 0.0, 1.0
        for _ in range(12):
            middle = (low + high) / 2
            rgb = colorsys.hls_to_rgb((hue + part * turn) % 1, middle, saturation)
            colour = tuple(round(255 * c) for c in rgb)
            low, high = (middle, high) if luminance(colour) < wanted else (low, middle)
        colours.append(colour)
    return colours


def pieces(glyph: list[str]) -> list[Piece]:
    """Return a glyph's strokes as straight pieces on the grid, its curves cut into CURVE pieces."""
    found: list[Piece] = []
    for stroke in glyph:
        points = [(m[1], int(m[2], 36), int(m[3], 36)) for m in re.finditer("(~?)(.)(.)", stroke)]
        drawn: list[Point] = []
        for i, (corner, x, y) in enumerate(points):
            if not corner:
                drawn.append((x, y))
                continue
            (x0, y0), (next_corner, x1, y1) = drawn[-1], points[i + 1]
            end_x, end_y = ((x + x1) / 2, (y + y1) / 2) if next_corner else (x1, y1)
            for step in range(1, CURVE + 1 if next_corner else CURVE):
                s, c = sin(pi / 2 * step / CURVE), 1 - cos(pi / 2 * step / CURVE)
                drawn.append(
                    (x0 + (x - x0) * s + (end_x - x) * c, y0 + (y - y0) * s + (end_y - y) * c)
                )
        found += pairwise(drawn)
    return found


def layout(letters: str, size: int = SIZE, box: Point = BOX) -> tuple[list[Piece], float]:
    """Return all straight pieces of the letters in pixels, centred, and half a stroke's width.

    Parameters: letters, one or two of A-Z and 0-9; size, the side of the picture; box, the most that
    the middles of the strokes may span across and down.

    Two letters stand GAP apart where they come nearest, so that the likes of "LT" close up. What is
    centred lies between the middle of the outline and the centre of mass, as the eye has it.
    """
    placed: list[Piece] = []
    reach: dict[int, float] = {}  # how far right the letter before comes, by height
    for letter in letters:
        glyph = pieces(GLYPHS[letter])
        eighths = [(p, q, t / 8) for p, q in glyph for t in range(9)]
        dots = [
            (round((y0 + (y1 - y0) * t) / 2), x0 + (x1 - x0) * t)
            for (x0, y0), (x1, y1), t in eighths
        ]
        needed = [reach[a] - x + GAP for y, x in dots for a in (y - 1, y, y + 1) if a in reach]
        shift = max(needed, default=0)
        placed += [((x0 + shift, y0), (x1 + shift, y1)) for (x0, y0), (x1, y1) in glyph]
        reach = dict(sorted(dots))
    ends = [x for piece in placed for x, _ in piece]
    lengths = [hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in placed]
    mass = sum((p[0] + q[0]) / 2 * n for (p, q), n in zip(placed, lengths, strict=True))
    scale = min(box[0] / max(max(ends) - min(ends), 1), box[1] / CAP)
    dx = size / 2 - scale * (0.375 * (min(ends) + max(ends)) + 0.25 * mass / sum(lengths))
    dy = (size - scale * CAP) / 2
    moved = [[(scale * x + dx, scale * y + dy) for x, y in piece] for piece in placed]
    return [(p, q) if p[1] <= q[1] else (q, p) for p, q in moved], scale * PEN


def spans(placed: list[Piece], pen: float, size: int = SIZE) -> list[list[Point]]:
    """Return, for each scan line, the intervals in which it meets a piece: a capsule, so one each.

    Parameters: placed, the pieces in pixels, each downwards; pen, half the width of a stroke; size,
    the side of the picture.
    """
    found: list[list[Point]] = [[] for _ in range(size * LINES)]
    reach = ceil(pen * LINES - 0.5)  # scan lines from a round cap's centre to its top
    cap = [sqrt(max(pen**2 - ((i + 0.5) / LINES) ** 2, 0)) for i in range(-reach, reach)]
    caps = {-1: [-x for x in cap], 1: cap}
    for (x0, y0), (x1, y1) in placed:
        i0, i1 = round(y0 * LINES), round(y1 * LINES)
        first, last, lines = i0 - reach, i1 + reach, max(i1 - i0, 1)
        length, slope = hypot(x1 - x0, (i1 - i0) / LINES), (x1 - x0) / lines
        bounds = []
        for (
            side,
            arc,
        ) in caps.items():  # the left and the right edge: an arc, a straight line, an arc
            lean = side * pen * (x1 - x0) / length * LINES + 0.5
            begin, end = max(ceil(i0 - lean), first), min(ceil(i1 - lean), last)
            top = x0 + side * pen * length * LINES / lines + (0.5 - i0) * slope
            straight = [top + i * slope for i in range(begin, end)]
            upper, lower = arc[: begin - first], arc[end - i1 + reach :]
            bounds.append([x0 + x for x in upper] + straight + [x1 + x for x in lower])
        for intervals, left, right in zip(found[first:last], *bounds, strict=True):
            intervals.append((left, right))
    return found


def coverage(row: list[list[Point]], size: int = SIZE) -> bytes:
    """Return how much of each pixel of a row is inked, 0 to LINES * PARTS, given its scan lines."""
    if not any(row):
        return bytes(size)
    steps = [0] * (size + 1)
    for intervals in row:
        inked: list[float] = []  # where ink begins and ends, by turns
        for left, right in sorted(intervals):
            if not inked or left > inked[-1]:
                inked += (left, right)
            elif right > inked[-1]:
                inked[-1] = right
        for i, x in enumerate(inked):
            pixel, part = divmod(int(x * PARTS), PARTS)
            steps[pixel] += part - PARTS if i % 2 else PARTS - part
            steps[pixel + 1] += -part if i % 2 else part
    return bytes(accumulate(steps[:size]))


def logo(name: str, slug: str, size: int = SIZE) -> bytes:
    """Return the logo as a PNG of size x size pixels (PNG specification, third edition, W3C 2025).

    Parameters: name, the plugin's name, any text; slug, `[a-z][a-z0-9-]*`, whose initials stand in
    for a name without a letter that can be drawn; size, at least 28. The same give the same picture.
    """
    box = (BOX[0] * size / SIZE, BOX[1] * size / SIZE)
    found = spans(*layout(monogram(name, slug), size, box), size)
    levels = [round(v * (LEVELS - 1) / (LINES * PARTS)) for v in range(LINES * PARTS + 1)]
    tones = [bytes(LEVELS * b + v for v in levels).ljust(256) for b in range(BANDS)]
    lines, row, rows = None, b"", bytearray()
    for y in range(size):
        if (here := found[y * LINES : (y + 1) * LINES]) != lines:
            lines, row = here, coverage(here, size)
        rows += b"\0" + row.translate(tones[y * BANDS // size])
    ends = list(zip(*background(name), strict=True))
    palette = bytes(
        round((a + (b - a) * band / (BANDS - 1)) * (1 - white) + 255 * white)
        for band in range(BANDS)
        for white in (level / (LEVELS - 1) for level in range(LEVELS))
        for a, b in ends
    )
    return _png(size, 3, (b"PLTE", palette), (b"IDAT", zlib.compress(rows)))


def outline(name: str, slug: str) -> bytes:
    """Return the monogram in white on transparent, as a PNG of 32 x 32 pixels.

    Microsoft asks for that beside an icon in colour. Parameters: as for `logo`.
    """
    found = spans(*layout(monogram(name, slug), OUTLINE, OUTLINE_BOX), OUTLINE)
    rows = bytearray()
    for y in range(OUTLINE):
        inked = coverage(found[y * LINES : (y + 1) * LINES], OUTLINE)
        alphas = (255 * part // (LINES * PARTS) for part in inked)
        rows += b"\0" + b"".join(bytes((255, 255, 255, alpha)) for alpha in alphas)
    return _png(OUTLINE, 6, (b"IDAT", zlib.compress(rows)))


def _png(size: int, kind: int, *chunks: tuple[bytes, bytes]) -> bytes:
    head = (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (head, *chunks, (b"IEND", b""))
    )
