"""Finds what the code has and a database lacks."""

from typing import NamedTuple

from sqlalchemy import Column, Connection, MetaData, Table, inspect
from sqlalchemy.exc import NoSuchTableError


class Missing(NamedTuple):
    """A table that a database lacks, or a column of it."""

    table: Table
    column: Column[object] | None = None

    def __str__(self) -> str:
        if self.column is None:
            return f"table {self.table.fullname}"
        return f"column {self.table.fullname}.{self.column.name}"


def missing(connection: Connection, tables: MetaData) -> list[Missing]:
    """List what a database lacks.

    Parameters:
        connection: The database.
        tables: The tables of the code.

    Returns:
        Tables and columns, in the order of the code.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: If the database does not answer.
    """
    found: list[Missing] = []
    inspector = inspect(connection)
    for table in tables.sorted_tables:
        try:
            columns = inspector.get_columns(table.name, table.schema)
        except NoSuchTableError:
            found.append(Missing(table))
            continue
        names = {each["name"].casefold() for each in columns}
        found += [
            Missing(table, each) for each in table.columns if each.name.casefold() not in names
        ]
    return found
