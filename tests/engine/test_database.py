"""The engine's databases: what several processes on one file need of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from dbos._sys_db_sqlite import SQLiteSystemDatabase

from bots.engine.database import engine_url, sqlite_engine


def stock(url: str) -> sa.Engine:
    """The engine that would be used without ours."""
    return SQLiteSystemDatabase._create_engine(object(), url, {})  # type: ignore[arg-type]


@pytest.mark.parametrize(("make", "claims"), [(sqlite_engine, 1), (stock, 2)])
def test_counting_and_claiming_is_one_act(
    tmp_path: Path, make: Callable[[str], sa.Engine], claims: int
) -> None:
    """Two processes that see room for one: one claims. With the stock engine both do."""
    url = f"sqlite:///{tmp_path / 'engine.sqlite'}"
    first, second = make(url), make(url)
    with first.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE running (who TEXT)")
    made = 0
    with first.connect() as one:
        assert one.exec_driver_sql("SELECT count(*) FROM running").scalar() == 0
        made += _claims_if_there_is_room(second)
        one.exec_driver_sql("INSERT INTO running VALUES ('first')")
        one.commit()
        made += 1
    assert made == claims
    first.dispose()
    second.dispose()


def _claims_if_there_is_room(engine: sa.Engine) -> int:
    connection = engine.raw_connection()
    connection.driver_connection.execute("PRAGMA busy_timeout=50")
    connection.close()
    try:
        with engine.begin() as one:
            if one.exec_driver_sql("SELECT count(*) FROM running").scalar():
                return 0
            one.exec_driver_sql("INSERT INTO running VALUES ('second')")
    except (sa.exc.OperationalError, sqlite3.OperationalError):
        return 0  # the first one has the lock: wait for the next look
    return 1


def test_writers_do_not_stop_readers_of_the_file(tmp_path: Path) -> None:
    """The file is in WAL mode, and every write is on the disk before it counts."""
    engine = sqlite_engine(f"sqlite:///{tmp_path / 'engine.sqlite'}")
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()


@pytest.mark.parametrize(
    ("ledger", "engine"),
    [
        ("sqlite:////home/x/ledger.sqlite", "sqlite:////home/x/ledger-engine.sqlite"),
        ("postgresql+psycopg://u:p@h/bots", "postgresql://u:p@h/bots"),
    ],
)
def test_the_engine_stands_beside_the_ledger(ledger: str, engine: str) -> None:
    """On SQLite in a file of its own, on PostgreSQL in the same database."""
    assert engine_url(ledger) == engine
