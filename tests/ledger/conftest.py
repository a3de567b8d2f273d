"""A fresh ledger for each test, on SQLite and on a real PostgreSQL, with a clock to turn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bots.ledger import Ledger
from bots.ledger.tables import metadata


class Clock:
    """A database clock that stands still until a test turns it on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)

    def __call__(self, _connection: object) -> datetime:
        return self.now

    def advance(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite ledger, made once and copied, for a migration takes longer than a test."""
    path = tmp_path_factory.mktemp("template") / "ledger.sqlite"
    Ledger.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated ledger."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "ledger.sqlite")
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return emptied(request.getfixturevalue("postgres_url"))


def emptied(url: str) -> str:
    """The same database, without a row; its numbers begin again."""
    with Ledger.open(url) as ledger, ledger._database.write() as transaction:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        transaction.execute(text(f"truncate {names} restart identity"))
    return url


@pytest.fixture
def ledger(ledger_url: str, clock: Clock) -> Iterator[Ledger]:
    with Ledger.open(ledger_url) as opened:
        opened._database.clock = clock
        yield opened
