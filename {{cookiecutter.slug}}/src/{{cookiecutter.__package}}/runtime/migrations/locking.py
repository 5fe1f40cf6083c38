"""Lets one server at a time change the tables."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from ...database import TAKE_TURN

# An upgrade of a large table takes minutes. And a table is rebuilt by dropping the old one, which
# must not delete the rows that refer to it (https://sqlite.org/lang_altertable.html#otheralter).
_WHILE_UPGRADING = {"busy_timeout": 60 * 60 * 1000, "foreign_keys": 0}


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Connect to a database in a transaction, in which no other server changes anything.

    Parameters:
        engine: The database.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: If the database does not answer.
    """
    with engine.connect() as connection:
        kept = _set(connection, _WHILE_UPGRADING)
        try:
            with connection.begin():
                connection.exec_driver_sql(TAKE_TURN[engine.dialect.name])
                yield connection
        finally:
            _set(connection, kept)


def _set(connection: Connection, values: dict[str, int]) -> dict[str, int]:
    """Set SQLite's options for a connection: what they were."""
    before = {}
    if connection.dialect.name == "sqlite":
        for name, value in values.items():
            before[name] = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            connection.exec_driver_sql(f"PRAGMA {name} = {value}")
        connection.commit()
    return before
