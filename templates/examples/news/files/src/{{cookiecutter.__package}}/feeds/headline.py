"""A headline, as an answer has it."""

import datetime as dt
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Headline:
    """An entry of a feed.

    Parameters:
        title: Text on one line.
        link: An http or https URL, if the entry has one.
        source: The feed's title.
        topic: The feed's topic.
        published: When it was published or last changed, if the feed says so.
        summary: Text on one line, if there is any.
    """

    title: str
    link: str | None
    source: str
    topic: str
    published: dt.datetime | None
    summary: str | None

    def is_from(self, moment: dt.datetime) -> bool:
        """Whether it was published since a moment; not if nobody knows when it was published."""
        return self.published is not None and self.published >= moment

    def matches(self, query: str) -> bool:
        """Whether each word of a query is in the title or the summary, or begins a word there.

        Parameters:
            query: Words in any case; without any, everything matches.
        """
        text = f"{self.title} {self.summary or ''}".casefold()
        return all(_is_in(word, text) for word in query.casefold().split())


def _is_in(word: str, text: str) -> bool:
    # Scripts such as Chinese have no spaces, so that a word may begin anywhere.
    return bool(re.search(rf"(?<!\w){re.escape(word)}", text)) if word.isascii() else word in text
