"""What `check` promises of a plugin's folder."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import pytest
import yaml
from documents_to_check import (
    HOSTS,
    check,
    manifest,
    printable,
    problem_about,
    spec,
)
from hypothesis import given, settings
from hypothesis import strategies as st


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 512, height: int = 512) -> bytes:
    head = chunk(b"IHDR", struct.pack(">II5B", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes((width // 8 + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "ai-plugin.json").write_text(json.dumps(manifest()), "utf-8")
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(spec()), "utf-8")
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "legal.html").write_text("<p>Be good.</p>", "utf-8")
    return tmp_path


FILES = (".well-known/ai-plugin.json", "openapi.yaml", "logo.png", "legal.html")


@pytest.mark.parametrize("host", HOSTS)
def test_a_good_folder_has_no_problems(folder: Path, host: str) -> None:
    """Four good files pass for every host."""
    assert check(folder, host) == []


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_a_problem(folder: Path, name: str) -> None:
    """It is named, and the other files are checked all the same."""
    (folder / name).unlink()
    (problem,) = check(folder)
    assert str(problem) == f"error: {Path(name).name}: the file is missing; add it"


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_place_of_a_file_is_a_problem(folder: Path, name: str) -> None:
    """Nor does anything else that is not a file end the check."""
    (folder / name).unlink()
    (folder / name).mkdir()
    assert [problem.where for problem in check(folder)] == [Path(name).name]


def test_an_empty_folder_is_four_problems(tmp_path: Path) -> None:
    """Each file is missed, even in a folder that is missing itself."""
    for root in (tmp_path, tmp_path / "nowhere"):
        assert [problem.where for problem in check(root)] == [Path(name).name for name in FILES]


def test_an_unreadable_file_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is distinguished from a missing one."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    problems = [problem.message for problem in check(folder)]
    assert problems == ["the file cannot be read: Permission denied"] * 4


def test_a_file_that_is_too_large_is_a_problem(folder: Path) -> None:
    """A million bytes pass, one more does not."""
    for name in ("openapi.yaml", ".well-known/ai-plugin.json", "legal.html"):
        path = folder / name
        good = path.read_bytes()
        path.write_bytes(good.ljust(1_000_000, b"\n"))
        assert check(folder) == []
        path.write_bytes(good.ljust(1_000_001, b"\n"))
        assert "larger than 1,000,000 bytes" in problem_about("file", check(folder)).message
        path.write_bytes(good)


BROKEN: list[tuple[str, bytes]] = [
    *((name, data) for name in (FILES[0], FILES[1], FILES[3]) for data in (b"", b"\xff\xfe\x00")),
    *((name, data) for name in FILES[:2] for data in (b"[]", b'"text"', b"{", b"[" * 900_000)),
    (FILES[0], b"\xef\xbb\xbf{}"),
    (FILES[1], b"a: *b"),
    (FILES[1], b"{a: " * 200_000),
    (FILES[2], b""),
    (FILES[2], b"\xff\xd8\xff\xe0" + b"\0" * 60),
    (FILES[2], b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 2),
    (FILES[2], b"GIF89a" + b"\0" * 60),
]


@pytest.mark.parametrize(
    ("name", "data"), BROKEN, ids=[f"{name}-{data[:12]!r}" for name, data in BROKEN]
)
def test_a_broken_file_is_reported_and_never_raises(folder: Path, name: str, data: bytes) -> None:
    """Wrong encodings, cut documents, bombs and circles are one error in the file's name."""
    (folder / name).write_bytes(data)
    for host in HOSTS if name in FILES[:2] else ("v1",):
        problems = check(folder, host)
        assert {(problem.level, problem.where) for problem in problems} == {
            ("error", Path(name).name)
        }
        assert len(problems) == 1
        assert printable(problems)


ODD = """
200: {description: OK}
200: {description: Fine}
x-date: 2024-01-01
x-set: !!set {a, b}
security: [{key: []}]
"""


def test_what_is_odd_hides_no_other_problem(folder: Path) -> None:
    """Numbers as keys, keys that are repeated, dates and tags are problems beside the others."""
    with (folder / "openapi.yaml").open("a", encoding="utf-8") as file:
        file.write(ODD)
    found = [(problem.level, problem.message.partition(";")[0]) for problem in check(folder)]
    assert found == [
        ("error", "200: is a key that is not text"),
        ("error", "200: is there more than once"),
        ("warning", "x-date: is 2024-01-01, which some programs read as a date"),
        ("error", "x-set: has the YAML tag !!set, which does not fit JSON"),
        ("warning", "the document: security: 'key' is not defined"),
    ]


def test_a_repeated_key_in_the_manifest_is_an_error(folder: Path) -> None:
    """JSON has them once; programs differ in which they take."""
    path = folder / ".well-known" / "ai-plugin.json"
    path.write_text(path.read_text("utf-8").replace('"type":', '"type": "x", "type":'), "utf-8")
    found = [(problem.level, problem.message.partition(":")[0]) for problem in check(folder)]
    assert found == [("error", "auth.type"), ("error", "api.type")]


def test_aliases_are_expanded(folder: Path) -> None:
    """What is behind an alias is checked where it is used."""
    text = (folder / "openapi.yaml").read_text("utf-8")
    text = text.replace("  schemas:\n", "  schemas:\n    A: &a {type: int}\n    B: *a\n")
    (folder / "openapi.yaml").write_text(text, "utf-8")
    found = [problem.message.partition(":")[0] for problem in check(folder)]
    assert found == ["components.schemas.A.type", "components.schemas.B.type"]


def test_the_document_may_be_json(folder: Path) -> None:
    """JSON is YAML."""
    (folder / "openapi.yaml").write_text(json.dumps(spec()), "utf-8")
    assert check(folder) == []


@pytest.mark.parametrize("size", [8, 20, 33, 60, -12, -1])
def test_a_truncated_png_is_an_error(folder: Path, size: int) -> None:
    """Wherever it ends early."""
    (folder / "logo.png").write_bytes(png()[:size])
    (problem,) = check(folder)
    assert str(problem) == "error: logo.png: the image is truncated or damaged; save it again"


def test_a_damaged_png_is_an_error(folder: Path) -> None:
    """A chunk that does not have its checksum was changed."""
    (folder / "logo.png").write_bytes(png().replace(b"IDAT", b"IDAT\1", 1)[:-1])
    assert "truncated or damaged" in check(folder)[0].message


def test_a_logo_of_another_size_is_a_warning(folder: Path) -> None:
    """Hosts scale it, but it was made for 512 x 512."""
    (folder / "logo.png").write_bytes(png(256, 512))
    (problem,) = check(folder)
    assert str(problem).startswith("warning: logo.png: the image is 256 x 512")


def test_a_gif_is_refused_even_if_it_is_called_a_png(folder: Path) -> None:
    """Its first bytes tell."""
    (folder / "logo.png").write_bytes(b"GIF89a" + bytes(60))
    assert "GIF" in check(folder)[0].message


def test_files_that_are_served_elsewhere_are_not_looked_at(folder: Path) -> None:
    """A logo or legal page on another origin needs no file here."""
    document = manifest()
    document["logo_url"] = "https://cdn.example.com/logo.png"
    document["legal_info_url"] = "https://example.com/legal"
    (folder / FILES[0]).write_text(json.dumps(document), "utf-8")
    (folder / "logo.png").unlink()
    (folder / "legal.html").unlink()
    assert check(folder) == []


@pytest.mark.parametrize("host", ["actions", "mcp"])
def test_hosts_without_a_manifest_need_no_logo(folder: Path, host: str) -> None:
    """The logo and the legal page are the manifest's."""
    (folder / "logo.png").unlink()
    (folder / "legal.html").unlink()
    assert check(folder, host) == []


def test_the_folder_is_checked_against_its_own_manifest(folder: Path) -> None:
    """The server in openapi.yaml is compared with the manifest's domain."""
    (folder / "openapi.yaml").write_text(yaml.safe_dump(spec("https://example.org")), "utf-8")
    assert "own domain" in problem_about("servers.url", check(folder)).message


@settings(max_examples=100, deadline=None, database=None)
@given(data=st.binary(max_size=60) | st.text(alphabet="{}[]:,&*!<?-# \n\"'ab1", max_size=60))
def test_any_bytes_are_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | str
) -> None:
    """Whatever the four files hold, the check comes to its end."""
    root = tmp_path_factory.getbasetemp() / "bytes"
    (root / ".well-known").mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert printable(check(root))
