"""Who is alive, by the database's own clock."""

from __future__ import annotations

import os
import socket

import sqlalchemy as sa

TABLE = sa.Table(
    "bots_executors",
    sa.MetaData(),
    sa.Column("executor", sa.Text, primary_key=True),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
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
        row = {"host": socket.gethostname(), "pid": os.getpid(), "role": self._role}
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

    def alive(self, role: str | None = None) -> set[str]:
        """The executors within their lease, all or of one role."""
        query = sa.select(TABLE.c.executor).where(self._fresh)
        if role is not None:
            query = query.where(TABLE.c.role == role)
        with self._engine.begin() as connection:
            return set(connection.scalars(query))
