"""Keeps the tables of the database as the code has them, by the revisions in migrations/.

The revisions are run by Alembic (https://alembic.sqlalchemy.org). It is imported only where there is
something to do, since it takes 6 MB that an idle server would keep.
"""

from functools import cache

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from .. import SLUG, documents
from ..errors import NotReady
from .columns import missing
from .revisions import Revisions, read

# Constraints have the names that PostgreSQL gives them. With a name, a revision can change one in
# SQLite too.
NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "ix_%(column_0_label)s",
}
BEHIND = (
    f"The database is behind the code: upgrade it with `uv run {SLUG} migrate`, or start with "
    "`serve --migrate`."
)
AHEAD = (
    "The database is ahead of the code, which does not have its revision {}: deploy the newer code."
)


@cache
def of_code() -> Revisions:
    """The revisions of this plugin.

    Raises:
        NotReady: If they are not one line of revisions, or a file cannot be read.
    """
    return read(documents.ROOT / "migrations" / "versions")


def problem(engine: Engine) -> str | None:
    """Say why the code cannot use a database: two queries, and nothing is changed.

    Parameters:
        engine: The database.

    Returns:
        A sentence that says what to do, or None if the database is at the code's revision.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: If the database does not answer.
    """
    try:
        revisions = of_code()
    except NotReady as error:
        return str(error)
    with engine.connect() as connection:
        found = _current(connection)
    if found == revisions.heads:
        return None
    if unknown := found - revisions.every:
        return AHEAD.format(", ".join(sorted(unknown)))
    return BEHIND


def prepare(engine: Engine, tables: MetaData) -> None:
    """See to it that the code can use a database. One of SQLite is upgraded if it is behind.

    Parameters:
        engine: The database.
        tables: The tables of the code.

    Raises:
        NotReady: If the code cannot use it; the message says what to do.
        sqlalchemy.exc.SQLAlchemyError: If the database does not answer.
    """
    found = problem(engine)
    if found == BEHIND and engine.dialect.name == "sqlite":
        from .upgrading import upgrade

        upgrade(engine)  # It looks for what is lacking too.
        return
    if found:
        raise NotReady(found)
    with engine.connect() as connection:
        lacking = missing(connection, tables)
    if lacking:
        from .comparing import explain

        raise NotReady(explain(lacking))


def _current(connection: Connection) -> set[str]:
    """The revision of a database: several if it is on branches, none if there was never one."""
    # Looked for first: in the meantime another server may make it, but nobody removes it.
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))
