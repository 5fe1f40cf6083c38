"""The connections to the database: how many there are, and what becomes of them when it is away.

Source: https://docs.sqlalchemy.org/en/20/core/pooling.html
"""

import sqlite3
import time
from functools import cache
from typing import Any

from sqlalchemy import URL, Engine, create_engine

from ..settings import settings

# What libpq is told: a server that vanished without a word is noticed within half a minute, not
# after the quarter of an hour that TCP takes.
_LIBPQ = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
_LIBPQ_DRIVERS = ("psycopg", "psycopg2")
# Without an isolation level of its own, a transaction begins where database.py says so. SQLite has one
# writer at a time; the others wait rather than fail.
_SQLITE = {"timeout": 30, "isolation_level": None}
# Errors are logged, and do not repeat what users store.
_DISCREET = {"hide_parameters": True}
# How often and how long a server waits for others that set up a new SQLite database.
_TRIES, _TRY_SECONDS = 100, 0.05


def options(url: URL) -> dict[str, Any]:
    """Say how an engine connects, and how it pools its connections.

    Parameters:
        url: The database. What its query says of the connection wins.

    Returns:
        Arguments of `create_engine`; without sizes for a SQLite database in memory, which has one
        connection.
    """
    if url.get_backend_name() == "sqlite":
        sizes = {} if is_in_memory(url) else _sizes()
        return {**_DISCREET, **sizes, "connect_args": _SQLITE}
    # A connection that the database has closed, as at its restart, is replaced before it is used.
    return {**_DISCREET, **_sizes(), "pool_pre_ping": True, "connect_args": _connect_args(url)}


def is_in_memory(url: URL) -> bool:
    """Whether a SQLite database is no file."""
    return url.database in (None, "", ":memory:")


def set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Let readers go on while somebody writes, and let what is saved survive a power failure."""
    for tries in range(_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            # A new database is locked while another server does the same; SQLite does not wait here.
            if tries == _TRIES - 1:
                raise
            time.sleep(_TRY_SECONDS)
    connection.execute("PRAGMA synchronous = FULL")


def most() -> int:
    """How many connections one process opens at most: those of the pool, and that of the probe."""
    return settings().database_pool_size + settings().database_max_overflow + 1


@cache
def probe(engine: Engine) -> Engine:
    """Make an engine with one connection, for `/readyz` alone.

    It needs none from the pool: while all of those are busy, the database is not away.

    Parameters:
        engine: The plugin's engine.
    """
    if engine.dialect.name == "sqlite" and is_in_memory(engine.url):
        return engine
    return create_engine(engine.url, **{**options(engine.url), "pool_size": 1, "max_overflow": 0})


def advice(engine: Engine, workers: int) -> list[str]:
    """Compare the connections of all servers with those that PostgreSQL allows.

    Parameters:
        engine: The plugin's engine.
        workers: How many processes this server has.

    Returns:
        A warning, if there may be too few; nothing with another database.
    """
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        allowed = [
            int(connection.exec_driver_sql(f"SHOW {name}").scalar_one())
            for name in ("max_connections", "superuser_reserved_connections")
        ]
    return warning(allowed[0] - allowed[1], workers)


def warning(available: int, workers: int) -> list[str]:
    """Say whether all servers may open more connections than there are.

    Parameters:
        available: How many connections the database allows.
        workers: What `advice` has.

    Returns:
        One line, or none.
    """
    servers = settings().servers
    if (needed := servers * workers * most()) <= available:
        return []
    return [
        f"Warning: {servers} (SERVERS) × {workers} (--workers) × {most()} connections are {needed}, "
        f"and PostgreSQL allows {available}: lower DATABASE_POOL_SIZE or DATABASE_MAX_OVERFLOW, or "
        "raise max_connections."
    ]


def _sizes() -> dict[str, Any]:
    return {
        "pool_size": settings().database_pool_size,
        "max_overflow": settings().database_max_overflow,
        "pool_timeout": settings().database_pool_timeout,
    }


def _connect_args(url: URL) -> dict[str, Any]:
    if url.get_driver_name() not in _LIBPQ_DRIVERS:
        return {}
    # libpq takes whole seconds, and 2 at least.
    wanted = {"connect_timeout": max(2, round(settings().database_pool_timeout)), **_LIBPQ}
    return {name: value for name, value in wanted.items() if name not in url.query}
