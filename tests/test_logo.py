"""The logo that each plugin gets: what its pixels and bytes promise."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugin_template.documents.logo import GLYPHS, background, logo, luminance, monogram

PLUGIN = Path(__file__).parents[1] / "{{cookiecutter.slug}}"
WHITE = (255, 255, 255)
NAMES = [
    "TODO List",
    "Weather",
    "Österreich Ärzte",
    "天气预报",
    "Погода",
    "חדשות",
    "🎲🎲",
    "日本 News",
    "é",
    "½ off",
    "i",
    " ",
    "",
    "--- !!!",
    "\u0301",
    "\ud800",
    "\0",
    "12345678901234567890",
    "W W W W W W W W W W",
]


@dataclass
class Picture:
    """A decoded PNG: its palette, and an index into that for each pixel of each row."""

    palette: list[tuple[int, ...]]
    rows: list[bytes]

    def inked(self) -> tuple[bytes, ...]:
        """Return the rows with 1 where a pixel is white, else 0."""
        white = bytes(colour == WHITE for colour in self.palette).ljust(256, b"\0")
        return tuple(row.translate(white) for row in self.rows)


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return type and data of each chunk, after a look at its length and checksum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert len(data) == length
        assert struct.unpack_from(">I", png, at + 8 + length) == (zlib.crc32(kind + data),)
        found.append((kind, data))
        at += 12 + length
    return found


def picture(png: bytes) -> Picture:
    """Return a PNG's pixels, after a look at all that makes it a 512 x 512 one with a palette."""
    (header, ihdr), (_, plte), (_, idat), (_, iend) = found = chunks(png)
    assert [kind for kind, _ in found] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert header == b"IHDR"
    assert struct.unpack(">IIBBBBB", ihdr) == (512, 512, 8, 3, 0, 0, 0)
    assert len(plte) % 3 == 0
    assert len(plte) <= 768
    assert iend == b""
    raw = zlib.decompress(idat)
    lines = [raw[at : at + 513] for at in range(0, len(raw), 513)]
    assert len(lines) == 512
    assert all(len(line) == 513 and line[0] == 0 for line in lines)
    palette = [tuple(plte[at : at + 3]) for at in range(0, len(plte), 3)]
    assert max(map(max, lines)) < len(palette)
    return Picture(palette, [line[1:] for line in lines])


@pytest.mark.parametrize("name", NAMES)
def test_every_name_gets_a_png_of_512_by_512_with_something_on_it(name: str) -> None:
    assert any(map(any, picture(logo(name, "plugin")).inked()))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_name_gets_the_same_bytes(name: str) -> None:
    assert logo(name, "plugin") == logo(name, "plugin")


def test_names_with_the_same_initials_differ_in_colour() -> None:
    names = ["TODO List", "Travel Log", "Tea Lovers", "todo list", "TODO  List"]
    assert len({tuple(background(name)) for name in names}) == len(names)
    assert len({logo(name, "plugin") for name in names}) == len(names)


def test_all_letters_and_digits_draw_something_and_no_two_the_same() -> None:
    assert sorted(GLYPHS) == sorted("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    drawn = {glyph: picture(logo(glyph, "plugin")).inked() for glyph in GLYPHS}
    assert min(sum(row.count(1) for row in rows) for rows in drawn.values()) > 2000
    assert len(set(drawn.values())) == len(GLYPHS)


@pytest.mark.parametrize("name", [*GLYPHS, "W W", "M M", "Q 8", "L T", "J I", "1 1"])
def test_a_margin_is_left_and_the_letters_stand_in_the_middle(name: str) -> None:
    inked = picture(logo(name, "plugin")).inked()
    ys = [y for y, row in enumerate(inked) if 1 in row]
    left, right = min(inked[y].find(1) for y in ys), max(inked[y].rfind(1) for y in ys)
    assert 64 <= left <= right < 512 - 64
    assert 64 <= ys[0] <= ys[-1] < 512 - 64
    assert abs(left + right - 511) < 48
    assert abs(ys[0] + ys[-1] - 511) < 48


def test_edges_are_smooth() -> None:
    found = picture(logo("O", "plugin"))
    assert len({found.palette[i] for i in found.rows[256]}) > 3


def test_white_is_legible_on_every_colour_behind_it() -> None:
    names = [*NAMES, *map(str, range(500))]
    tones = [tone for name in names for tone in background(name)]
    # Contrast as WCAG 2.2 defines it; its 1.4.3 asks for 4.5 at least.
    assert min(1.05 / (luminance(tone) + 0.05) for tone in tones) >= 4.5


@pytest.mark.parametrize("name", ["TODO List", "Weather", "天气"])
def test_the_picture_holds_nothing_lighter_than_its_colours_but_the_letters(name: str) -> None:
    found = picture(logo(name, "plugin"))
    behind = {found.palette[row[x]] for row in found.rows for x in (0, 511)}
    assert {background(name)[0], background(name)[1]} <= behind
    assert min(1.05 / (luminance(tone) + 0.05) for tone in behind) >= 4.5


def test_luminance_is_that_of_the_standard() -> None:
    assert luminance((0, 0, 0)) == 0
    assert luminance(WHITE) == pytest.approx(1)
    # The grey that is known for 4.54:1 on white.
    assert 1.05 / (luminance((118, 118, 118)) + 0.05) == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("TODO List", "TL"),
        ("Weather", "W"),
        ("one two three", "OT"),
        ("Österreich Ärzte", "OA"),
        ("A/V Tools", "AV"),
        ("Tom's Diner", "TD"),
        ("Tom\u2019s Diner", "TD"),
        ("日本 News", "N"),
        ("Straße", "S"),
        ("ﬁx it", "FI"),
        ("7 Days", "7D"),
        ("天气", "TL"),
        ("🎲", "TL"),
        ("", "TL"),
    ],
)
def test_the_letters_are_the_initials_of_the_name_or_else_of_the_slug(
    name: str, letters: str
) -> None:
    assert monogram(name, "todo-list") == letters


def test_without_any_letter_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no letter"):
        monogram("天气", "-")


def test_the_plain_logo_in_the_template_is_the_one_of_a_plugin_called_plugin() -> None:
    # Pixels, not bytes: zlib and its successors compress the same data differently.
    assert picture((PLUGIN / "logo.png").read_bytes()) == picture(logo("Plugin", "plugin"))
