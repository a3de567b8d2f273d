"""The engine's database: SQLite beside the ledger with no server, or PostgreSQL."""

from __future__ import annotations

from sqlite3 import Connection

import sqlalchemy as sa
from sqlalchemy import event

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON")


def engine_url(ledger_url: str) -> str:
    """Where the engine keeps its tables, for a ledger at `ledger_url`.

    On SQLite a file of its own beside the ledger, so that the two never wait for each other's
    lock; on PostgreSQL the same database (a schema of its own).
    """
    url = sa.make_url(ledger_url)
    if url.get_backend_name() != "sqlite":
        return url.set(drivername="postgresql").render_as_string(hide_password=False)
    return f"sqlite:///{(url.database or '').removesuffix('.sqlite')}-engine.sqlite"


def connect(url: str) -> sa.Engine:
    """A SQLAlchemy engine on the engine's database."""
    if url.startswith("sqlite"):
        return sqlite_engine(url)
    driver = sa.make_url(url).set(drivername="postgresql+psycopg")
    return sa.create_engine(driver, pool_pre_ping=True, pool_size=2)


def sqlite_engine(url: str) -> sa.Engine:
    """SQLite for several processes: WAL, and every transaction takes the write lock at its start.

    The stock one begins at the first write, so that counting what runs and claiming more is not
    one act: limits that hold between processes broke (measured: 5 ran where 3 may).
    """
    engine = sa.create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
