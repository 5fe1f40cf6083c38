"""Upgrades a database."""

from sqlalchemy import Engine

from ...database import Base
from ..errors import NotReady
from . import BEHIND, problem
from .applying import apply, load_tables, reason
from .columns import Missing, missing
from .comparing import explain
from .locking import alone


def upgrade(engine: Engine) -> list[str]:
    """Apply the revisions that a database lacks, in one transaction; other servers wait.

    Parameters:
        engine: The database.

    Returns:
        The ids of the revisions that were applied, the oldest first.

    Raises:
        NotReady: If that fails. The database is then as it was.
    """
    load_tables()
    lacking: list[Missing] = []
    try:
        if (found := problem(engine)) not in (None, BEHIND):
            raise NotReady(found)
        with alone(engine) as connection:
            applied = apply(connection)
            if lacking := missing(connection, Base.metadata):
                raise NotReady  # So that nothing is changed.
    except NotReady as error:
        raise NotReady(explain(lacking) if lacking else str(error)) from None
    except Exception as error:
        raise NotReady(
            f"The database cannot be upgraded, and is as it was: {reason(error)}"
        ) from error
    return applied
