"""The database behind the ledger: SQLite in a file, or PostgreSQL by URL."""

from __future__ import annotations

from typing import Self


class Database:
    """An engine with its clock; hands out short write transactions."""

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect and migrate. See `Ledger.open`."""
        raise NotImplementedError

    def close(self) -> None:
        """Give back the connections."""
        raise NotImplementedError
