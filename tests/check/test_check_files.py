"""What `check` promises of a plugin's folder."""

from __future__ import annotations

import json
import struct
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


def png(width: int = 512, height: int = 512) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II5BI", width, height, 8, 6, 0, 0, 0, 0)


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
    assert str(problem) == f"error: {Path(name).name}: the file is missing"


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_place_of_a_file_is_a_problem(folder: Path, name: str) -> None:
    """Nor does anything else that is no file end the check."""
    (folder / name).unlink()
    (folder / name).mkdir()
    assert [problem.where for problem in check(folder)] == [Path(name).name]


def test_an_empty_folder_is_four_problems(tmp_path: Path) -> None:
    """Each file is missed, even in a folder that is missing itself."""
    for root in (tmp_path, tmp_path / "nowhere"):
        assert [problem.where for problem in check(root)] == [Path(name).name for name in FILES]


def test_an_unreadable_file_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is told apart from a missing one."""

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


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 40))
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {'{'}<<: [*a{n - 1}, *a{n - 1}]{'}'}\n" for n in range(1, 60)
)

BROKEN: list[tuple[str, bytes]] = [
    *((name, data) for name in (FILES[0], FILES[1], FILES[3]) for data in (b"", b"\xff\xfe\x00")),
    *((name, data) for name in FILES[:2] for data in (b"[]", b'"text"', b"{", b"[" * 900_000)),
    (FILES[0], b'{"a":' * 100_000),
    (FILES[0], b"\xef\xbb\xbf{}"),
    (FILES[0], b"[" + b"9" * 9000 + b"]"),
    (FILES[1], b"a: &a {b: *a}"),
    (FILES[1], b"a: &a {b: c}\nd: *a"),
    (FILES[1], b"a: &a {b: c}\nd: {<<: *a}"),
    (FILES[1], b"a: &a [*a]"),
    (FILES[1], b"a: *b"),
    (FILES[1], b"{a: " * 200_000),
    (FILES[1], b"- " * 400_000),
    (FILES[1], b"? [a]\n: b"),
    (FILES[1], b"? {a: b}\n: b"),
    (FILES[1], b"a: !!bool x"),
    (FILES[1], b"a: !!timestamp x"),
    (FILES[1], b"a: 2024-13-45"),
    (FILES[1], b"a: !!python/object/apply:os.getcwd []"),
    (FILES[1], b"--- 1\n--- 2"),
    (FILES[1], b"a: \x00"),
    (FILES[1], b"a: " + b"9" * 9000),
    (FILES[1], BOMB.encode()),
    (FILES[1], MERGES.encode()),
    (FILES[2], b""),
    (FILES[2], b"\x89PNG\r\n\x1a\n"),
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


@pytest.mark.parametrize(
    "text",
    [
        "7: {2: 3}\n",
        "true: .nan\n",
        "? 0x" + "f" * 9000 + "\n: x\n",
        "? 2024-01-01\n: x\n",
        "tags: !!set {a, b}\nexternalDocs: !!binary YQ==\nx-pairs: !!pairs [a: b]\n",
        "security: [0x" + "f" * 9000 + "]\nx-date: 2024-01-01\nwebhooks: .inf\n",
    ],
)
def test_strange_but_readable_yaml_is_checked(folder: Path, text: str) -> None:
    """Numbers as keys, dates, sets and very long numbers are a problem at most, never a crash."""
    with (folder / "openapi.yaml").open("a", encoding="utf-8") as file:
        file.write(text)
    problems = check(folder)
    assert printable(problems)
    unquoted = not text.startswith(("tags", "security"))
    assert ["not text" in problem.message for problem in problems] == [True] * unquoted


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
