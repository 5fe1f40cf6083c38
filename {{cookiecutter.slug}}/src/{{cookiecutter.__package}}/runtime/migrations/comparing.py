"""Compares the tables of the code with those that the revisions make.

The revisions are applied to a database in memory, so the result depends on the code alone.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from ...database import Base
from .. import SLUG
from ..errors import NotReady
from .applying import apply, load_tables, reason
from .columns import Missing, missing

Compared = Callable[[str | None, str, Any], bool]


@contextmanager
def scratch() -> Iterator[Connection]:
    """Make a database in memory, and apply all revisions to it.

    Raises:
        NotReady: If what defines tables cannot be imported, or a revision fails.
    """
    load_tables()
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection, connection.begin():
            try:
                apply(connection)
            except Exception as error:
                raise NotReady(f"The revisions cannot be applied: {reason(error)}") from error
            yield connection
    finally:
        engine.dispose()


def differences() -> list[str]:
    """List in what the tables of the code differ from those that the revisions make.

    Returns:
        Each as Alembic describes it; none if they agree.
    """
    with scratch() as connection:
        options = {"include_name": is_compared(connection), "render_as_batch": True}
        context = MigrationContext.configure(connection, opts=options)
        return [str(each) for each in compare_metadata(context, Base.metadata)]


def explain(lacking: Sequence[Missing]) -> str:
    """Say what to do about what a database lacks, although it is at the newest revision."""
    *others, last = map(str, lacking)
    names = f"{', '.join(others)} and {last}" if others else last
    with scratch() as connection:
        unwritten = missing(connection, Base.metadata)
    if {str(each) for each in lacking} & {str(each) for each in unwritten}:
        return (
            f"The database lacks what the code has, {names}, and no revision adds it: write one with "
            f'`uv run {SLUG} migrate --make "what changes"`'
        )
    return (
        f"The database lacks {names}, because its table is older than the revisions in migrations/, "
        "which create it: add it with SQL, or drop the table if you can do without its rows, and "
        f"run `uv run {SLUG} migrate`"
    )


def is_compared(connection: Connection | None) -> Compared:
    """Choose the tables that are compared: not those that SQLite keeps for a virtual table."""
    listed = text("SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')")
    is_sqlite = connection is not None and connection.dialect.name == "sqlite"
    kept = set(connection.scalars(listed)) if connection is not None and is_sqlite else set()
    return lambda name, kind, _: kind != "table" or name not in kept
