"""The list of feeds, feeds.txt."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from ..runtime.documents import ROOT
from ..runtime.errors import NotReady
from ..settings import settings

# More would make answers long, which say of each feed how old it is.
MOST = 50


class Feed(NamedTuple):
    """A line of the list: the topic in lower case, and the address of the feed."""

    topic: str
    url: str


def listed() -> list[Feed]:
    """Read the list of feeds.

    Returns:
        The feeds in their order, each once.

    Raises:
        NotReady: If the file cannot be read, or a line is wrong; the message says which.
    """
    file = Path(settings().feeds_file or ROOT / "feeds.txt")
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise NotReady(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NotReady(f"{file} is not UTF-8 text: save it as UTF-8") from None
    feeds = {
        _feed(f"{file.name}, line {number}", line): None
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("#")
    }
    if len(feeds) > MOST:
        raise NotReady(f"{file.name} has {len(feeds)} feeds, at most {MOST} are allowed")
    return list(feeds)


def _feed(place: str, line: str) -> Feed:
    words = line.split()
    if len(words) != 2:
        raise NotReady(f"{place}: write a topic and an address, such as world https://example.com/")
    topic, url = words
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise NotReady(f"{place}: {url} is not the address of a feed, such as https://example.com/")
    return Feed(topic.casefold(), url)
