"""Saves notes, and removes them."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ..database import reading, writing
from ..runtime.errors import NotFound
from .document import BETWEEN, Document, Section, passages
from .tables import Note, Passage
from .words import words

# The largest id in PostgreSQL.
_LARGEST_ID = 2**31 - 1


class Origin(NamedTuple):
    """The file that a note is from, as `Note` has it."""

    path: str
    file: str
    modified: int
    size: int
    digest: str


def save(owner: str, document: Document, origin: Origin | None = None) -> int:
    """Save a note, in the place of the one that is from the same file.

    Parameters:
        owner: Whose it is.
        document: What is in it.
        origin: The file, if it is from one.

    Returns:
        Its id.
    """
    with writing() as session:
        note = _of_file(session, owner, origin.path) if origin else None
        note = note or Note(owner=owner)
        note.title, note.text = document.title, document.text
        if origin:
            note.path, note.file = origin.path, origin.file
            note.modified, note.size, note.digest = origin.modified, origin.size, origin.digest
        session.add(note)
        session.flush()
        session.execute(delete(Passage).where(Passage.note_id == note.id))
        # A note without text is found by its title.
        for headings, text in [*passages(document.sections)] or [Section((), "")]:
            session.add(
                Passage(
                    note_id=note.id,
                    headings=BETWEEN.join(headings),
                    text=text,
                    title_words=words(" ".join((document.title, *headings))),
                    words=words(text),
                )
            )
        return note.id


def touch(owner: str, origin: Origin) -> None:
    """Keep a note whose file was modified without a change of what is in it."""
    seen = {"modified": origin.modified, "size": origin.size}
    with writing() as session:
        session.execute(update(Note).filter_by(owner=owner, path=origin.path).values(seen))


def origins(owner: str) -> dict[str, Origin]:
    """Find the files that somebody's notes are from, by their paths."""
    columns = (Note.path, Note.file, Note.modified, Note.size, Note.digest)
    found = select(*columns).where(Note.owner == owner, Note.path.is_not(None))
    with reading() as session:
        return {each.path: each for each in map(Origin._make, session.execute(found))}


def remove(owner: str, paths: Iterable[str]) -> None:
    """Remove the notes that are from files."""
    for path in paths:
        with writing() as session:
            if note := _of_file(session, owner, path):
                session.execute(delete(Passage).where(Passage.note_id == note.id))
                session.delete(note)


def get(owner: str, id: int) -> Note:
    """Get a note.

    Parameters:
        owner: Who asks.
        id: Its id.

    Returns:
        The note, with its text.

    Raises:
        NotFound: If there is no such note, or it is somebody else's.
    """
    with reading() as session:
        found = select(Note).filter_by(owner=owner, id=id)
        note = session.scalar(found) if 0 < id <= _LARGEST_ID else None
        if note is None:
            raise NotFound(f"There is no note with the id {id}; searchNotes finds those there are")
        _ = note.text  # Read before the session ends.
        return note


def _of_file(session: Session, owner: str, path: str) -> Note | None:
    return session.scalar(select(Note).filter_by(owner=owner, path=path))
