"""What Alembic leaves to the author of a revision on PostgreSQL."""

from typing import Any

from alembic.ddl.postgresql import PostgresqlImpl
from sqlalchemy import Column, Enum


class Impl(PostgresqlImpl):
    """Takes the place of Alembic's own: a new column of choices brings the type that lists them."""

    __dialect__ = "postgresql"

    def add_column(self, table_name: Any, column: Column[Any], **options: Any) -> None:
        if isinstance(column.type, Enum) and self.connection is not None:
            column.type.create(self.connection, checkfirst=True)
        super().add_column(table_name, column, **options)
