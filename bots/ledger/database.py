"""The database behind the ledger: SQLite in a file, or PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Executable,
    Result,
    Table,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool

from bots.errors import SettingsError, TryAgain

BUSY_SECONDS = 30
Clock = Callable[[Connection], datetime]


@dataclass(frozen=True)
class Transaction:
    """One transaction under way, and the database's time at its start."""

    connection: Connection
    now: datetime

    def execute(self, statement: Executable) -> Result[Any]:
        """Run a statement."""
        return self.connection.execute(statement)

    def insert_missing(self, table: Table, values: Mapping[str, object]) -> bool:
        """Insert a row unless its key is taken already, by whomever; whether it was inserted."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
        inserted = self.connection.execute(statement.returning(*table.primary_key.columns))
        return inserted.first() is not None


class Database:
    """An engine with its clock; hands out short transactions.

    On SQLite a writing transaction takes the write lock at its start, so that what it read
    holds until it writes; on PostgreSQL the verbs lock the rows they read.
    """

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        self.engine = engine
        self.clock = clock or database_clock

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect and migrate. See `Ledger.open`."""
        from bots.ledger.migrate import migrate

        place = _parsed(url)
        try:
            engine = _sqlite(place) if place.get_backend_name() == "sqlite" else _server(place)
            database = cls(engine)
            migrate(database)
        except (TryAgain, OSError, DBAPIError) as error:
            raise SettingsError(
                f"the ledger's database {place.render_as_string()} cannot be opened: "
                f"{str(error).splitlines()[0]}",
                remedy="check [database] in the settings, and that the server is up and the "
                "folder is yours; then: bots doctor",
            ) from error
        return database

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may write: all of it or nothing."""
        with _technical(), self.engine.begin() as connection:
            yield Transaction(connection, self.clock(connection))

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads, and never waits for a writer."""
        with _technical(), self.engine.connect() as plain:
            connection = plain.execution_options(bots_reads_only=True)
            with connection.begin():
                yield Transaction(connection, self.clock(connection))

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()


@contextmanager
def _technical() -> Iterator[None]:
    """A database that is locked or gone is passing trouble; a broken rule of ours is a bug."""
    try:
        yield
    except DBAPIError as error:
        if not (isinstance(error, OperationalError) or error.connection_invalidated):
            raise
        raise TryAgain(
            f"the ledger's database did not answer: {str(error.orig).splitlines()[0]}",
            remedy="check that the database is up and its disk is not full: bots doctor",
        ) from error


def database_clock(connection: Connection) -> datetime:
    """The time by the database, so that all hosts agree."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("select strftime('%Y-%m-%d %H:%M:%f', 'now')")).scalar_one()
        return datetime.fromisoformat(found).replace(tzinfo=UTC)
    now: datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


def _parsed(url: str) -> URL:
    try:
        place = make_url(url)
        backend = place.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError(
            "the database URL in the settings is none",
            remedy="write postgresql://USER@HOST/NAME, or leave it empty for a SQLite file",
        ) from error
    if backend == "sqlite":
        return place
    if backend == "postgresql":
        return place.set(drivername="postgresql+psycopg")
    raise SettingsError(
        f"{backend} cannot hold the ledger",
        remedy="use PostgreSQL, or leave the URL empty for a SQLite file",
    )


def _server(place: URL) -> Engine:
    return create_engine(place, pool_pre_ping=True, connect_args={"connect_timeout": 10})


def _sqlite(place: URL) -> Engine:
    """A file of the owner's alone; without a path, a database in memory for one thread."""
    if place.database in {None, "", ":memory:"}:
        options: dict[str, Any] = {"poolclass": StaticPool}
    else:
        _make_private(Path(str(place.database)))
        options = {}
    engine = create_engine(place, connect_args={"check_same_thread": False}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Orders hold buyers' data: nobody else on this machine reads the file (WAL takes its mode)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("bots_reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
