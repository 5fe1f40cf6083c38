"""Searches the notes: by words, and by embeddings where there are any."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..database import reading
from . import vectors
from .document import BETWEEN
from .ranking import by_words, fused
from .tables import Note, Passage

# How many passages of each ranking are fused.
_DEPTH = 50
# So that an answer with many passages is not too long for hosts.
_LONGEST_PLACE = 600


@dataclass(frozen=True)
class Found:
    """A passage, as an answer has it.

    Parameters:
        id: The note's id.
        title: The note's title.
        place: The file and the headings above the passage, if there are any.
        text: The passage.
        score: How well it matches, from 0 to 1, which the best passage of the answer has.
    """

    id: int
    title: str
    place: str | None
    text: str
    score: float


def search(owner: str, query: str, limit: int) -> list[Found]:
    """Search notes.

    Parameters:
        owner: Whose notes.
        query: Words or a question; any text, in which nothing has a meaning for the database.
        limit: How many passages are wanted.

    Returns:
        Passages, the best first.
    """
    vector = vectors.of_query(query)
    with reading() as session:
        scores = by_words(session, owner, query, max(limit, _DEPTH))
        if vector is not None:
            near = vectors.nearest(session, owner, vector, _DEPTH)
            scores = fused([[*scores], near])
        return _load(session, dict([*scores.items()][:limit]))


def _load(session: Session, scores: Mapping[int, float]) -> list[Found]:
    found = select(Passage, Note).join(Note, Note.id == Passage.note_id)
    pairs = session.execute(found.where(Passage.id.in_([*scores])))
    rows = {passage.id: (passage, note) for passage, note in pairs}
    best = max(scores.values(), default=0.0) or 1.0
    return [
        Found(
            id=note.id,
            title=note.title,
            place=_place(note.file, passage.headings),
            text=passage.text,
            score=round(scores[passage.id] / best, 3),
        )
        for passage, note in (rows[id] for id in scores if id in rows)
    ]


def _place(file: str | None, headings: str) -> str | None:
    place = BETWEEN.join(filter(None, (file, headings)))
    if len(place) > _LONGEST_PLACE:
        half = _LONGEST_PLACE // 2
        place = f"{place[:half]}…{place[1 - half :]}"
    return place or None
