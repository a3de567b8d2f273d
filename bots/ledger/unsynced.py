"""Orders that the shops have sold and the ERP does not hold yet."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, select

from bots.ledger.database import Database
from bots.ledger.states import ENTER_ORDER, State
from bots.ledger.tables import items, orders
from bots.model import Order, OrderStatus

_PAGE = 1000


class Unsynced:
    """Reads of the orders table, by what became of each order's item."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def orders(self) -> Iterator[Order]:
        """Orders that are sold, or wait for their payment, and are not entered; by reference."""
        statement = (
            select(orders.c.reference, orders.c.record)
            .outerjoin(items, and_(items.c.kind == ENTER_ORDER, items.c.key == orders.c.reference))
            .where(
                orders.c.status.in_([one.value for one in OrderStatus if not one.dead]),
                items.c.state.is_(None) | (items.c.state != State.ENTERED),
            )
            .order_by(orders.c.reference)
            .limit(_PAGE)
        )
        last = ""
        while True:
            with self._database.read() as transaction:
                rows = transaction.execute(statement.where(orders.c.reference > last)).all()
            yield from (Order.model_validate_json(row.record) for row in rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1].reference
