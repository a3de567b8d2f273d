"""Which worker processes are alive, by the database's clock."""

from __future__ import annotations

from datetime import timedelta

from bots.ledger.database import Database


class Workers:
    """The workers table: one row a process, kept while it may hold items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, name: str) -> None:
        """This worker is alive."""
        raise NotImplementedError

    def age(self, name: str) -> timedelta | None:
        """How long ago it last beat; None: never, or it was forgotten."""
        raise NotImplementedError

    def dead(self, older_than: timedelta) -> list[str]:
        """Workers whose last beat is older."""
        raise NotImplementedError

    def forget(self, name: str) -> None:
        """It ended in order, or all it held was handed over."""
        raise NotImplementedError
