"""The practice sites, running and ready to work on: secrets stored, SKU mapping imported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from bots.commands import context
from bots.errors import SettingsError
from bots.practice import State, practice_running, read_state
from bots.practice.catalogue import sku_rows
from bots.practice_settings import keep_practice_secrets, practice_settings
from bots.settings import Settings


@contextmanager
def practice_ready(home: Path, *, seed: int, orders: int) -> Iterator[tuple[Settings, State]]:
    """The practice sites of `home` (BOTS_HOME) until the end of the block, with their settings.

    Raises SettingsError when they are being served already: two would tell two stories.
    """
    refuse_second(home)
    with practice_running(home, seed=seed, orders=orders) as state:
        keep_practice_secrets(home)
        settings = Settings.model_validate(practice_settings(home))
        import_practice_skus(settings)
        yield settings, state


def refuse_second(home: Path) -> None:
    """Raise SettingsError when the practice sites of `home` are served by another process."""
    running = read_state(home)
    if running is not None and running.alive():
        raise SettingsError(
            f"the practice sites are being served already, by process {running.pid}",
            remedy=f"end it (Ctrl-C where it runs, or: kill {running.pid}), then try again",
        )


def import_practice_skus(settings: Settings) -> None:
    """Put the practice operator's SKU mapping into the practice ledger."""
    from bots.model import SkuMapping

    rows = [
        SkuMapping(
            platform=row["platform"],
            shop=row["shop"],
            sku=row["platform SKU"],
            erp_sku=row["ERP SKU"],
            factor=Decimal(row["factor"]),
        )
        for row in sku_rows()
    ]
    with context.ledger(settings) as ledger:
        ledger.skus.put(rows, "practice")
