"""The tables of notes and their passages. migrations/ adds an index of words in each database."""

from sqlalchemy import BigInteger, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base


class Note(Base):
    """A note.

    Parameters:
        id: Never used again when the note is gone.
        owner: Whose it is; empty if it is for everyone.
        title: Its title, on one line.
        text: All of its text.
        path: The file that it is from, from the root of the file system; None if it was added.
        file: The same from the folder that was indexed, with `/`, which is what others see.
        modified: When the file was last modified, in nanoseconds.
        size: The size of the file in bytes.
        digest: The SHA-256 of the file.
    """

    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("owner", "path"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text, deferred=True)
    path: Mapped[str | None]
    file: Mapped[str | None]
    modified: Mapped[int | None] = mapped_column(BigInteger)
    size: Mapped[int | None] = mapped_column(BigInteger)
    digest: Mapped[str | None]


class Passage(Base):
    """A passage of a note.

    Parameters:
        headings: The headings above it.
        text: Its text.
        title_words: The words of the note's title and of the headings, as `words()` gives them.
        words: The words of the text.
        vector: Where it is in the space of the embeddings: 32-bit floats, with the length 1.
        model: The model that the vector is from.
    """

    __tablename__ = "passages"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey(Note.id), index=True)
    headings: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    title_words: Mapped[str] = mapped_column(deferred=True)
    words: Mapped[str] = mapped_column(Text, deferred=True)
    vector: Mapped[bytes | None] = mapped_column(deferred=True)
    model: Mapped[str | None]
