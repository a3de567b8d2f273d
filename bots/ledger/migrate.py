"""Bringing the tables up to date, safely when several processes start at once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from bots.errors import SettingsError
from bots.ledger.database import Database, Transaction

HEAD = "0005"
_LOCK = 7_042_001  # any number, as long as it is only this


def migrate(database: Database) -> None:
    """Upgrade to `HEAD`. SettingsError when the database is of a newer program."""
    with database.read() as reading:
        if _revision(reading) == HEAD:
            return
    with database.write() as writing:
        if writing.connection.dialect.name == "postgresql":
            writing.execute(text(f"select pg_advisory_xact_lock({_LOCK})"))
        if _revision(writing) != HEAD:  # unless another process was quicker
            _upgrade(writing)


def _revision(transaction: Transaction) -> str | None:
    if not inspect(transaction.connection).has_table("alembic_version"):
        return None
    found = transaction.execute(text("select version_num from alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(transaction: Transaction) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = transaction.connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        raise SettingsError(
            f"the ledger's database is of another version of this program: {error}",
            remedy="bring this machine to the newest version of bots",
        ) from error
