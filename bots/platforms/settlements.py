"""Settlement statements of a platform: what an adapter offers that can bring them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from bots.errors import SettingsError
from bots.model.settlement import Sums
from bots.settings import ShopSettings


@dataclass(frozen=True)
class Listed:
    """A statement as the platform lists it.

    Attributes:
        name: how the platform calls it, e.g. `2026-11`.
        since, until: its period [since, until), aware.
        entries: how many it has.
        opening, closing: the balances that the list gives.
    """

    name: str
    since: datetime
    until: datetime
    entries: int
    opening: Sums = field(default_factory=dict)
    closing: Sums = field(default_factory=dict)

    def meets(self, since: datetime, until: datetime) -> bool:
        """Whether its period has a moment of [since, until)."""
        return self.since < until and self.until > since


class Settlements(Protocol):
    """A platform's settlement statements. `Portal`s that have these offer them.

    Attributes:
        statement_file: the name of the format of its files.
    """

    statement_file: str

    def statements(self, since: datetime, until: datetime) -> AsyncIterator[Listed]:
        """The statements whose periods meet [since, until), each once."""
        ...

    async def statement(self, listed: Listed, folder: Path) -> Path:
        """The file of a statement, put into `folder` for this user's eyes only.

        Raises ScreenChanged for an answer that is no file, or is damaged.
        """
        ...


def settlements_of(portal: object, site: ShopSettings) -> Settlements:
    """The adapter's statements. Raises SettingsError for one that brings none."""
    shop = site.name
    if not hasattr(portal, "statements"):
        raise SettingsError(
            f"shop {shop}: the adapter of {site.platform} brings no settlement statements",
            remedy=f"download them, and write folder and format into [settling.shops.{shop}], "
            "or give one with --file and --format",
        )
    return cast("Settlements", portal)
