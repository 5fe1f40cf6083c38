"""The command `migrate`, and the option of `serve` with the same name."""

import click
from sqlalchemy.exc import SQLAlchemyError

from .. import SLUG
from . import problem


@click.command()
@click.option(
    "--make",
    "message",
    metavar="DESCRIPTION",
    help='Write a revision for what you changed in the code, such as "due date".',
)
def migrate(message: str | None) -> None:
    """Upgrade the database to the newest revision in migrations/."""
    if message is None:
        if not _upgrade():
            click.echo("The database is up to date.")
    elif not message.strip():
        raise click.UsageError("--make needs a few words that say what changes.")
    else:
        _write(" ".join(message.split()))


def _upgrade() -> bool:
    """Upgrade the database: whether there was something to do."""
    from ...database import new_engine
    from .upgrading import upgrade

    engine = new_engine()
    try:
        applied = upgrade(engine)
    finally:
        engine.dispose()
    for each in applied:
        click.echo(f"Upgraded the database to {each}.")
    return bool(applied)


def _write(message: str) -> None:
    from .writing import write

    written = write(message)
    if written is None:
        click.echo("The revisions make the tables of the code: there is nothing to write.")
        return
    click.echo(f"Wrote {written.file}")
    for each in written.deleted:
        click.echo(f"It deletes {each} with its content.")
    click.echo(f"Read it. `uv run {SLUG} migrate` upgrades the database.")


def _upgrade_at_start(_: click.Context, __: click.Parameter, wanted: bool) -> None:
    # Here, before there are several processes.
    if wanted and not _is_up_to_date():
        _upgrade()


def _is_up_to_date() -> bool:
    """Whether there is nothing to do, for which Alembic need not be loaded."""
    from ...database import new_engine

    engine = new_engine()
    try:
        return problem(engine) is None
    except SQLAlchemyError:
        return False  # The upgrade says why.
    finally:
        engine.dispose()


def add_to(main: click.Group) -> None:
    """Add the command, and the option of `serve`."""
    main.add_command(migrate)
    click.option(
        "--migrate",
        is_flag=True,
        expose_value=False,
        callback=_upgrade_at_start,
        help="Upgrade the database first. One of SQLite is always upgraded.",
    )(main.commands["serve"])
