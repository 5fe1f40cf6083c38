"""Notes come from files and from callers, belong to their owners, and are found."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import handbook
import pytest
from credentials import credentials
from example_notes import ENDPOINT
from pypdf import PdfWriter
from sqlalchemy import delete
from support import Client, Invoke

from {{ cookiecutter.__package }} import notes
from {{ cookiecutter.__package }}.database import writing
from {{ cookiecutter.__package }}.notes import (
    html_text,
    indexing,
    markdown,
    reading,
    tables,
    vectors,
)
from {{ cookiecutter.__package }}.notes.document import LONGEST_PASSAGE, Section, passages
from {{ cookiecutter.__package }}.notes.ranking import fused
from {{ cookiecutter.__package }}.notes.words import terms, words
from {{ cookiecutter.__package }}.settings import settings

# For how many of the 29 questions to the handbook the right section is among five passages, and for
# how many it is the first. The answers to the other three have no word of the question.
AMONG_FIVE, FIRST = 26, 22


@pytest.fixture
def owner() -> str:
    """Whose notes `client` reads: alice's, or everyone's where the caller is not known."""
    return "alice" if credentials("alice") != credentials("mallory") else notes.EVERYONE


@pytest.fixture(autouse=True)
def by_words_alone(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without notes, and without embeddings.

    After `owner`, who has credentials, so that the tables of users are there too.
    """
    with writing() as session:
        session.execute(delete(tables.Passage))
        session.execute(delete(tables.Note))
    monkeypatch.setattr(settings(), "embeddings_url", "")


@pytest.fixture
def with_embeddings(by_words_alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the endpoint of the tests."""
    monkeypatch.setattr(settings(), "embeddings_url", ENDPOINT.url)
    ENDPOINT.received.clear()


def test_a_note_is_added_found_and_read(client: Client) -> None:
    """A passage of it says where it is, and the note is there as it was written."""
    text = "Some words.\n\n## Fridge\n\nThe milk is *behind* the “butter”.\n"
    id = add(client, "Kitchen", text)
    add(client, "Garden", "Nothing about food.")
    (passage,) = search(client, "Where is the milk?")
    assert passage == {
        "id": id,
        "title": "Kitchen",
        "place": "Fridge",
        "text": "The milk is *behind* the “butter”.",
        "score": 1.0,
    }
    assert get(client, f"/notes/{id}") == {"id": id, "title": "Kitchen", "text": text}


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (" a\n\tb\x07 ", "x", "a b"),
        ("x" * 300, "", "x" * 199 + "…"),
        ("", "# From the text\nx", "From the text"),
        ("", "the beginning", "the beginning"),
        ("", "", "Untitled"),
    ],
)
def test_a_title_is_one_line(client: Client, title: str, text: str, expected: str) -> None:
    """It is cut if it is long, and found in the text if it is missing."""
    assert get(client, f"/notes/{add(client, title, text)}")["title"] == expected
    assert search(client, expected.rstrip("…"))


def test_recall_at_5(tmp_path: Path, owner: str) -> None:
    """Of the questions to the handbook, nearly all have the right section among five passages."""
    index(handbook.write(tmp_path), owner)
    ranks = [rank(owner, question, place) for question, place in handbook.QUESTIONS]
    assert sum(each <= 5 for each in ranks) >= AMONG_FIVE
    assert sum(each == 1 for each in ranks) >= FIRST


ODD_QUERIES = [
    *('"', "'", "*", "milk*", "^milk", "milk NEAR butter", "NEAR(milk butter, 5)", "(", ")", "-"),
    *("-milk", "title:milk", "words : milk", "{title words} : milk", "milk AND", "OR", "NOT milk"),
    *('milk" OR "1', "milk'; DROP TABLE notes; --", "milk & !butter", "milk <-> butter", "a:*"),
    *("\\", "%", "_", "+milk", "milk:B", "", " ", "🙂", "\u0301", "x" * 250, "milk " * 50),
]


def test_nothing_in_a_query_is_syntax(client: Client) -> None:
    """Any text is a query: no error, and nothing but words is searched."""
    add(client, "Kitchen", "The milk is behind the butter.")
    for query in ODD_QUERIES:
        response = client.send("GET", "/search", params={"query": query})
        assert response.status_code == 200, query
        assert bool(response.json()["passages"]) == ("milk" in query), query


@pytest.mark.parametrize(
    "query",
    ["INSTALLING", "installed drivers", "cafe", "CAFÉ", "天气", "東京の天気", "हिन्दी", "c3po"],
)
def test_words_are_found_in_other_forms(client: Client, query: str) -> None:
    """Case, accents and endings make no difference, and scripts without spaces have words too."""
    text = "Install the driver at the Café. 今天天气很好。 東京の天気は晴れ。 हिन्दी भाषा. C3PO!"
    add(client, "Words", text)
    add(client, "Other", "Nothing of the kind, 一 二 三.")
    assert [each["title"] for each in search(client, query)] == ["Words"]


def test_words_are_letters_and_digits_alone() -> None:
    """What is put between quotes for the database has no quotes itself."""
    assert words("It's «a_b»: 3.14 ÀÉ 日本x") == "it s a b 3 14 ae 日 本 x"
    assert terms("天气好 be red be") == ["天 气", "气 好", "red"]
    assert terms("To be or not to be") == ["not"]
    assert terms("to be") == ["to", "be"]
    assert len(terms(" ".join(map(str, range(100))))) == 32


def test_the_best_passages_come_first(client: Client) -> None:
    """The best has the score 1, and a word in the title counts more than one in the text."""
    add(client, "Soup", "The recipe has bread.")
    add(client, "Bread", "The recipe has flour.")
    found = search(client, "bread")
    assert [each["title"] for each in found] == ["Bread", "Soup"]
    assert found[0]["score"] == 1.0
    assert 0 < found[1]["score"] < 1


@pytest.mark.parametrize(("limit", "count"), [(-1, 0), (0, 0), (2, 2), (20, 20), (10**30, 20)])
def test_the_number_of_passages_is_limited(client: Client, limit: int, count: int) -> None:
    """There are at most 20, whatever is asked for."""
    add(client, "Many", "\n".join(f"# {n}\nbread" for n in range(25)))
    assert len(search(client, "bread", limit)) == count


@pytest.mark.parametrize("id", ["0", "-1", "4711", str(2**31), str(10**30)])
def test_an_unknown_note_is_not_found(client: Client, id: str) -> None:
    """The answer is 404, and says where ids are found."""
    response = client.send("GET", f"/notes/{id}")
    assert response.status_code == 404
    assert "searchNotes" in response.json()["detail"]


def test_notes_belong_to_those_who_add_them(client: Client, owner: str) -> None:
    """Nobody reads or finds another's; where callers are not known, notes are everyone's."""
    mallory = Client(credentials("mallory"))
    id = add(client, "Diary", "secret")
    is_shared = owner == notes.EVERYONE
    assert mallory.send("GET", f"/notes/{id}").status_code == (200 if is_shared else 404)
    assert bool(search(mallory, "secret diary")) == is_shared
    assert search(client, "secret")


def test_a_long_note_is_read_in_parts(client: Client, tmp_path: Path, owner: str) -> None:
    """Each part is one that hosts accept, and all parts together are the note."""
    text = "".join(f'{n}: "\\"\n' for n in range(10_000))
    (tmp_path / "long.txt").write_text(text)
    index(tmp_path, owner)
    id, cursor, read = search(client, "long")[0]["id"], 0, ""
    while cursor is not None:
        response = client.send("GET", f"/notes/{id}?cursor={cursor}")
        assert response.status_code == 200
        assert len(response.text) < 100_000
        read += response.json()["text"]
        cursor = response.json().get("cursor")
    assert read == text


@pytest.mark.parametrize("cursor", [-1, 3, 10**30])
def test_a_cursor_of_ones_own_does_no_harm(client: Client, cursor: int) -> None:
    """Before the beginning there is all, and after the end there is nothing."""
    id = add(client, "Short", "abc")
    answer = get(client, f"/notes/{id}?cursor={cursor}")
    assert answer == {"id": id, "title": "Short", "text": "abc" if cursor < 0 else ""}


def test_the_longest_answer_of_a_search_is_one_that_hosts_accept(client: Client) -> None:
    """However long the passages, the headings and the title are."""
    long = '"' * 400
    headings = "".join(f"{'#' * level} {long}\n" for level in range(1, 7))
    paragraphs = "\n\n".join(["bread " + '"' * 1190] * 5)
    for _ in range(4):
        add(client, long, headings + paragraphs)
    response = client.send("GET", "/search?query=bread&limit=20")
    assert len(response.json()["passages"]) == 20
    assert len(response.text) < 100_000


MARKDOWN = """\
---
title: "The *title*"
---
---
Before.

Setext
with two lines
===

### Deep ###
a

```sh
# no heading
```
~~~~
```
## no heading either
~~~
~~~~
> quote
---
- item
---
    # code

 ## A `b` [c](http://d) __e__ snake_case #
Last
----
end"""


def test_markdown_is_divided_at_its_headings() -> None:
    """Each passage has the path of its headings; code, rules and front matter are none."""
    document = markdown.read(MARKDOWN)
    assert document.title == "The *title*"
    assert document.text == MARKDOWN
    assert [headings for headings, _ in document.sections] == [
        (),
        ("Setext with two lines", "Deep"),
        ("Setext with two lines", "Last"),
    ]
    assert document.sections[1].text.endswith("# code")


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    """The text between two rules is text."""
    text = "---\nBread.\n\n---\nx"
    assert markdown.read(text).sections == (Section((), text),)


def test_a_heading_without_text_is_part_of_the_path() -> None:
    """The sections below it have it."""
    sections = markdown.read("# A\n## `B` _c_\n#### D\nx\n# E\ny\n##\nz").sections
    assert sections == (Section(("A", "B c", "D"), "x"), Section(("E",), "y"), Section(("E",), "z"))


def test_html_is_reduced_to_its_text() -> None:
    """Scripts and styles are left out, blocks become lines, and `pre` stays as it is."""
    page = """<title>T &amp; t</title><style>a</style><h2>One</h2><p>Hello <b>wor</b>ld,
    you.<script>if (a < b) "</p>"</script><ul><li>x<li>y</ul><pre>a
  b</pre><h3>Two</h3>1 &lt; 2<svg><title>no</title></svg><table><tr><td>c<td>d</table>"""
    document = html_text.read(page)
    assert document.title == "T & t"
    assert document.sections == (
        Section(("One",), "Hello world, you.\n\nx\ny\n\na\n  b"),
        Section(("One", "Two"), "1 < 2\n\nc\nd"),
    )
    assert "One\n\nHello" in document.text


def test_long_sections_are_divided_between_paragraphs() -> None:
    """Nothing is lost, no passage is too long, and words stay whole where there are spaces."""
    paragraphs = ["word " * 200, "short", "Sentence one. " * 300, "x" * 3000]
    parts = [text for _, text in passages([Section(("A",), "\n\n".join(paragraphs))])]
    assert all(0 < len(each) <= LONGEST_PASSAGE for each in parts)
    assert "".join("".join(parts).split()) == "".join("".join(paragraphs).split())
    assert parts[0].endswith("word\n\nshort")
    assert parts[1].startswith("Sentence one.")
    assert parts[1].endswith("Sentence one.")


def test_pdf_files_are_read_page_by_page(client: Client, tmp_path: Path, owner: str) -> None:
    """A passage says on which page it is."""
    (tmp_path / "Manual.PDF").write_bytes(pdf("Chapter about screws", "", "Chapter about nails"))
    index(tmp_path, owner)
    (passage,) = search(client, "nail")
    assert (passage["title"], passage["place"]) == ("Manual", "Manual.PDF › page 3")
    assert passage["text"] == "Chapter about nails"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Größe".encode("utf-8-sig"), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        ('<meta charset="latin-1"><p>Größe'.encode("latin-1"), "Größe"),
        (b"a\r\nb\rc\x07", "a b c"),
    ],
)
def test_text_is_read_in_its_encoding(data: bytes, text: str) -> None:
    """UTF-8 and UTF-16, in HTML also what the page says."""
    name = "a.html" if b"<" in data else "a.txt"
    assert " ".join(reading.read(name, data).text.split()) == text


def test_what_cannot_be_read_is_named(tmp_path: Path, owner: str) -> None:
    """In a line for each; everything else is read."""
    whole = pdf("secret")
    files = {
        "binary.txt": b"a\0b",
        "broken.pdf": whole[:200],
        "empty.md": b" \n",
        "good.md": b"good",
        "latin.txt": "Größe".encode("latin-1"),
        "locked.pdf": encrypted(whole),
        "nothing.pdf": pdf(""),
        "odd\u200bname.md": b"\xff",
        "other.docx": b"not read at all",
        ".hidden.md": b"neither is this",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(5_000_001)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.md")
    found = index(tmp_path, owner)
    problems = [each for each in found.problems if not each.startswith("pipe.md")]
    assert problems == [
        "binary.txt is binary",
        "broken.pdf cannot be read as PDF",
        "empty.md has no text",
        "huge.txt is larger than 5,000,000 bytes",
        "latin.txt is not UTF-8 text",
        "locked.pdf is encrypted",
        "nothing.pdf has no text",
        "odd\\u200bname.md is not UTF-8 text",
    ]
    assert (found.counts["added"], found.counts["skipped"]) == (1, len(found.problems))


def test_only_what_has_changed_is_read(
    tmp_path: Path, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was only touched is compared, and a note keeps its id."""
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text(f"bread {name[0]}")
    assert index(tmp_path, owner).counts == {"added": 3, "removed": 0}
    (before,) = notes.search(owner, "b", 1)
    (tmp_path / "b.md").write_text("changed")
    os.utime(tmp_path / "c.md", (1, 1))
    opened: list[str] = []
    read_bytes = Path.read_bytes

    def open_(file: Path) -> bytes:
        opened.append(file.name)
        return read_bytes(file)

    monkeypatch.setattr(Path, "read_bytes", open_)
    assert index(tmp_path, owner).counts == {"changed": 1, "unchanged": 2, "removed": 0}
    assert opened == ["b.md", "c.md"]
    (after,) = notes.search(owner, "changed", 5)
    assert after.id == before.id
    assert len(notes.search(owner, "bread", 5)) == 2
    opened.clear()
    assert index(tmp_path, owner).counts == {"unchanged": 3, "removed": 0}
    assert opened == []
    assert index(tmp_path, owner, all_again=True).counts == {"changed": 3, "removed": 0}


def test_what_is_gone_is_removed(tmp_path: Path, client: Client, owner: str) -> None:
    """But neither what is in another folder, nor what was added, nor what cannot be read now."""
    inside, other = tmp_path / "in", tmp_path / "inner"
    for folder in (inside, other):
        folder.mkdir()
        (folder / "bread.md").write_text("bread")
        (folder / "kept.md").write_text("bread again")
    add(client, "Added", "bread too")
    index(inside, owner)
    index(other, owner)
    (inside / "bread.md").unlink()
    (inside / "kept.md").write_bytes(b"\xff")
    found = index(inside, owner)
    assert (found.counts["removed"], found.counts["skipped"]) == (1, 1)
    places = sorted(each.place or "" for each in notes.search(owner, "bread", 20))
    assert places == ["", "bread.md", "kept.md", "kept.md"]


def test_a_folder_that_cannot_be_read_keeps_its_notes(
    tmp_path: Path, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, and its files do not count as gone."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text("bread")
    index(tmp_path, owner)
    scan = os.scandir

    def refuse(folder: str) -> Any:
        if Path(folder).name == "sub":
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found = index(tmp_path, owner)
    assert found.problems == ["sub cannot be read: Permission denied"]
    assert found.counts["removed"] == 0
    assert notes.search(owner, "bread", 5)


def test_a_folder_within_another_has_the_same_notes(tmp_path: Path, owner: str) -> None:
    """A file makes one note, also if both folders are indexed."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text("bread")
    (tmp_path / "b.md").write_text("bread")
    index(tmp_path, owner)
    assert index(tmp_path / "sub", owner).counts == {"unchanged": 1, "removed": 0}
    assert len(notes.search(owner, "bread", 5)) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_links_do_not_lead_out_of_the_folder(tmp_path: Path, owner: str) -> None:
    """What they lead to is not read; within the folder it is read once."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.md").write_text(f"bread {folder.name}")
    (inside / "file.md").symlink_to(outside / "a.md")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "same.md").symlink_to(inside / "a.md")
    found = index(inside, owner)
    assert sorted(found.problems) == [
        "file.md leads out of the folder",
        "folder leads out of the folder",
    ]
    assert [each.text for each in notes.search(owner, "bread", 5)] == ["bread in"]


def test_the_command_makes_notes_of_a_folder(
    invoke: Invoke, tmp_path: Path, client: Client, owner: str
) -> None:
    """It says how many, and what was skipped; the notes have embeddings where there is an endpoint."""
    (handbook.write(tmp_path) / "x.txt").write_bytes(b"\xff")
    user = ["--user", owner] if owner else []
    result = invoke("index", str(tmp_path), *user)
    assert result.exit_code == 0, result.output
    assert "Skipped: x.txt is not UTF-8 text" in result.output
    assert "12 added, 0 changed, 0 unchanged, 0 removed, 1 skipped" in result.output
    assert "Getting embeddings" in result.output
    assert search(client, "vacation")[0]["place"] == "leave.md › Leave › Vacation"
    again = invoke("index", str(tmp_path), "--all", *user)
    assert "0 added, 12 changed, 0 unchanged, 0 removed, 1 skipped" in again.output


def test_the_command_says_what_is_wrong(invoke: Invoke, tmp_path: Path, owner: str) -> None:
    """A folder that is not there; and where users are known, a missing name."""
    user = ["--user", owner] if owner else []
    assert "does not exist" in invoke("index", str(tmp_path / "no"), *user).output
    assert ("Missing option '--user'" in invoke("index", str(tmp_path)).output) == bool(owner)


def test_embeddings_find_what_has_other_words(
    with_embeddings: None, client: Client, tmp_path: Path, owner: str
) -> None:
    """The passage with the same meaning comes before those with fewer of the words."""
    (tmp_path / "a.md").write_text("# A\nEvery automobile is washed on Fridays.")
    (tmp_path / "b.md").write_text("# B\nThe doctor comes on Mondays.")
    index(tmp_path, owner)
    fill(owner)
    add(client, "C", "A holiday needs no reason.")
    assert [each["text"] for each in search(client, "vehicle", 1)] == [
        "Every automobile is washed on Fridays."
    ]
    assert search(client, "vacation", 1)[0]["title"] == "C"
    headers = {each.headers["Authorization"] for each in ENDPOINT.received}
    assert headers == {"Bearer the-key-of-the-tests"}
    assert {each.body["model"] for each in ENDPOINT.received} == {"meanings"}


def test_embeddings_keep_notes_apart(with_embeddings: None, client: Client, owner: str) -> None:
    """Nearness finds nothing of another's either."""
    add(client, "Diary", "My automobile")
    found = search(Client(credentials("mallory")), "vehicle")
    assert bool(found) == (owner == notes.EVERYONE)


BROKEN = {
    "an error": (503, {}),
    "a page": (200, b"<html>"),
    "other JSON": (200, {"data": [{"index": 0}]}),
    "too few": (200, {"data": []}),
    "no numbers": (200, {"data": [{"index": 0, "embedding": ["a"]}]}),
    "not finite": (200, b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}'),
    "zeros": (200, {"data": [{"index": 0, "embedding": [0, 0]}]}),
    "a redirect": (302, {}),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_without_the_endpoint_words_are_searched(
    with_embeddings: None, client: Client, caplog: pytest.LogCaptureFixture, answer: tuple[int, Any]
) -> None:
    """A note is added and found as without embeddings, and the log says why."""
    with ENDPOINT.answering(lambda _: answer):
        add(client, "Garage", "The car is red.")
        assert search(client, "car")[0]["score"] == 1.0
        assert search(client, "vehicle") == []
    assert "searched by words alone" in caplog.text
    assert "the-key-of-the-tests" not in caplog.text


def test_an_endpoint_that_cannot_be_reached_is_no_error(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither is an address that is none."""
    for url in ("http://127.0.0.1:1/v1", "nonsense", "http://[", "ftp://x"):
        monkeypatch.setattr(settings(), "embeddings_url", url)
        add(client, "Garage", "The car is red.")
        assert search(client, "car")
        assert "it cannot be reached" in caplog.text
        caplog.clear()


def test_what_has_no_embeddings_gets_them_the_next_time(
    invoke: Invoke, tmp_path: Path, client: Client, owner: str
) -> None:
    """`index` says how many passages have none, and fills them in when the endpoint is back."""
    (tmp_path / "a.md").write_text("An automobile.")
    command = ["index", str(tmp_path), *(["--user", owner] if owner else [])]
    with ENDPOINT.answering(lambda _: (500, {})):
        result = invoke(*command)
    assert result.exit_code == 0
    assert "it answered with the status 500" in result.output
    assert "Passages without embeddings: 1." in result.output
    assert search(client, "vehicle") == []
    assert "without embeddings" not in invoke(*command).output
    assert search(client, "vehicle")


def test_another_model_has_embeddings_of_its_own(
    with_embeddings: None, client: Client, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the model before are not compared with it, and are replaced."""
    add(client, "Garage", "An automobile.")
    monkeypatch.setattr(settings(), "embeddings_model", "other")
    assert search(client, "vehicle") == []
    fill(owner)
    assert search(client, "vehicle")
    assert vectors.missing(owner) == []


def test_texts_are_sent_in_batches(with_embeddings: None, client: Client, owner: str) -> None:
    """However many passages a note has, a request has at most 32."""
    add(client, "Many", "\n".join(f"# {n}\nbread" for n in range(70)))
    sizes = [len(each.body["input"]) for each in ENDPOINT.received]
    assert sizes == [32, 32, 6]


def test_rankings_are_fused_by_their_ranks() -> None:
    """What is in both comes before what is first in one (reciprocal rank fusion)."""
    scores = fused([[1, 2, 3], [4, 2, 5]])
    assert next(iter(scores)) == 2
    assert scores[2] == 2 / 62
    assert scores[1] == scores[4] == 1 / 61


def index(folder: Path, owner: str, all_again: bool = False) -> indexing.Index:
    found = indexing.Index(folder, owner, all_again)
    for file in found.files:
        found.update(file)
    found.remove_gone()
    return found


def rank(owner: str, question: str, place: str) -> int:
    """Find at which place of five the right section is; 6 is none of them."""
    places = [each.place for each in notes.search(owner, question, 5)]
    return [*places, *[None] * (5 - len(places)), place].index(place) + 1


def fill(owner: str) -> None:
    for each in vectors.missing(owner):
        vectors.fill(each)


def add(client: Client, title: str, text: str) -> int:
    response = client.send("POST", "/notes", json={"title": title, "text": text})
    assert response.status_code == 200, response.text
    id: int = response.json()["id"]
    return id


def search(client: Client, query: str, limit: int = 5) -> list[dict[str, Any]]:
    response = client.send("GET", "/search", params={"query": query, "limit": limit})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["passages"]
    return found


def get(client: Client, path: str) -> Any:
    response = client.send("GET", path)
    assert response.status_code == 200, response.text
    return response.json()


def pdf(*pages: str) -> bytes:
    """Write a PDF file with a line of text on each page."""
    count = len(pages)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {count} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, text in enumerate(pages):
        shown = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    written, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def encrypted(data: bytes) -> bytes:
    """Encrypt a PDF file."""
    writer, file = PdfWriter(BytesIO(data)), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()
