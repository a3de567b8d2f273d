"""The database file and server behind the ledger: private, migrated, shared by many processes."""

from __future__ import annotations

import stat
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bots.errors import SettingsError, TryAgain
from bots.ledger import Ledger, database
from bots.ledger.migrate import HEAD
from bots.ledger.tables import metadata

OPEN = (
    "import sys; from bots.ledger import Ledger; print(len(Ledger.open(sys.argv[1]).runs.latest()))"
)


def test_migrations_make_the_tables_that_the_code_uses(ledger):
    """What the migrations leave is what `tables.py` says, and `HEAD` is the last of them."""
    with ledger._database.read() as transaction:
        context = MigrationContext.configure(transaction.connection)
        assert compare_metadata(context, metadata) == []
    scripts = ScriptDirectory(str(database.Path(database.__file__).with_name("migrations")))
    assert scripts.get_current_head() == HEAD


@pytest.mark.slow
@pytest.mark.ci
def test_several_processes_may_open_a_new_ledger_at_once(tmp_path):
    """Four processes that start together on an empty folder all get a whole ledger."""
    url = f"sqlite:///{tmp_path / 'new' / 'ledger.sqlite'}"
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, url], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in started] == ["0"] * 4


def test_several_processes_may_open_a_new_server_ledger_at_once(migrated_postgres):
    """The same on PostgreSQL, beginning with no table at all."""
    with Ledger.open(migrated_postgres) as ledger, ledger._database.write() as transaction:
        transaction.execute(text("drop schema public cascade"))
        transaction.execute(text("create schema public"))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, migrated_postgres], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in started] == ["0"] * 3


def test_the_file_is_the_owner_s_alone(tmp_path):
    """Nobody else on the machine may read the orders: 0600 in a folder of 0700."""
    path = tmp_path / "home" / "ledger.sqlite"
    with Ledger.open(f"sqlite:///{path}") as ledger:
        ledger.runs.start("collect_orders", {}, "ann")
        modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.iterdir()}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert modes == {"ledger.sqlite": 0o600, "ledger.sqlite-wal": 0o600, "ledger.sqlite-shm": 0o600}


def test_sqlite_keeps_what_it_promised_through_a_power_cut(tmp_path):
    """WAL, every commit forced to the disk, writers waiting for each other, keys checked."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    with Ledger.open(url) as ledger, ledger._database.read() as transaction:
        found = {
            name: transaction.execute(text(f"pragma {name}")).scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 30000,
        "foreign_keys": 1,
    }


def test_database_of_a_newer_program_is_refused(tmp_path):
    """A ledger that a newer version migrated is not touched, and the message says what to do."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    with Ledger.open(url) as ledger, ledger._database.write() as transaction:
        transaction.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SettingsError) as refused:
        Ledger.open(url)
    assert "newest version" in refused.value.remedy


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://u@h/n", "postgresql://u:hunter2@127.0.0.1:1/n", "sqlite:////proc/x/l"],
)
def test_ledger_that_cannot_be_opened_says_so_and_what_to_do(url):
    """A wrong URL, or a server that is not there, is a settings error without the password."""
    with pytest.raises(SettingsError) as refused:
        Ledger.open(url)
    assert refused.value.remedy
    assert "hunter2" not in str(refused.value)


def test_a_failing_transaction_leaves_nothing(ledger):
    """All of a transaction or none of it."""

    def half():
        with ledger._database.write() as transaction:
            transaction.execute(text("insert into site_state values ('s', '2026-01-01', 'x')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert ledger.sites.paused("s") is None


def test_a_database_that_is_away_is_passing_trouble(ledger, monkeypatch):
    """A locked file or a lost connection is to be tried again, not a crash."""

    def gone(_connection):
        raise OperationalError("select 1", {}, OSError("server closed the connection"))

    monkeypatch.setattr(ledger._database, "clock", gone)
    with pytest.raises(TryAgain):
        ledger.runs.latest()
