"""Ranks passages by the words that they have: BM25 in SQLite, ts_rank in PostgreSQL."""

from collections.abc import Callable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from .words import terms

# A word in a title or a heading counts twice.
_STATEMENTS = {
    "sqlite": text(
        """SELECT passages.id, -bm25(passages_index, 2.0, 1.0) AS score FROM passages_index
        JOIN passages ON passages.id = passages_index.rowid
        JOIN notes ON notes.id = passages.note_id
        WHERE passages_index MATCH :query AND notes.owner = :owner
        ORDER BY score DESC, passages.id LIMIT :limit"""
    ),
    "postgresql": text(
        """SELECT passages.id, ts_rank(search, query, 1) AS score
        FROM to_tsquery('english', :query) AS query, passages
        JOIN notes ON notes.id = passages.note_id
        WHERE search @@ query AND notes.owner = :owner
        ORDER BY score DESC, passages.id LIMIT :limit"""
    ),
}


def _fts5(found: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in found)


def _tsquery(found: Sequence[str]) -> str:
    phrases = (" <-> ".join(f"'{word}'" for word in term.split()) for term in found)
    return " | ".join(f"({phrase})" for phrase in phrases)


# Terms have letters, digits and marks alone, so that between quotes they are words and nothing else.
_QUERIES: dict[str, Callable[[Sequence[str]], str]] = {"sqlite": _fts5, "postgresql": _tsquery}


def by_words(session: Session, owner: str, query: str, limit: int) -> dict[int, float]:
    """Find the passages that have words of a query.

    Parameters:
        session: Where they are.
        owner: Whose notes are searched.
        query: Any text; a passage need not have all of its words.
        limit: How many are found at most.

    Returns:
        By their ids, the best first, how well they match.
    """
    found = terms(query)
    if not found:
        return {}
    dialect = session.get_bind().dialect.name
    values = {"query": _QUERIES[dialect](found), "owner": owner, "limit": limit}
    return {row.id: row.score for row in session.execute(_STATEMENTS[dialect], values)}


def fused(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """Make one ranking of several (reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR 2009).

    Parameters:
        rankings: In each the ids, the best first.

    Returns:
        By the ids, the best first, the sum of 1 / (60 + rank).
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking, 1):
            scores[id] = scores.get(id, 0) + 1 / (60 + rank)
    return dict(sorted(scores.items(), key=lambda each: -each[1]))
