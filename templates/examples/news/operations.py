"""What each operation of openapi.yaml does. Change it, and add functions of your own."""

import datetime as dt

from . import feeds, models

MOST = 30  # So that an answer stays far below the 100,000 characters that hosts accept.


def get_headlines(
    topic: str | None = None, since: dt.datetime | None = None, limit: int = 10
) -> models.GetHeadlinesResponse:
    """Get the latest headlines"""
    news = feeds.read(topic)
    found = [each for each in news.headlines if since is None or each.is_from(since)]
    answer = {
        "headlines": found[: _up_to(limit)],
        "feeds": news.feeds,
        "topics": feeds.topics(),
    }
    return models.GetHeadlinesResponse.model_validate(answer, from_attributes=True)


def search_news(query_: str, limit: int = 10) -> models.SearchNewsResponse:
    """Search the headlines for words"""
    news = feeds.read()
    found = [each for each in news.headlines if each.matches(query_)]
    answer = {"headlines": found[: _up_to(limit)], "feeds": news.feeds}
    return models.SearchNewsResponse.model_validate(answer, from_attributes=True)


def _up_to(limit: int) -> int:
    return max(0, min(limit, MOST))
