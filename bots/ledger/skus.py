"""The SKU mapping as the operator last imported it."""

from __future__ import annotations

from collections.abc import Sequence

from bots.ledger.database import Database
from bots.ledger.views import Imported
from bots.model import SkuMap, SkuMapping


class Skus:
    """The sku_map table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, rows: Sequence[SkuMapping], who: str) -> Imported:
        """Add and change rows by platform, shop and SKU; rows not named stay as they are."""
        raise NotImplementedError

    def map(self) -> SkuMap:
        """All rows, for looking up."""
        raise NotImplementedError

    def rows(self) -> list[SkuMapping]:
        """All rows, by platform, shop and SKU."""
        raise NotImplementedError
