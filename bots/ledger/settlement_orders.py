"""What the ledger knows of the orders that settlements name: the shop's word, and the ERP's."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, exists, select

from bots.ledger.database import Database, Transaction
from bots.ledger.states import ENTER_ORDER, State
from bots.ledger.tables import items, order_versions, orders
from bots.ledger.tables_settling import entries, statements
from bots.model.codes import Currency, OrderStatus
from bots.model.settlement import EntryKind
from bots.model.settling import Held, OrderFacts

_PAGE = 500
_PAID = [EntryKind.PAYMENT.value, EntryKind.SHIPPING.value, EntryKind.SUBSIDY.value]
_ALIVE = [status.value for status in OrderStatus if status.enterable]


class SettlementOrders:
    """Questions about orders; none of them writes."""

    _database: Database

    def orders(self, shop: str, numbers: Collection[str]) -> Mapping[str, OrderFacts]:
        """Those of the shop's orders that the ledger knows, by number."""
        found: dict[str, OrderFacts] = {}
        wanted = sorted(numbers)
        for start in range(0, len(wanted), _PAGE):
            some = wanted[start : start + _PAGE]
            with self._database.read() as transaction:
                for row in transaction.execute(_orders(shop).where(orders.c.number.in_(some))):
                    found[row.number] = _facts(transaction, row)
        return found

    def unpaid(self, shop: str, since: datetime, until: datetime) -> list[OrderFacts]:
        """Orders placed in [since, until) that should be paid, and no statement in force pays."""
        paid = exists().where(
            entries.c.shop == orders.c.shop,
            entries.c.order_number == orders.c.number,
            entries.c.kind.in_(_PAID),
            statements.c.id == entries.c.statement_id,
            statements.c.superseded_by.is_(None),
        )
        wanted = _orders(shop).where(
            orders.c.placed_at >= since,
            orders.c.placed_at < until,
            orders.c.status.in_(_ALIVE),
            ~paid,
        )
        with self._database.read() as transaction:
            rows = transaction.execute(wanted.order_by(orders.c.placed_at)).all()
            return [_facts(transaction, row) for row in rows]


def _orders(shop: str) -> Any:  # noqa: ANN401 - SQLAlchemy's type of a select of ten columns
    same = and_(
        items.c.key == orders.c.reference,
        items.c.kind == ENTER_ORDER,
        items.c.state == State.ENTERED.value,
    )
    return (
        select(orders, items.c.order_hash.label("held"), items.c.erp_number, items.c.erp_id)
        .outerjoin(items, same)
        .where(orders.c.shop == shop)
    )


def _facts(transaction: Transaction, row: Row[Any]) -> OrderFacts:
    record = json.loads(row.record)
    lines = ((line["quantity"], line["unit_price"]) for line in record["lines"])
    return OrderFacts(
        number=row.number,
        status=OrderStatus(row.status),
        placed_at=row.placed_at,
        currency=Currency(row.currency),
        total=Decimal(row.total),
        lines=tuple((Decimal(quantity), Decimal(price)) for quantity, price in lines),
        held=_held(transaction, row) if row.held is not None else None,
    )


def _held(transaction: Transaction, row: Row[Any]) -> Held:
    """What was entered: the order as it was then, which read back equal."""
    entered = row.held.partition(":")[0]
    record = row.record
    if entered and entered != row.entry_hash:
        wanted = select(order_versions.c.record).where(
            order_versions.c.reference == row.reference, order_versions.c.entry_hash == entered
        )
        record = transaction.execute(wanted.limit(1)).scalar_one_or_none() or record
    told = json.loads(record)
    number = row.erp_number or row.erp_id or row.number
    return Held(number, Decimal(told["total"]), Currency(told["currency"]))
