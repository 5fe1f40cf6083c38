"""Runs revisions with Alembic."""

import traceback
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from .. import documents
from ..command import explain
from ..errors import NotReady
from . import postgresql  # noqa: F401

_PACKAGE = __name__.partition(".")[0]


def apply(connection: Connection) -> list[str]:
    """Apply the revisions that a database lacks.

    Parameters:
        connection: The database, in a transaction.

    Returns:
        Their ids, the oldest first.

    Raises:
        Exception: What a revision raises; `reason` says where.
    """
    config = configuration(connection)
    before = MigrationContext.configure(connection).get_current_heads()
    command.upgrade(config, "head")
    scripts = ScriptDirectory.from_config(config)
    found = [*scripts.iterate_revisions("head", before or "base")]
    return [each.revision for each in reversed(found)]


def reason(error: Exception) -> str:
    """Say in one line what a revision raised, and in which line of it."""
    what = str(error).splitlines()[0] if str(error) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    inside = [each for each in frames if Path(each.filename).parent.name == "versions"]
    return f"{Path(inside[-1].filename).name}, line {inside[-1].lineno}: {what}" if inside else what


def configuration(connection: Connection) -> Config:
    """Configure Alembic, for env.py to work with a connection."""
    # An installed plugin has no pyproject.toml, and needs nothing of what it says.
    config = Config(toml_file=documents.ROOT / "pyproject.toml")
    folder = str(documents.ROOT / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config


def load_tables() -> None:
    """Import what defines tables, before the database is locked: it may use the database.

    Raises:
        NotReady: If a file cannot be imported.
    """
    try:
        for name in ("operations", "auth"):
            import_module(f"{_PACKAGE}.{name}")
    except NotReady:
        raise
    except Exception as error:
        raise NotReady(explain(error)) from error
