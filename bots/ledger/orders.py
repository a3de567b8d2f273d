"""Orders as the platforms show them, and what a change of one means for its work item."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from bots.errors import BusinessError
from bots.ledger.database import Database, Transaction
from bots.ledger.follow import agree, version
from bots.ledger.moves import create, explained, fetch, lock_orders, move
from bots.ledger.states import CHANGED_ORDER, ENTER_ORDER, State
from bots.ledger.tables import order_versions, orders
from bots.ledger.views import Actor, Change, Item, Recorded, StoredOrder
from bots.model import Order

_PAGE = 500


class Orders:
    """The orders table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, order: Order, run: int | None = None, who: str = "") -> Recorded:
        """Keep what a platform showed; safe to repeat, and to do while the order is entered.

        An order that must be in the ERP gets a work item `new`; one awaiting payment none yet;
        a dead one is rejected with rule `cancelled`. A change before the submit updates what is
        entered; a change after it opens a work item of kind `changed_order` in the worklist.
        """
        by = Actor(who or "bots", run)
        with self._database.write() as transaction:
            change = _keep(transaction, order, by)
            row = lock_orders(transaction, [order.reference])[order.reference]
            item = agree(transaction, row, by)
            review = fetch(transaction, order.reference, CHANGED_ORDER)
            waits = review is not None and review.state is State.WAITING
            return Recorded(change, review if waits else item)

    def record_unreadable(
        self, shop: str, error: BusinessError, run: int | None = None, who: str = ""
    ) -> Item:
        """Put an order that could not be read rightly into the worklist, by its reference.

        One that was readable before and is not in the ERP yet is taken off the work; one that
        is in the ERP gets a `changed_order`.
        """
        by = Actor(who or "bots", run)
        key = error.reference or _stand_in(shop, error)
        with self._database.write() as transaction:
            row = lock_orders(transaction, [key]).get(key)
            item = None
            if row is not None:
                row = _mark(transaction, key, error.rule)
                item = agree(transaction, row, by, error)
            return item or _unreadable(transaction, shop, key, error, by)

    def get(self, reference: str) -> Order | None:
        """The order as last read."""
        return self.get_many([reference]).get(reference)

    def get_many(self, references: Collection[str]) -> Mapping[str, Order]:
        """Those of `references` that are known, by reference."""
        statement = select(orders.c.reference, orders.c.record).where(
            orders.c.reference.in_(list(references))
        )
        with self._database.read() as transaction:
            found = transaction.execute(statement)
            return {row.reference: Order.model_validate_json(row.record) for row in found}

    def version(self, reference: str, entry_hash: str) -> Order | None:
        """The order as it was when it had that entry hash."""
        with self._database.read() as transaction:
            statement = select(orders).where(orders.c.reference == reference)
            row = transaction.execute(statement).one_or_none()
            return version(transaction, row, entry_hash) if row is not None else None

    def find(
        self,
        *,
        shop: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[StoredOrder]:
        """Orders placed in [since, until), newest first; read a page at a time."""
        wanted = _placed(shop, since, until)
        keys = (orders.c.placed_at, orders.c.reference)
        newest = select(orders).order_by(*(key.desc() for key in keys)).limit(_PAGE)
        page = newest.where(*wanted)
        while True:
            with self._database.read() as transaction:
                rows = transaction.execute(page).all()
            yield from map(_stored, rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1]
            older = (keys[0] < last.placed_at) | (
                (keys[0] == last.placed_at) & (keys[1] < last.reference)
            )
            page = newest.where(*wanted, older)

    def counts(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> Mapping[str, int]:
        """How many orders each shop has that were placed in [since, until)."""
        statement = (
            select(orders.c.shop, func.count().label("how_many"))
            .where(*_placed(None, since, until))
            .group_by(orders.c.shop)
        )
        with self._database.read() as transaction:
            return {row.shop: row.how_many for row in transaction.execute(statement)}


def _placed(
    shop: str | None, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if shop is not None:
        wanted.append(orders.c.shop == shop)
    if since is not None:
        wanted.append(orders.c.placed_at >= since)
    if until is not None:
        wanted.append(orders.c.placed_at < until)
    return wanted


def _stored(row: Row[Any]) -> StoredOrder:
    return StoredOrder(
        order=Order.model_validate_json(row.record),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        versions=row.versions,
    )


def _columns(order: Order) -> dict[str, object]:
    return {
        "shop": order.shop,
        "number": order.number,
        "status": order.status.value,
        "placed_at": order.placed_at,
        "currency": order.currency.value,
        "total": str(order.total),
        "content_hash": order.content_hash,
        "entry_hash": order.entry_hash,
        "unreadable": "",
        "record": order.model_dump_json(),
    }


def _keep(transaction: Transaction, order: Order, by: Actor) -> Change:
    """Write the order's row, and the one it replaces into the versions."""
    seen = {"versions": 1, "first_seen": transaction.now, "last_seen": transaction.now}
    values = _columns(order)
    if transaction.insert_missing(orders, {"reference": order.reference, **values, **seen}):
        return Change.NEW
    before = lock_orders(transaction, [order.reference])[order.reference]
    same = before.content_hash == order.content_hash
    if same:
        values = {"unreadable": ""}
    else:
        _keep_version(transaction, before, by)
        values["versions"] = before.versions + 1
    transaction.execute(
        update(orders)
        .where(orders.c.reference == order.reference)
        .values(last_seen=transaction.now, **values)
    )
    return Change.UNCHANGED if same else Change.UPDATED


def _keep_version(transaction: Transaction, before: Row[Any], by: Actor) -> None:
    transaction.execute(
        insert(order_versions).values(
            reference=before.reference,
            content_hash=before.content_hash,
            entry_hash=before.entry_hash,
            record=before.record,
            replaced_at=transaction.now,
            run_id=by.run,
        )
    )


def _mark(transaction: Transaction, reference: str, rule: str) -> Row[Any]:
    statement = (
        update(orders)
        .where(orders.c.reference == reference)
        .values(unreadable=rule, last_seen=transaction.now)
        .returning(orders)
    )
    return transaction.execute(statement).one()


def _unreadable(
    transaction: Transaction, shop: str, key: str, error: BusinessError, by: Actor
) -> Item:
    """The rejected item of an order that was never readable; changed only when the reason is."""
    told = explained(error)
    made = create(
        transaction, ENTER_ORDER, key, shop, State.REJECTED, by, why=error.message, **told
    )
    item = made or fetch(transaction, key)
    if item is None:
        raise LookupError(f"{key} is neither new nor there")
    if made is not None or item.state is not State.REJECTED or item.message == error.message:
        return item
    return move(transaction, item, State.REJECTED, by, **told)


def _stand_in(shop: str, error: BusinessError) -> str:
    """A key for an order whose very number could not be read: the same for the same trouble."""
    told = f"{error.rule}\n{error.field}\n{error.value}\n{error.message}"
    return f"{shop}/?{hashlib.sha256(told.encode()).hexdigest()[:12]}"
