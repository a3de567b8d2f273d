"""What should lie in which warehouse, and who supplies it, as the operator last imported it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from bots.ledger.database import Database, Transaction
from bots.ledger.tables_proposals import stock_rules
from bots.ledger.views import Change, Imported
from bots.model import StockTarget, Supply

_KINDS: dict[type[StockTarget | Supply], str] = {StockTarget: "target", Supply: "supply"}


class StockRules:
    """The stock_rules table: targets and supplies, one of each for a SKU at a warehouse."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, rows: Sequence[StockTarget | Supply], who: str) -> Imported:
        """Add and change rows by warehouse and SKU; rows not named stay as they are."""
        with self._database.write() as transaction:
            return Imported.of([_put(transaction, row, who) for row in rows])

    def targets(self) -> list[StockTarget]:
        """All targets, by warehouse and SKU."""
        return [StockTarget.model_validate_json(record) for record in self._records(StockTarget)]

    def supplies(self) -> list[Supply]:
        """All supplies, by warehouse and SKU."""
        return [Supply.model_validate_json(record) for record in self._records(Supply)]

    def _records(self, kind: type[StockTarget | Supply]) -> list[str]:
        statement = (
            select(stock_rules.c.record)
            .where(stock_rules.c.kind == _KINDS[kind])
            .order_by(stock_rules.c.warehouse, stock_rules.c.sku)
        )
        with self._database.read() as transaction:
            return list(transaction.execute(statement).scalars())


def _put(transaction: Transaction, row: StockTarget | Supply, who: str) -> Change:
    key = {"kind": _KINDS[type(row)], "warehouse": row.warehouse, "sku": row.sku}
    values = {
        "content_hash": row.content_hash,
        "record": row.model_dump_json(),
        "changed_at": transaction.now,
        "changed_by": who,
    }
    if transaction.insert_missing(stock_rules, {**key, **values}):
        return Change.NEW
    same_key = [stock_rules.c[name] == value for name, value in key.items()]
    there = transaction.execute(select(stock_rules.c.content_hash).where(*same_key)).scalar_one()
    if there == row.content_hash:
        return Change.UNCHANGED
    transaction.execute(update(stock_rules).where(*same_key).values(**values))
    return Change.UPDATED
