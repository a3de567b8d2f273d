"""Who is alive, by the database's own clock."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psutil
import sqlalchemy as sa

from bots.process_birth import birth

TABLE = sa.Table(
    "bots_executors",
    sa.MetaData(),
    sa.Column("executor", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, nullable=False),  # where its process id means something
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("born", sa.Float(53), nullable=False),  # when that process began: ids come again
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("seen", sa.Float(53), nullable=False),  # seconds since 1970, the database's clock
)
CLOCKS = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "extract(epoch from clock_timestamp())",
}
CREATION_LOCK = 7_302_011  # any number: two processes must not create one table at once
FORGET_AFTER = 86_400.0  # seconds; a row is only for people to look at once its items are taken


class Beats:
    """The heartbeats of all executors; `lease` is how many seconds one may be silent.

    An executor that was silent for longer has lapsed: others may have taken its items, so it
    lets go of all of them and comes back under another name.
    """

    def __init__(self, engine: sa.Engine, *, role: str, lease: float) -> None:
        self._engine = engine
        self._role = role
        self.lease = lease
        self.executor = ""
        self._now = sa.literal_column(CLOCKS[engine.dialect.name], sa.Float)
        self._fresh = TABLE.c.seen > self._now - lease

    def prepare(self) -> None:
        """Create the table if it is not there yet."""
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CREATION_LOCK)))
            TABLE.metadata.create_all(connection)

    def join(self, executor: str) -> None:
        """Count as alive from now on, under a name that nobody had before."""
        born = birth()
        row = {"place": _place(), "pid": os.getpid(), "born": born, "role": self._role}
        with self._engine.begin() as connection:
            connection.execute(sa.insert(TABLE).values(executor=executor, seen=self._now, **row))
            connection.execute(sa.delete(TABLE).where(TABLE.c.seen < self._now - FORGET_AFTER))
        self.executor = executor

    def beat(self) -> bool:
        """Prolong the lease; False when it had run out, and nothing was prolonged."""
        with self._engine.begin() as connection:
            mine = sa.update(TABLE).where(TABLE.c.executor == self.executor, self._fresh)
            return connection.execute(mine.values(seen=self._now)).rowcount == 1

    def leave(self) -> None:
        """Stop counting as alive at once, so that others need not wait for the lease to end."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.executor == self.executor))

    def bury(self) -> None:
        """Forget the executors of this very machine whose process is gone, without a wait."""
        here = sa.select(TABLE.c.executor, TABLE.c.pid, TABLE.c.born).where(
            TABLE.c.place == _place()
        )
        with self._engine.begin() as connection:
            rows = connection.execute(here).all()
        gone = [executor for executor, pid, born in rows if not _runs(pid, born)]
        if gone:
            with self._engine.begin() as connection:
                connection.execute(sa.delete(TABLE).where(TABLE.c.executor.in_(gone)))

    def alive(self, role: str | None = None) -> set[str]:
        """The executors within their lease, all or of one role."""
        query = sa.select(TABLE.c.executor).where(self._fresh)
        if role is not None:
            query = query.where(TABLE.c.role == role)
        with self._engine.begin() as connection:
            return set(connection.scalars(query))


def _place() -> str:
    """This machine since its start, and on Linux the container: where process ids are one's own."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return f"{platform.node()} {psutil.boot_time():.0f}"


def _runs(pid: int, born: float) -> bool:
    try:
        process = psutil.Process(pid)
        return abs(birth(pid) - born) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
