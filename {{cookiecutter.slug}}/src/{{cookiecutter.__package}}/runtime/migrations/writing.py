"""Writes a revision from the tables of the code."""

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from alembic import command
from alembic.operations import ops
from alembic.util import CommandError
from sqlalchemy import Column
from sqlalchemy.dialects import sqlite

from .. import documents
from ..errors import NotReady
from .applying import configuration
from .comparing import scratch

# alembic_version has room for ids of this length.
_LONGEST = 32
_RANDOM_ID = re.compile(r"[0-9a-f]{12}")


class Written(NamedTuple):
    """A revision that was written: its file, from the plugin's folder, and what it deletes."""

    file: str
    deleted: list[str]


def write(message: str) -> Written | None:
    """Write a revision from the tables of the code.

    Parameters:
        message: What changes, in a few words.

    Returns:
        The revision, or None if the tables are those that the revisions make.

    Raises:
        NotReady: If the code does not say enough, a revision fails, or this is not the repository.
    """
    if not (documents.ROOT / "pyproject.toml").is_file() or not find_spec("ruff"):
        raise NotReady(
            "Revisions are written in the plugin's repository, with its development dependencies: "
            "run the command there, with `uv run`"
        )
    deleted: list[str] = []

    def look(_: object, __: object, directives: list[ops.MigrationScript]) -> None:
        (script,) = directives
        if script.upgrade_ops is None or script.upgrade_ops.is_empty():
            directives.clear()  # Nothing is written.
        else:
            deleted.extend(_deleted(script.upgrade_ops))

    try:
        # Alembic and ruff print what they do.
        with scratch() as connection, redirect_stdout(StringIO()):
            made = command.revision(
                configuration(connection),
                message,
                autogenerate=True,
                process_revision_directives=look,
            )
    except CommandError as error:
        raise NotReady(str(error)) from None
    scripts = made if isinstance(made, list) else [made]
    files = [Path(each.path).relative_to(documents.ROOT) for each in scripts if each]
    return Written(files[0].as_posix(), deleted) if files else None


def complete(_: object, __: object, directives: list[ops.MigrationScript]) -> None:
    """Complete a revision that Alembic is about to write. env.py passes this on.

    * Its id is a number and its description, so that the files are in order.
    * A table that exists is kept: a database from before there were revisions has it already.
    * A new column that cannot be empty gets the default that the code has, for the rows that exist.

    Raises:
        CommandError: If such a column has no default.
    """
    for script in directives:
        if _RANDOM_ID.fullmatch(script.rev_id or ""):
            script.rev_id = _id(script.message or "")
        made: set[str] = set()
        for each in _operations(script.upgrade_ops):
            if isinstance(each, ops.CreateTableOp):
                each.if_not_exists = True
                made.add(each.table_name)
            elif isinstance(each, ops.CreateIndexOp) and each.table_name in made:
                each.if_not_exists = True
            elif isinstance(each, ops.AddColumnOp):
                each.column = _filled(each.table_name, each.column)


def _operations(every: ops.OpContainer | None) -> Iterator[ops.MigrateOperation]:
    for each in every.ops if every else ():
        if isinstance(each, ops.OpContainer):
            yield from _operations(each)
        else:
            yield each


def _deleted(every: ops.OpContainer) -> Iterator[str]:
    for each in _operations(every):
        if isinstance(each, ops.DropTableOp):
            yield f"the table {each.table_name}"
        elif isinstance(each, ops.DropColumnOp):
            yield f"the column {each.table_name}.{each.column_name}"


def _id(message: str) -> str:
    files = (documents.ROOT / "migrations" / "versions").glob("*.py")
    numbers = [int(found[0]) for file in files if (found := re.match(r"\d{4}(?=_)", file.name))]
    words = re.sub(r"[^a-z0-9]+", "_", message.casefold()).strip("_") or "tables"
    id = f"{max(numbers, default=0) + 1:04}_{words}"
    return id if len(id) <= _LONGEST else id[: _LONGEST + 1].rpartition("_")[0]


def _filled(table: str, column: Column[Any]) -> Column[Any]:
    if column.nullable or column.server_default is not None or column.primary_key:
        return column
    default = column.default
    if default is None or not default.is_scalar:
        raise CommandError(
            f"{table}.{column.name} cannot be empty, and the rows that exist have no value for it: "
            "give it a default, as in mapped_column(default=0), or let it be empty, as in "
            "Mapped[int | None]"
        )
    # As a text, which both databases read as a value of the column's type.
    dialect = sqlite.dialect()
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    value = default.arg  # type: ignore[attr-defined]
    stored = str(process(value) if process else value)
    return Column(
        column.name, column.type, nullable=False, server_default=stored, comment=column.comment
    )
