"""The vectors of passages, and those that are nearest to a query."""

import logging
from collections.abc import Sequence
from heapq import nlargest
from operator import mul

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ..database import reading, writing
from ..settings import settings
from . import embedding
from .tables import Note, Passage

# A caller waits for the first, and nobody for the second.
_SECONDS_TO_SEARCH, _SECONDS_TO_FILL = 5.0, 60.0

_log = logging.getLogger(__name__)


def of_query(query: str) -> bytes | None:
    """Get the vector of a query.

    Returns:
        The vector; None if there is no endpoint, or it does not answer, which is logged.
    """
    if not embedding.is_on() or not query.strip():
        return None
    try:
        return embedding.embed([query[:2000]], _SECONDS_TO_SEARCH)[0]
    except embedding.NoEmbeddings as error:
        _log.warning("EMBEDDINGS_URL: %s; searched by words alone", error)
        return None


def nearest(session: Session, owner: str, vector: bytes, limit: int) -> list[int]:
    """Find the passages whose vectors are nearest to another, by the cosine between them.

    Parameters:
        session: Where they are.
        owner: Whose notes are searched.
        vector: The vector of a query.
        limit: How many are found.

    Returns:
        Their ids, the nearest first.
    """
    wanted = _numbers(vector)
    found = select(Passage.vector, Passage.id).join(Note, Note.id == Passage.note_id)
    of_model = Passage.model == settings().embeddings_model
    rows = session.execute(found.where(Note.owner == owner, of_model)).yield_per(1000)
    nearness = (
        (sum(map(mul, wanted, _numbers(each))), -id)
        for each, id in rows
        if each and len(each) == len(vector)
    )
    return [-id for _, id in nlargest(limit, nearness)]


def missing(owner: str, note: int | None = None) -> list[list[int]]:
    """Find the passages without a vector of the model that is used now.

    Parameters:
        owner: Whose notes.
        note: The id of a note; all notes without it.

    Returns:
        Their ids, divided for `fill`; none if there is no endpoint.
    """
    if not embedding.is_on():
        return []
    other = or_(Passage.model.is_(None), Passage.model != settings().embeddings_model)
    found = select(Passage.id).join(Note, Note.id == Passage.note_id)
    found = found.where(Note.owner == owner, other).order_by(Passage.id)
    with reading() as session:
        ids = [*session.scalars(found if note is None else found.where(Note.id == note))]
    size = embedding.BATCH
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def fill(passages: Sequence[int]) -> None:
    """Get the vectors of passages and save them.

    Parameters:
        passages: Ids, at most `embedding.BATCH`.

    Raises:
        embedding.NoEmbeddings: If the endpoint does not answer as it should.
    """
    model = settings().embeddings_model
    found = select(Passage, Note.title).join(Note, Note.id == Passage.note_id)
    with reading() as session:
        rows = session.execute(found.where(Passage.id.in_(passages))).all()
        texts = {each.id: f"{title}\n{each.headings}\n{each.text}" for each, title in rows}
    if not texts:
        return
    vectors = embedding.embed([*texts.values()], _SECONDS_TO_FILL)
    with writing() as session:
        for id, vector in zip(texts, vectors, strict=True):
            values = {"vector": vector, "model": model}
            session.execute(update(Passage).where(Passage.id == id).values(values))


def fill_note(owner: str, note: int) -> None:
    """Fill in the vectors of a new note; if the endpoint does not answer, `index` does it later."""
    try:
        for each in missing(owner, note):
            fill(each)
    except embedding.NoEmbeddings as error:
        _log.warning("EMBEDDINGS_URL: %s; note %d is found by its words alone", error, note)


def _numbers(vector: bytes) -> Sequence[float]:
    return memoryview(vector).cast("f")
