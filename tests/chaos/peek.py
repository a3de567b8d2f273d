"""Looks into the ledger and the engine's tables from outside; an answer may be missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bots.engine import engine_url

_HELD = sa.text("select state, count(*) from items where owner like :owner group by state")


class Peek:
    """Reads only; while the database is away it sees nothing."""

    def __init__(self, ledger_url: str) -> None:
        self._ledger = _engine(ledger_url)
        self._jobs = _engine(engine_url(ledger_url))
        self._sqlite = ledger_url.startswith("sqlite")

    def held_by(self, pid: int) -> Counter[str]:
        """How many orders a process holds, by state."""
        try:
            with self._ledger.connect() as connection:
                rows = connection.execute(_HELD, {"owner": f"%-{pid}-%"}).all()
        except sa.exc.SQLAlchemyError:
            return Counter()
        return Counter({str(state): int(number) for state, number in rows})

    def jobs(self) -> Counter[str]:
        """The engine's jobs, by status."""
        table = "workflow_status" if self._sqlite else "dbos.workflow_status"
        with self._jobs.connect() as connection:
            rows = connection.execute(
                sa.text(f"select status, count(*) from {table} group by status")
            ).all()
        return Counter({str(status): int(number) for status, number in rows})

    @contextmanager
    def locked(self, *, engine: bool) -> Iterator[None]:
        """Hold SQLite's write lock on the ledger, or on the engine's file."""
        with (self._jobs if engine else self._ledger).connect() as connection:
            connection.exec_driver_sql("begin immediate")
            yield
            connection.rollback()

    def megabytes(self, home: Path) -> float:
        """The size of SQLite's files."""
        return sum(file.stat().st_size for file in home.glob("*.sqlite*")) / 1e6

    def close(self) -> None:
        """Let go of the connections."""
        self._ledger.dispose()
        self._jobs.dispose()


def _engine(url: str) -> sa.Engine:
    place = sa.make_url(url)
    if place.get_backend_name() == "sqlite":
        return sa.create_engine(
            place, poolclass=sa.pool.NullPool, connect_args={"timeout": 1}, isolation_level=None
        )
    driver = place.set(drivername="postgresql+psycopg")
    return sa.create_engine(driver, poolclass=sa.pool.NullPool, connect_args={"connect_timeout": 2})
