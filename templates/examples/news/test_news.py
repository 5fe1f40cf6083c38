"""Headlines come from feeds, whatever is wrong with some of them."""

import asyncio
import gzip
import json
import tracemalloc
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from example_news import ATOM, FEEDS, RSS, Received, Reply, feeds_file
from support import Client, Invoke

from {{ cookiecutter.__package }} import feeds
from {{ cookiecutter.__package }}.feeds import (
    connections,
    fetching,
    reader,
)
from {{ cookiecutter.__package }}.feeds.listed import listed
from {{ cookiecutter.__package }}.runtime.documents import ROOT
from {{ cookiecutter.__package }}.runtime.errors import NotReady
from {{ cookiecutter.__package }}.settings import settings

List = Callable[..., None]


def item(title: str = "x", link: str = "", more: str = "") -> str:
    """Write an entry of an RSS feed."""
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


@pytest.fixture
def list_feeds(monkeypatch: pytest.MonkeyPatch) -> List:
    """Replace the list of feeds; all of them have the topic world."""

    def replace(*urls: str) -> None:
        readers = tuple(reader.Reader("world", url) for url in urls)
        monkeypatch.setattr(feeds, "readers", lambda: readers)

    return replace


def test_the_newest_headlines_come_first(client: Client) -> None:
    """Those of all feeds are in one order, each link is there once, and HTML has become text."""
    answer = get(client, "/headlines")
    assert [each["title"] for each in answer["headlines"]] == [
        "Robots & people meet",
        "1 < 2, as they prove",
        "An older headline",
    ]
    assert answer["headlines"][0] == {
        "title": "Robots & people meet",
        "link": f"{FEEDS.url}/newest",
        "source": "World News",
        "topic": "world",
        "published": "2026-01-07T08:00:00Z",
        "summary": "They said hello.",
    }
    assert answer["topics"] == ["science", "world"]


def test_the_answer_says_how_old_it_is(client: Client) -> None:
    """For each feed there is the time when it was read, or why it could not be."""
    world, _, down = get(client, "/headlines")["feeds"]
    assert world["fetched_at"]
    assert (world["source"], world["stale"], world.get("problem")) == ("World News", False, None)
    assert down == {
        "source": "127.0.0.1",
        "topic": "science",
        "stale": True,
        "problem": "It answered with the status 404",
    }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("topic=science", ["1 < 2, as they prove", "An older headline, again"]),
        ("topic=World&limit=1", ["Robots & people meet"]),
        ("topic=sport", []),
        ("limit=0", []),
        ("limit=-1", []),
        ("since=2026-01-07T08:00:00Z", ["Robots & people meet"]),
        ("since=2026-01-07T11:00:00%2B02:00", []),
    ],
)
def test_headlines_can_be_narrowed(client: Client, query: str, titles: list[str]) -> None:
    """By their topic, by the time when they were published, and by their number."""
    answer = get(client, f"/headlines?{query}")
    assert [each["title"] for each in answer["headlines"]] == titles
    assert answer["topics"] == ["science", "world"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("robots", 1),
        ("HELLO%20robot", 1),
        ("robots%20proof", 0),
        ("obots", 0),
        ("older", 1),
        ("%26", 1),
        ("", 3),
        ("(", 0),
    ],
)
def test_headlines_are_found_by_their_words(client: Client, query: str, found: int) -> None:
    """Each word begins a word of the title or of the summary, in any case."""
    assert len(get(client, f"/search?query={query}")["headlines"]) == found


def test_words_are_found_in_scripts_without_spaces(client: Client, list_feeds: List) -> None:
    """A word of Chinese is found in the middle of a title."""
    with FEEDS.answering(rss(item("今天天气很好"))) as url:
        list_feeds(url)
        assert get(client, "/search?query=天气")["headlines"]


def test_a_feed_is_read_once_for_all(client: Client, list_feeds: List) -> None:
    """Eight requests at once, and those that follow, make one request to the publisher."""

    async def together() -> list[int]:
        sent = [client.send_async("GET", "/headlines") for _ in range(8)]
        return [len(each.json()["headlines"]) for each in await asyncio.gather(*sent)]

    with FEEDS.answering(Reply(RSS.encode())) as url:
        list_feeds(url)
        assert asyncio.run(together()) == [2] * 8
        get(client, "/search?query=robots")
        assert len(FEEDS.received) == 1


def test_only_what_has_changed_is_sent_again(
    client: Client, list_feeds: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a feed is due, its ETag and Last-Modified are sent, and 304 leaves what is known."""
    validators = {"ETag": '"1"', "Last-Modified": "Mon, 05 Jan 2026 08:00:00 GMT"}

    def answer(received: Received) -> Reply:
        unchanged = received.headers.get("If-None-Match") == '"1"'
        return Reply(status=304) if unchanged else Reply(RSS.encode(), headers=validators)

    monkeypatch.setattr(reader, "REFRESH_SECONDS", 0.0)
    with FEEDS.answering(answer) as url:
        list_feeds(url)
        first, second = get(client, "/headlines"), get(client, "/headlines")
    asked = FEEDS.received[1].headers
    assert [asked["If-None-Match"], asked["If-Modified-Since"]] == [*validators.values()]
    assert first["headlines"] == second["headlines"] != []
    assert second["feeds"][0]["stale"] is False


def test_a_feed_that_goes_down_keeps_its_headlines(
    client: Client, list_feeds: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before is given, as stale, and is new again when the feed is back."""
    replies = [Reply(RSS.encode()), Reply(status=500), Reply(RSS.encode())]
    monkeypatch.setattr(reader, "REFRESH_SECONDS", 0.0)
    monkeypatch.setattr(reader, "RETRY_SECONDS", 0.0)
    with FEEDS.answering(lambda _: replies.pop(0)) as url:
        list_feeds(url)
        before, down, after = (get(client, "/headlines") for _ in range(3))
    assert down["headlines"] == before["headlines"] != []
    (status,) = down["feeds"]
    assert status["stale"] is True
    assert status["fetched_at"] == before["feeds"][0]["fetched_at"]
    assert status["problem"] == "It answered with the status 500"
    assert after["feeds"][0]["stale"] is False


def test_a_slow_feed_keeps_nobody_waiting(
    client: Client, list_feeds: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer says that the feed is being read, and a later one has what it sent."""
    go_on = Event()

    def answer(_: Received) -> Reply:
        go_on.wait(30)
        return Reply(RSS.encode())

    with FEEDS.answering(answer) as url:
        list_feeds(url, f"{FEEDS.url}/science.atom")
        with monkeypatch.context() as impatient:
            impatient.setattr(feeds, "PATIENCE", 0.3)
            early = get(client, "/headlines")
        go_on.set()
        late = get(client, "/headlines")
    assert [each["source"] for each in early["headlines"]] == ["Science Today"] * 2
    assert early["feeds"][0]["stale"] is True
    assert "ask again" in early["feeds"][0]["problem"]
    assert len(late["headlines"]) == 3
    assert len(FEEDS.received) == 2


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
BROKEN = {
    "an error": (Reply(status=500), "status 500"),
    "not asked for": (Reply(status=304), "status 304"),
    "a page": (Reply(b"<!DOCTYPE html><title>Hello</title><p>Hi", "text/html"), "neither RSS nor"),
    "nothing": (Reply(b""), "neither RSS nor Atom"),
    "other XML": (Reply(b"<?xml version='1.0'?><note/>"), "neither RSS nor Atom"),
    "a path": (Reply(__file__.encode(), "text/plain"), "neither RSS nor Atom"),
    "too long": (Reply(b"x" * 2_000_001), "longer than 2,000,000 bytes"),
    "not gzip": (Reply(RSS.encode(), headers={"Content-Encoding": "gzip"}), "compressed"),
    "a way elsewhere": (Reply(status=302, headers={"Location": "ftp://x/"}), "cannot be reached"),
    "half of a pair": (
        Reply(b"<rss version='2.0'><channel><item><link>javascript:&#xD800; & x</link>"),
        "cannot be read as a feed",
    ),
}


@pytest.mark.parametrize(("reply", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_feed_is_reported(
    client: Client, list_feeds: List, reply: Reply, problem: str
) -> None:
    """The other feeds are answered, and the status of this one says what is wrong."""
    with FEEDS.answering(reply) as url:
        list_feeds(url, f"{FEEDS.url}/world.xml")
        answer = get(client, "/headlines")
    assert problem in answer["feeds"][0]["problem"]
    assert "fetched_at" not in answer["feeds"][0]
    assert len(answer["headlines"]) == 2


def test_a_feed_is_unpacked_only_as_far_as_it_may_go(client: Client, list_feeds: List) -> None:
    """A few kilobytes that were 60 megabytes before take little memory."""
    get(client, "/headlines")
    packed = gzip.compress(b" " * 60_000_000)
    with FEEDS.answering(Reply(packed, headers={"Content-Encoding": "gzip"})) as url:
        list_feeds(url)
        tracemalloc.start()
        try:
            (status,) = get(client, "/headlines")["feeds"]
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert status["problem"] == "It is longer than 2,000,000 bytes"
    assert most < 20_000_000


def test_redirects_are_followed_up_to_a_limit(client: Client, list_feeds: List) -> None:
    """A feed that has moved is read, and one that leads in a circle is not."""
    moved = Reply(status=301, headers={"Location": "/world.xml"})
    with FEEDS.answering(moved) as first, FEEDS.answering(lambda _: circle) as second:
        circle = Reply(status=302, headers={"Location": second})
        list_feeds(first, second)
        good, bad = get(client, "/headlines")["feeds"]
    assert good["source"] == "World News"
    assert bad["problem"] == "It redirects more than 5 times"


def test_a_feed_without_an_end_is_given_up(
    client: Client, list_feeds: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is a limit of time for all of a feed."""
    go_on = Event()

    def answer(_: Received) -> Reply:
        go_on.wait(30)
        return Reply()

    monkeypatch.setattr(fetching, "SECONDS", 0.1)
    with FEEDS.answering(answer) as url:
        list_feeds(url)
        (status,) = get(client, "/headlines")["feeds"]
        go_on.set()
    assert status["problem"] == "It did not answer within 0.1 seconds"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (item("A & B", "https://x.example/a"), {"title": "A & B"}),
        (item("", more="<description>a</description>"), {"title": "a"}),
        (item("a\n\t\x01b\u2028c"), {"title": "a b c"}),
        (item("x" * 300), {"title": "x" * 199 + "…"}),
        (item(link="a/b?c=d"), {"link": f"{FEEDS.url}/a/b?c=d"}),
        (item(link="javascript:alert(1)"), {"link": None}),
        (item(link="data:text/html,x"), {"link": None}),
        (item(link="http://["), {"link": None}),
        (item(link=f"https://x.example/{'a' * 1000}"), {"link": None}),
        (item(), {"link": None, "published": None}),
        (item(more="<pubDate>whenever</pubDate>"), {"published": None}),
        (item(more="<pubDate>2999-01-01T00:00:00Z</pubDate>"), {"published": None}),
        (item(more="<description>a&lt;br>b &lt;img src='</description>"), {"summary": "a b"}),
    ],
)
def test_an_odd_entry_is_read_as_far_as_it_goes(
    client: Client, list_feeds: List, written: str, expected: dict[str, str | None]
) -> None:
    """What cannot be used is left out: scripts as links, dates to come, control characters."""
    with FEEDS.answering(rss(written)) as url:
        list_feeds(url)
        (headline,) = get(client, "/headlines")["headlines"]
    assert {name: headline.get(name) for name in expected} == expected


def test_entities_are_not_expanded_without_end(client: Client, list_feeds: List) -> None:
    """Neither what a few hundred bytes can stand for nor a file of this machine is in a headline."""
    declared = f"<!DOCTYPE rss [<!ENTITY l0 'lol'>{BOMB}<!ENTITY f SYSTEM 'file://{__file__}'>]>"
    bomb = f"{declared}<rss version='2.0'><channel><item><title>a &l8; &f; b</title></item></channel></rss>"
    with FEEDS.answering(Reply(bomb.encode())) as url:
        list_feeds(url)
        (headline,) = get(client, "/headlines")["headlines"]
    assert "lol" not in headline["title"]
    assert "import" not in headline["title"]


def test_text_is_read_in_its_encoding(client: Client, list_feeds: List) -> None:
    """The encoding is that of the header or of the document."""
    text = ATOM.replace("A proof.", "Größe").replace('encoding="utf-8"', 'encoding="iso-8859-1"')
    with FEEDS.answering(Reply(text.encode("latin-1"))) as url:
        list_feeds(url)
        assert get(client, "/headlines")["headlines"][0]["summary"] == "Größe"


def test_an_answer_stays_far_below_the_limit(client: Client, list_feeds: List) -> None:
    """However long the entries are, hosts accept the longest answer."""
    link, text = "https://x.example/" + "a" * 900, '"' * 1000
    more = f"<description>{text}</description>"
    items = [item(text, f"{link}{n}", more) for n in range(300)]
    with FEEDS.answering(rss("".join(items))) as url:
        list_feeds(url)
        answer = get(client, "/headlines?limit=1000")
    assert len(answer["headlines"]) == 30
    assert len(json.dumps(answer, ensure_ascii=False)) < 70_000


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433"])
def test_only_public_addresses_are_called(
    client: Client, list_feeds: List, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """However it is written, an address within the network is refused before it is called."""
    monkeypatch.setattr(settings(), "feeds_private_addresses", False)
    connections.client.cache_clear()  # A connection that is open was allowed when it was made.
    with FEEDS.answering(Reply(RSS.encode())) as url:
        list_feeds(url.replace("127.0.0.1", host))
        (status,) = get(client, "/headlines")["feeds"]
    assert "FEEDS_PRIVATE_ADDRESSES" in status["problem"]
    assert FEEDS.received == []


def test_a_redirect_into_the_network_is_refused(
    client: Client, list_feeds: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each address on the way is checked, not only the one that is listed."""
    monkeypatch.setattr(settings(), "feeds_private_addresses", False)
    monkeypatch.setattr(connections, "is_public", lambda address: address == "127.0.0.1")
    inside = FEEDS.url.replace("127.0.0.1", "127.0.0.2")
    moved = Reply(status=302, headers={"Location": f"{inside}/world.xml"})
    with FEEDS.answering(moved) as url:
        list_feeds(url)
        (status,) = get(client, "/headlines")["feeds"]
    assert "FEEDS_PRIVATE_ADDRESSES" in status["problem"]
    assert len(FEEDS.received) == 1


def test_a_proxy_reads_all_feeds(
    client: Client, list_feeds: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a proxy, the plugin connects to no other host."""
    caches = (connections.client, connections._proxy)
    monkeypatch.setattr(settings(), "feeds_private_addresses", False)
    monkeypatch.setenv("http_proxy", FEEDS.url)
    for each in caches:
        each.cache_clear()
    FEEDS.received.clear()
    list_feeds("http://news.invalid/feed")
    (status,) = get(client, "/headlines")["feeds"]
    for each in caches:
        each.cache_clear()
    assert status["problem"] == "It answered with the status 404"
    assert [each.target for each in FEEDS.received] == ["http://news.invalid/feed"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("https://x.example/feed", "line 2: write a topic and an address"),
        ("world news https://x.example/feed", "line 2: write a topic and an address"),
        ("world ftp://x.example/feed", "line 2: ftp://x.example/feed is not the address of a feed"),
        ("world http://[/feed", r"line 2: http://\[/feed is not the address of a feed"),
        ("\n".join(f"world https://x.example/{n}" for n in range(51)), "51 feeds, at most 50"),
    ],
)
def test_a_mistake_in_the_list_is_reported(
    monkeypatch: pytest.MonkeyPatch, line: str, problem: str
) -> None:
    """The message names the line, and says what belongs there."""
    monkeypatch.setattr(settings(), "feeds_file", feeds_file("# A comment", line))
    with pytest.raises(NotReady, match=problem):
        listed()


def test_a_missing_list_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the file."""
    monkeypatch.setattr(settings(), "feeds_file", "no-such-file.txt")
    with pytest.raises(NotReady, match=r"no-such-file\.txt cannot be read"):
        listed()


def test_the_list_that_is_shipped_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """feeds.txt has a topic and an address on each line."""
    monkeypatch.setattr(settings(), "feeds_file", str(ROOT / "feeds.txt"))
    assert listed()


def test_the_command_says_what_each_feed_has(invoke: Invoke) -> None:
    """`feeds` lists them, and fails if one cannot be read."""
    result = invoke("feeds")
    lines = result.output.splitlines()
    assert lines[0] == f"world  {FEEDS.url}/world.xml  2 headlines from World News"
    assert lines[2].endswith("It answered with the status 404")
    assert result.exit_code == 1


def rss(items: str) -> Reply:
    return Reply(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode())


def get(client: Client, path: str) -> Any:
    response = client.send("GET", path)
    assert response.status_code == 200, response.text
    return response.json()
