"""The SKU mapping as the operator last imported it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select, update

from bots.ledger.database import Database, Transaction
from bots.ledger.tables import sku_map
from bots.ledger.views import Change, Imported
from bots.model import SkuMap, SkuMapping


class Skus:
    """The sku_map table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, rows: Sequence[SkuMapping], who: str) -> Imported:
        """Add and change rows by platform, shop and SKU; rows not named stay as they are."""
        with self._database.write() as transaction:
            return Imported.of([_put(transaction, row, who) for row in rows])

    def map(self, skus: Collection[str] | None = None) -> SkuMap:
        """The rows of these platform SKUs (None: all), for looking up."""
        return SkuMap(self.rows(skus))

    def rows(self, skus: Collection[str] | None = None) -> list[SkuMapping]:
        """The rows of these platform SKUs (None: all), by platform, shop and SKU."""
        statement = select(sku_map).order_by(sku_map.c.platform, sku_map.c.shop, sku_map.c.sku)
        if skus is not None:
            statement = statement.where(sku_map.c.sku.in_(list(skus)))
        with self._database.read() as transaction:
            return [_mapping(row) for row in transaction.execute(statement)]


def _put(transaction: Transaction, row: SkuMapping, who: str) -> Change:
    values = {
        "erp_sku": row.erp_sku,
        "factor": str(row.factor),
        "changed_at": transaction.now,
        "changed_by": who,
    }
    key = {"platform": row.platform, "shop": row.shop, "sku": row.sku}
    if transaction.insert_missing(sku_map, {**key, **values}):
        return Change.NEW
    same_key = [sku_map.c[name] == value for name, value in key.items()]
    there = _mapping(transaction.execute(select(sku_map).where(*same_key)).one())
    if there.content_hash == row.content_hash:
        return Change.UNCHANGED
    transaction.execute(update(sku_map).where(*same_key).values(**values))
    return Change.UPDATED


def _mapping(row: Row[Any]) -> SkuMapping:
    return SkuMapping(
        platform=row.platform,
        shop=row.shop,
        sku=row.sku,
        erp_sku=row.erp_sku,
        factor=Decimal(row.factor),
    )
