"""The tables of notes and their passages, with an index of words in each database."""

from sqlalchemy import BigInteger, Connection, ForeignKey, Text, UniqueConstraint, event
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


# SQLite's own index (https://www.sqlite.org/fts5.html), which triggers keep up to date; what is in
# the columns is read from the table. `porter` finds other forms of English words.
_SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS passages_index USING fts5(
    title_words, words, content = 'passages', content_rowid = 'id',
    tokenize = "porter unicode61 categories 'L* N* Co Mn Mc'")""",
    """CREATE TRIGGER IF NOT EXISTS passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO passages_index (rowid, title_words, words)
    VALUES (new.id, new.title_words, new.words); END""",
    """CREATE TRIGGER IF NOT EXISTS passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO passages_index (passages_index, rowid, title_words, words)
    VALUES ('delete', old.id, old.title_words, old.words); END""",
)
_POSTGRESQL = (
    """ALTER TABLE passages ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', title_words), 'B')
    || setweight(to_tsvector('english', words), 'C')) STORED""",
    "CREATE INDEX passages_search ON passages USING gin (search)",
)
_INDEXES = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


@event.listens_for(Passage.__table__, "after_create")
def _add_index(_: object, connection: Connection, **__: object) -> None:
    for statement in _INDEXES[connection.dialect.name]:
        connection.exec_driver_sql(statement)
